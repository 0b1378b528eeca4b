/** The longest that a timer of Node can wait, in ms: 25 days. */
export const LONGEST_TIMER = 2 ** 31 - 1

/** How long idle workers are kept, and copies that they may be lent again, in ms. */
export const IDLE_TIMEOUT = 300_000

/** Calls `act` in so many ms; what it returns calls that off. */
export type SetTimer = (ms: number, act: () => void) => () => void

/** By the real clock. */
export function setTimer(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, ms)
  return () => clearTimeout(timer)
}

/** What is to happen later, all of which can be called off. */
export class Timers {
  readonly #setTimer: SetTimer
  readonly #cancels = new Set<() => void>()

  constructor(setTimer: SetTimer) {
    this.#setTimer = setTimer
  }

  get count(): number {
    return this.#cancels.size
  }

  /** Returns what calls it off. */
  in(ms: number, act: () => void): () => void {
    const cancelTimer = this.#setTimer(ms, () => {
      this.#cancels.delete(cancel)
      act()
    })
    const cancel = () => {
      this.#cancels.delete(cancel)
      cancelTimer()
    }
    this.#cancels.add(cancel)
    return cancel
  }

  cancelAll(): void {
    for (const cancel of this.#cancels) cancel()
  }
}
