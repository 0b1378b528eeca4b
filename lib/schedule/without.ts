import type { Arrival } from './arrivals.js'

/** Cuts the tasks of these indices, which are in order, out of an arrival, and returns what is left in between. */
export function without({ start, values, failures }: Arrival, indices: readonly number[]): readonly Arrival[] {
  if (indices.length === 0) return [{ start, values, failures }]
  const ends = [...indices, start + values.length]
  return ends
    .map((end, i) => piece(i === 0 ? start : indices[i - 1]! + 1, end))
    .filter((arrival) => arrival.values.length > 0)

  function piece(from: number, end: number): Arrival {
    return {
      start: from,
      values: values.slice(from - start, end - start),
      failures: failures.filter(({ index }) => from <= index && index < end),
    }
  }
}
