import type { TaskInfo } from './task-info.js'

/** When tasks that fail are run again. */
export interface Retries {
  readonly limit: number
  /** Milliseconds before the first retry; each further one waits `factor` times as long, up to `maxDelay`. */
  readonly minDelay: number
  readonly factor: number
  readonly maxDelay: number
  readonly shouldRetry?: ((error: unknown, task: TaskInfo) => boolean) | undefined
}
