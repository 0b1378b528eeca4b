import { isDeepStrictEqual } from 'node:util'
import { NotCloneableError, TimeoutError, WorkerDiedError } from 'allcores'
import { type ActName, sumOf } from './acts.js'

/** What becomes of a task whose last run does this. */
export type Fate =
  | { readonly kind: 'gives'; readonly isValue: (value: unknown, index: number, extra: unknown) => boolean }
  | { readonly kind: 'throws'; readonly isError: (error: unknown, index: number) => boolean }
  /** The value can't leave the worker, which no further run changes. */
  | { readonly kind: 'refused'; readonly isError: (error: unknown) => boolean }
  | { readonly kind: 'dies'; readonly isError: (error: unknown) => boolean }
  /** It ends by a timeout, or not at all. */
  | { readonly kind: 'endless'; readonly isError: (error: unknown) => boolean }

const gives = (expected: (index: number, extra: unknown) => unknown): Fate => ({
  kind: 'gives',
  isValue: (value, index, extra) => isDeepStrictEqual(value, [index, expected(index, extra)]),
})
const throws = (isError: (error: unknown, index: number) => boolean): Fate => ({ kind: 'throws', isError })
const throwsRange = (more: (error: RangeError, index: number) => boolean = () => true) =>
  throws((error, index) => error instanceof RangeError && error.message.split(' ', 2).join(' ') === `no ${index}` && more(error, index))
const refused = (direction: string, path: string): Fate => ({
  kind: 'refused',
  isError: (error) => error instanceof NotCloneableError && error.direction === direction && error.path === path,
})
const dies: Fate = { kind: 'dies', isError: (error) => error instanceof WorkerDiedError }
const endless: Fate = { kind: 'endless', isError: (error) => error instanceof TimeoutError && error.code === 'ERR_TASK_TIMEOUT' }

export const FATES: Readonly<Record<ActName, Fate>> = {
  value: gives((index) => 2 * index),
  later: gives(() => 'later'),
  slow: gives(() => 'slow'),
  busy: gives(() => 'busy'),
  echo: gives((_, extra) => extra),
  shared: gives((index, extra) => (extra as { value: readonly number[] }).value[index % 1000]),
  huge: gives((index) => 'x'.repeat(500_000 + index)),
  bytes: gives((index) => new Uint8Array(200_000).fill(index)),
  reads: gives((index, extra) => sumOf(extra as Float64Array, index)),
  place: { kind: 'gives', isValue: (value, index) => Array.isArray(value) && value[0] === index && /^\d+\.\d+$/.test(value[1]) },
  log: gives(() => 'logged'),
  nested: gives((index) => [index + 1, 2, 3, 4]),

  throwError: throwsRange((error, index) => isDeepStrictEqual({ ...error }, { status: 404, list: [index] })),
  throwLater: throws((error, index) => error instanceof TypeError && error.message === `no ${index}`),
  throwUndefined: throws((error) => error === undefined),
  throwEmpty: throws((error) => error === ''),
  throwHostile: throwsRange(),
  throwCycle: throwsRange((error) => (error.cause as { error?: unknown }).error === error),
  throwFrozen: throwsRange(),
  throwHuge: throwsRange((error, index) => error.message.length === `no ${index} `.length + 300_000),
  throwProxy: refused('error', 'error'),
  throwFunction: refused('error', 'error'),
  giveSymbol: refused('result', 'result[1]'),
  giveProxy: refused('result', 'result[1]'),
  giveTrap: refused('result', 'result[1].trap'),

  exit: dies,
  uncaught: dies,
  uncaughtUndefined: dies,
  unhandled: dies,
  hangUp: dies,
  sigkill: dies,
  abort: dies,
  fillMemory: dies,
  spin: endless,
  wait: endless,
}

/** The worker has no time for last words: tasks that it was free to start are lost with it. */
export const VIOLENT: ReadonlySet<ActName> = new Set(['hangUp', 'sigkill', 'abort', 'fillMemory'])

/** A worker process that ends has no time to send what is large. */
export const LARGE: ReadonlySet<ActName> = new Set(['huge', 'bytes', 'throwHuge'])

/** Arguments that no worker can be sent, and where the trouble is. */
export const UNSENDABLE: readonly (readonly [extra: () => unknown, path: string])[] = [
  [() => Symbol('stays here'), 'args[0].extra'],
  [() => ({ a: [new WeakMap()] }), 'args[0].extra.a[0]'],
  [() => ({ get trap(): never { throw new Error('read by somebody') } }), 'args[0].extra.trap'],
  [() => new Proxy({}, {}), 'args[0].extra'],
  [() => Promise.resolve(1), 'args[0].extra'],
]

export function unsendable(path: string): Fate {
  return refused('argument', path)
}
