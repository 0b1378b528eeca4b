/** Calls `expire` when a task takes longer than `timeout` ms, each counted from when the worker tells that it begins. */
export class TaskTimer {
  readonly #timer: NodeJS.Timeout
  #begun = 0

  /** Begins with a task that begins now. */
  constructor(timeout: number, expire: () => void) {
    this.#timer = setTimeout(() => this.#over(expire), timeout)
  }

  /** Begins again, with the next task. */
  restart(): void {
    this.#begun++
    this.#timer.refresh()
  }

  cancel(): void {
    this.#begun++
    clearTimeout(this.#timer)
  }

  /** Lets in first what the worker has said meanwhile: this thread may be the one that was slow. */
  #over(expire: () => void): void {
    const begun = this.#begun
    setImmediate(() => {
      if (this.#begun === begun) expire()
    })
  }
}
