import type { Arrival } from './arrivals.js'

/** Puts arrivals in the order of the input: holds back those that come too early. */
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
