import type { Window } from './windows.js'

/** Parts of a buffer that windows see together: in order, and none of them overlaps or touches another. */
export class Ranges implements Iterable<Window> {
  readonly #starts: number[] = []
  readonly #ends: number[] = []

  add({ byteOffset, byteLength }: Window): void {
    const end = byteOffset + byteLength
    const first = countBelow(this.#ends, byteOffset)
    const next = countBelow(this.#starts, end + 1)
    const merged = next - first
    const from = merged > 0 ? Math.min(byteOffset, this.#starts[first]!) : byteOffset
    const to = merged > 0 ? Math.max(end, this.#ends[next - 1]!) : end
    this.#starts.splice(first, merged, from)
    this.#ends.splice(first, merged, to)
  }

  /** What a window sees that is in none of them. */
  missing({ byteOffset, byteLength }: Window): Window[] {
    const end = byteOffset + byteLength
    const parts: Window[] = []
    let at = byteOffset
    for (let i = countBelow(this.#ends, byteOffset + 1); at < end; i++) {
      const next = Math.min(this.#starts[i] ?? end, end)
      if (next > at) parts.push(between(at, next))
      at = this.#ends[i] ?? end
    }
    return parts
  }

  *[Symbol.iterator](): Generator<Window, void, void> {
    for (const [i, start] of this.#starts.entries()) yield between(start, this.#ends[i]!)
  }
}

function between(start: number, end: number): Window {
  return { byteOffset: start, byteLength: end - start }
}

/** How many of the sorted numbers are below the limit. */
function countBelow(sorted: readonly number[], limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < limit) low = middle + 1
    else high = middle
  }
  return low
}
