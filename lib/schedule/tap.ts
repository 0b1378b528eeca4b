import type { Arrival } from './arrivals.js'
import type { Pulled, Source } from './source.js'

/** Lets somebody watch arrivals go by, in the order in which they come. */
export async function* tap(arrivals: AsyncIterable<Arrival>, watch: (arrival: Arrival) => void): AsyncGenerator<Arrival> {
  for await (const arrival of arrivals) {
    watch(arrival)
    yield arrival
  }
}

/** Tells how many tasks there were once the input is exhausted. */
export function tapEnd(source: Source, ended: (tasks: number) => void): Source {
  let pulled = 0
  const count = (tasks: Pulled): Pulled => {
    pulled += tasks?.length ?? 0
    if (tasks === undefined) ended(pulled)
    return tasks
  }
  return {
    next(size) {
      const tasks = source.next(size)
      return tasks instanceof Promise ? tasks.then(count) : count(tasks)
    },
    close: () => source.close(),
    atHand: source.atHand,
    get remaining() {
      return source.remaining
    },
  }
}
