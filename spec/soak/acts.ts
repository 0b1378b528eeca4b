import { parentPort, threadId } from 'node:worker_threads'
import { setTimeout as pause } from 'node:timers/promises'
import { type Mark, noteStart, startsOf } from './starts.js'

/** What a task gets: all of it can be sent, but perhaps `extra`. */
export interface Item {
  readonly mark: Mark
  readonly index: number
  /** What each run of the task does; those beyond do what the last one does. */
  readonly script: readonly ActName[]
  readonly extra: unknown
}

type Act = (index: number, extra: unknown) => unknown

/** Runs in workers: notes that it was started, and does what is its turn. */
export function perform({ mark, index, script, extra }: Item): unknown {
  noteStart(mark, index)
  const run = script.length === 1 ? 1 : startsOf(mark, index)
  return ACTS[script[Math.min(run, script.length) - 1]!](index, extra)
}

const never = () => new Promise<never>(() => {})

function afterwards(act: () => void): Promise<never> {
  setTimeout(act, 0)
  return never()
}

function hostileError(index: number): Error {
  const get = () => {
    throw new Error('read by somebody')
  }
  return Object.defineProperty(new RangeError(`no ${index}`), 'trap', { get, enumerable: true })
}

function cyclicError(index: number): Error {
  const error = new RangeError(`no ${index}`)
  return Object.assign(error, { cause: { error } })
}

function fillMemory(): never {
  let hoard: object | undefined
  for (;;) hoard = { hoard, filler: [1, 2, 3] } // one large piece could end the whole program
}

async function nested(index: number): Promise<unknown> {
  const { Parallel } = await import('allcores')
  await using parallel = Parallel({ nJobs: 2, backend: 'threads', maxTasksPerWorker: 2 })
  return [index, await parallel.map((n) => n + 1, [index, 1, 2, 3])]
}

const raise = (error: unknown): never => {
  throw error
}

const busy = (index: number) => {
  const end = performance.now() + (index % 5)
  while (performance.now() < end);
  return [index, 'busy']
}

/** Of all numbers of a large array, so that each must be what it was. */
export function sumOf(array: Float64Array, index: number): number {
  let sum = index
  for (let i = 0; i < array.length; i++) sum += array[i]! * (i % 7)
  return sum
}

/** All that a run of a task can do. */
export const ACTS = {
  value: (index) => [index, 2 * index],
  later: (index) => new Promise((resolve) => setImmediate(() => resolve([index, 'later']))),
  slow: (index) => pause(index % 30, [index, 'slow']),
  busy,
  echo: (index, extra) => [index, extra],
  shared: (index, extra) => [index, (extra as { value: readonly number[] }).value[index % 1000]],
  huge: (index) => [index, 'x'.repeat(500_000 + index)],
  bytes: (index) => [index, new Uint8Array(200_000).fill(index)],
  reads: (index, extra) => [index, sumOf(extra as Float64Array, index)],
  place: whereabouts,
  log(index) {
    console.log(`log ${index}`)
    process.stderr.write(`err ${index}\n`)
    return [index, 'logged']
  },
  nested,

  throwError: (index) => raise(Object.assign(new RangeError(`no ${index}`), { status: 404, list: [index] })),
  throwLater: (index) => pause(1).then(() => raise(new TypeError(`no ${index}`))),
  throwUndefined: () => raise(undefined),
  throwEmpty: () => raise(''),
  throwHostile: (index) => raise(hostileError(index)),
  throwCycle: (index) => raise(cyclicError(index)),
  throwFrozen: (index) => raise(Object.freeze(new RangeError(`no ${index}`))),
  throwHuge: (index) => raise(new RangeError(`no ${index} ${'x'.repeat(300_000)}`)),
  throwProxy: () => raise(new Proxy({}, { get: () => raise(new Error('read by somebody')), ownKeys: () => raise(new Error('listed')) })),
  throwFunction: () => raise(() => 1),
  giveSymbol: (index) => [index, Symbol('stays here')],
  giveProxy: (index) => [index, new Proxy({ index }, {})],
  giveTrap: (index) => [index, { get trap(): never { throw new RangeError(`no ${index}`) } }],

  exit: () => process.exit(3),
  uncaught: (index) => afterwards(() => raise(new RangeError(`no ${index}`))),
  uncaughtUndefined: () => afterwards(() => raise(undefined)),
  unhandled: (index) => afterwards(() => void Promise.reject(new TypeError(`no ${index}`))),
  hangUp() {
    if (parentPort) parentPort.close()
    else process.disconnect()
    return never()
  },
  sigkill() {
    process.kill(process.pid, 'SIGKILL')
    return never()
  },
  abort: () => process.abort(),
  fillMemory,

  spin() {
    for (;;);
  },
  wait: never,
} as const satisfies Record<string, Act>

export type ActName = keyof typeof ACTS

/** Which worker this is: process and thread. */
export function whereabouts(index: number): [number, string] {
  return [index, `${process.pid}.${threadId}`]
}

/** Hooks of workers. */
export function begin(_: unknown): void {}
export function failToBegin(text: string): never {
  throw new RangeError(text)
}
export function exitAtBegin(_: unknown): never {
  process.exit(4)
}
export function failToEnd(text: string): never {
  throw new RangeError(text)
}
