/** How long a bench may take, what stops it, and who is told what is going on. */
export interface Pace {
  /** Stops the bench. */
  readonly signal: AbortSignal
  /** Milliseconds for the whole bench. */
  readonly budget: number
  /** Milliseconds after which a single run is given up. */
  readonly limit: number
  tell(what: string): void
  /** Has Ctrl-C stop the bench from now on. Before, it ends the program: a function that never ends must not keep it. */
  begin(): void
}

/** Waits for a run, but no longer than its limit, and no more once the bench is stopped. */
export async function within<T>(work: Promise<T>, { limit, signal }: Pace): Promise<T> {
  const over = new AbortController()
  const either = AbortSignal.any([signal, over.signal])
  const ended = new Promise<never>((_, reject) => {
    either.addEventListener('abort', () => reject(either.reason), { once: true })
    either.throwIfAborted()
  })
  // it also keeps the program alive while a promise that nobody will ever settle is waited for
  const timer = setTimeout(() => over.abort(new Error(`stopped: it had not ended after ${limit / 1000} s`)), limit)
  try {
    return await Promise.race([work, ended])
  } finally {
    clearTimeout(timer)
  }
}

/** How many of the items to use for runs of about `ms`: a multiple of `jobs` where there are enough, so that all jobs get as many. */
export function howMany(given: number, taskMs: number, jobs: number, ms: number): number {
  const fitting = Math.floor(ms / (taskMs + HANDOVER))
  return Math.min(given, Math.max(2 * jobs, fitting - (fitting % jobs)))
}

/** How long the slowest backend takes for a task that does nothing, in ms: async, see bench/README.md. */
const HANDOVER = 0.005
