/** Finds rows for spans of time that overlap, so that there are few rows. Spans come in the order of their ends. */
export class Lanes {
  readonly #ends: number[] = []

  /** Takes a row for a span, and returns its number, counted from 0: the row that has been free for the shortest time. */
  take(from: number, to: number): number {
    let best = -1
    this.#ends.forEach((end, lane) => {
      if (end <= from && (best < 0 || end > this.#ends[best]!)) best = lane
    })
    const lane = best < 0 ? this.#ends.length : best
    this.#ends[lane] = to
    return lane
  }
}
