/** The longest that a timer of Node can wait, in ms: 25 days. */
export const LONGEST_TIMER = 2 ** 31 - 1

/** How long idle workers are kept by default, and copies of arrays that may be lent again, in ms. */
export const IDLE_TIMEOUT = 300_000

/** Calls `act` in `ms`. The function that it returns cancels that. */
export type SetTimer = (ms: number, act: () => void) => () => void

/** A {@link SetTimer} by the real clock. */
export function setTimer(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, ms)
  return () => clearTimeout(timer)
}

/** Timers that can be cancelled one by one, or all together. */
export class Timers {
  readonly #setTimer: SetTimer
  readonly #cancels = new Set<() => void>()

  constructor(setTimer: SetTimer) {
    this.#setTimer = setTimer
  }

  /** How many timers are running. */
  get count(): number {
    return this.#cancels.size
  }

  /** Calls `act` in `ms`. The function that it returns cancels that. */
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
