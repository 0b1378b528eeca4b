/** Calls `expire` when a task takes longer than `timeout` ms, each counted from when the worker tells that it begins. */
export class TaskTimer {
  readonly #timer: NodeJS.Timeout
  #begun = 0

  /** A task begins now. */
  constructor(timeout: number, expire: () => void) {
    this.#timer = setTimeout(() => this.#over(expire), timeout)
  }

  /** The next task begins. */
  restart(): void {
    this.#begun++
    this.#timer.refresh()
  }

  cancel(): void {
    this.#begun++
    clearTimeout(this.#timer)
  }

  /** What the worker has said meanwhile is let in first: this thread may be the one that was slow. */
  #over(expire: () => void): void {
    const begun = this.#begun
    setImmediate(() => {
      if (this.#begun === begun) expire()
    })
  }
}
