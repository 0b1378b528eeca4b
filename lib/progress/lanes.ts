/** Rows for what overlaps, each as full as can be, so that they are few. What comes first has ended first. */
export class Lanes {
  readonly #ends: number[] = []

  /** The row for what took that time, counted from 0. */
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
