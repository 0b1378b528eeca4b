import type { TaskInfo } from './task-info.js'

/** When tasks that fail are run again: `RetryOptions` with the defaults filled in. */
export interface Retries {
  /** How many times a task is run again at most; maybe Infinity. */
  readonly limit: number
  /** Milliseconds before the first retry; each further one waits `factor` times as long, up to `maxDelay`. */
  readonly minDelay: number
  readonly factor: number
  /** The longest pause, in milliseconds. */
  readonly maxDelay: number
  /** `false`: the task is not run again. */
  readonly shouldRetry?: ((error: unknown, task: TaskInfo) => boolean) | undefined
}
