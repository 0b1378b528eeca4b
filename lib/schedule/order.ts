import type { Arrival } from './arrivals.js'

/** Holds back what comes too early, so that arrivals leave in the order of the input. */
export async function* inOrder(arrivals: AsyncIterable<Arrival>): AsyncGenerator<Arrival> {
  const early = new Map<number, Arrival>()
  let next = 0
  for await (const arrival of arrivals) {
    early.set(arrival.start, arrival)
    for (let due = early.get(next); due; due = early.get(next)) {
      early.delete(next)
      next += due.values.length
      yield due
    }
  }
}
