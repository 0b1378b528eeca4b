import { delayed, Parallel, type TaskResult } from 'allcores'
import type { Case, Way } from './case.js'
import { observe, type Observation, type Run } from './observe.js'

/** Nested comes first: a worker that has run the cases itself may have changed what its modules keep. */
export const WAYS: readonly Way[] = ['nested', 'threads', 'processes']

/** Long before mocha would give up: then the cases that did come back are told apart from those that did not. */
const PATIENCE_MS = 15_000

/** Ships a function on from the worker it has come to. */
export async function relay(run: Run, args: readonly unknown[]): Promise<Observation> {
  const parallel = Parallel({ backend: 'threads', nJobs: 1 })
  const [observation] = await parallel([delayed(observe.bind(undefined, run))(args)])
  return observation
}

/** What comes of each case, in the order of the cases. */
export async function ship(cases: readonly Case[], way: Way): Promise<TaskResult<Observation>[]> {
  const carry = way === 'nested' ? relay : observe
  const backend = way === 'processes' ? 'processes' : 'threads'
  const parallel = Parallel({ backend, nJobs: 2, onError: 'return', signal: AbortSignal.timeout(PATIENCE_MS) })
  const tasks = cases.map(({ run, args = [] }) => delayed(carry.bind(undefined, run))(args))
  return parallel(tasks)
}
