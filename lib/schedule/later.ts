/** Calls `act` in so many ms; what it returns calls that off. */
export type After = (ms: number, act: () => void) => () => void

/** What is to happen later, all of which can be called off. */
export class Later {
  readonly #after: After
  readonly #cancels = new Set<() => void>()

  constructor(after: After) {
    this.#after = after
  }

  get count(): number {
    return this.#cancels.size
  }

  in(ms: number, act: () => void): void {
    const cancel = this.#after(ms, () => {
      this.#cancels.delete(cancel)
      act()
    })
    this.#cancels.add(cancel)
  }

  cancelAll(): void {
    for (const cancel of this.#cancels) cancel()
    this.#cancels.clear()
  }
}
