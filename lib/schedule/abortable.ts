/** Waits for promises, one at a time, but no longer than until the signal aborts. */
export interface Abortable {
  /** @throws the signal's reason once it has aborted */
  wait<T>(promise: PromiseLike<T>): Promise<T>
  /** Forgets the signal. */
  release(): void
}

/**
 * One listener a call, not one a wait: a signal may outlive millions of them.
 *
 * @param aborted called when it aborts, whether anybody waits or not
 */
export function abortable(signal: AbortSignal, aborted: () => void): Abortable {
  let giveUp: ((reason: unknown) => void) | undefined
  const onAbort = () => {
    aborted()
    giveUp?.(signal.reason)
  }
  signal.addEventListener('abort', onAbort)
  return {
    wait: (promise) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) reject(signal.reason)
        giveUp = reject
        promise.then(resolve, reject)
      }),
    release: () => signal.removeEventListener('abort', onAbort),
  }
}
