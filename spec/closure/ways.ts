import { delayed, Parallel, type TaskResult } from 'allcores'
import type { Case, Way } from './case.js'
import { observe, type Observation, type Run } from './observe.js'

/** Nested comes first: a worker that has run the cases itself may have changed what its modules keep. */
export const WAYS: readonly Way[] = ['nested', 'threads', 'processes']

/** Long before mocha would give up: then the cases that did come back are told apart from those that did not. */
const PATIENCE_MS = 60_000

/** One call from a worker carries so many: for each call it reads which scripts there are, and it has hundreds. */
const RELAYED_AT_ONCE = 16

/** Ships functions on from the worker they have come to. */
export async function relay(runs: readonly Run[], args: readonly (readonly unknown[])[]): Promise<TaskResult<Observation>[]> {
  const parallel = Parallel({ backend: 'threads', nJobs: 1, onError: 'return' })
  return parallel(runs.map((run, i) => delayed(observe.bind(undefined, run))(args[i]!)))
}

/** What comes of each case, in the order of the cases. */
export async function ship(cases: readonly Case[], way: Way): Promise<readonly TaskResult<Observation>[]> {
  if (way === 'nested') return shipNested(cases)
  const parallel = Parallel({ backend: way, nJobs: 2, onError: 'return', signal: AbortSignal.timeout(PATIENCE_MS) })
  return parallel(cases.map(({ run, args = [] }) => delayed(observe.bind(undefined, run))(args)))
}

async function shipNested(cases: readonly Case[], atOnce = RELAYED_AT_ONCE): Promise<readonly TaskResult<Observation>[]> {
  const parallel = Parallel({ backend: 'threads', nJobs: 2, onError: 'return', signal: AbortSignal.timeout(PATIENCE_MS) })
  const groups = inGroups(cases, atOnce)
  const relayed = await parallel(
    groups.map((group) => delayed(relay.bind(undefined, group.map(({ run }) => run)))(group.map(({ args = [] }) => args))),
  )
  const results = relayed.map(async (result, i) => {
    if (result.status === 'fulfilled') return result.value
    // one by one, to tell which it is
    return atOnce === 1 ? [result] : shipNested(groups[i]!, 1)
  })
  return (await Promise.all(results)).flat()
}

function inGroups<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))
}
