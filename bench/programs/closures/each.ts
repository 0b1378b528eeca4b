import type { Figures } from '../../harness/contender.js'
import { mainThreadTime } from './clock.js'
import type { Measurements } from './measurements.js'

type Numbers = readonly number[]
type Run = (items: Numbers) => Promise<readonly number[]>
type Backend = 'threads' | 'processes'

const ITEMS = Array.from({ length: 10_000 }, (_, i) => i)
const JOBS = 2
/** Until code is compiled as well as it gets. */
const WARM_UPS = 3

/** `items.map((x) => delayed(() => …)())`: a function for every item, or one for all. */
export const EACH: Measurements = Object.fromEntries([
  ...(['threads', 'processes'] as const).flatMap((backend) => [
    [`allcores ${backend}, a closure each`, () => measured(aClosureEach(backend))] as const,
    [`allcores ${backend}, one function`, () => measured(oneFunction(backend))] as const,
    [`allcores ${backend}, map`, () => measured(map(backend))] as const,
  ]),
  ['workerpool, text and arguments by hand', () => measured(byWorkerpool())] as const,
])

async function aClosureEach(backend: Backend): Promise<Run> {
  const { delayed, Parallel } = await import('allcores')
  const parallel = Parallel({ nJobs: JOBS, backend })
  return (items) => parallel(items.map((x) => delayed(() => x * 2)()))
}

async function oneFunction(backend: Backend): Promise<Run> {
  const { delayed, Parallel } = await import('allcores')
  const parallel = Parallel({ nJobs: JOBS, backend })
  const double = delayed((x: number) => x * 2)
  return (items) => parallel(items.map((x) => double(x)))
}

async function map(backend: Backend): Promise<Run> {
  const { Parallel } = await import('allcores')
  const parallel = Parallel({ nJobs: JOBS, backend })
  return (items) => parallel.map((x) => x * 2, items)
}

async function byWorkerpool(): Promise<Run> {
  const { pool: createPool } = await import('workerpool')
  const pool = createPool({ maxWorkers: JOBS, workerType: 'thread' })
  return (items) => Promise.all(items.map((x) => pool.exec((x: number) => x * 2, [x]) as unknown as Promise<number>))
}

async function measured(opening: Promise<Run>): Promise<Figures> {
  const run = await opening
  for (let i = 0; i < WARM_UPS; i++) check(await run(ITEMS.slice(i * 1000, (i + 1) * 2000)), i * 1000)
  globalThis.gc?.()
  const callerBefore = mainThreadTime()
  const start = performance.now()
  const results = await run(ITEMS)
  const ms = performance.now() - start
  const caller = mainThreadTime() - callerBefore
  check(results, 0)
  return { ms, 'µs each': (ms * 1000) / ITEMS.length, "caller's µs each": (caller * 1000) / ITEMS.length }
}

function check(results: readonly number[], first: number): void {
  const wrong = results.findIndex((result, i) => result !== (first + i) * 2)
  if (wrong >= 0) throw new Error(`result ${wrong}: ${(first + wrong) * 2} expected, ${results[wrong]} came`)
}
