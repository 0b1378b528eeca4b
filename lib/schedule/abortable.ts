/** Waits for promises, one at a time, until its signal aborts or it is ended. */
export interface Abortable {
  /** Ends all waiting for good. The first reason counts, later ones don't. */
  end(reason: unknown): void
  isAborted(): boolean
  /** @throws the reason, once it has one */
  throwIfAborted(): void
  /** @throws the reason, once it has one */
  wait<T>(promise: PromiseLike<T>): Promise<T>
  /** Stops listening to the signal. */
  release(): void
}

/**
 * Makes an {@link Abortable}. It adds one listener a call, not one a wait, because a signal may outlive millions of them. It does
 * without an AbortController, because making one takes Node 20 as long as half a call.
 *
 * @param aborted called when it ends, whether anybody waits or not
 */
export function abortable(signal: AbortSignal | undefined, aborted: () => void): Abortable {
  let ending: { readonly reason: unknown } | undefined
  let giveUp: ((reason: unknown) => void) | undefined
  const release = () => signal?.removeEventListener('abort', onAbort)
  const end = (reason: unknown) => {
    if (ending) return
    release()
    ending = { reason }
    aborted()
    giveUp?.(reason)
  }
  const onAbort = () => end(signal?.reason)
  signal?.addEventListener('abort', onAbort)
  if (signal?.aborted) onAbort()
  return {
    end,
    isAborted: () => ending !== undefined,
    throwIfAborted() {
      if (ending) throw ending.reason
    },
    wait: (promise) =>
      new Promise((resolve, reject) => {
        if (ending) reject(ending.reason)
        giveUp = reject
        promise.then(resolve, reject)
      }),
    release,
  }
}
