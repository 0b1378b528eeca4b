/** Which worker something comes from. All that comes from one worker has the same object. */
export interface WorkerInfo {
  /** Counted from 1 in each program; no two workers of a program have the same. */
  readonly id: number
  readonly kind: 'thread' | 'process'
  /** The id of its process; for a thread, that of the program itself. */
  readonly pid: number
  /** When its start began, in ms by the machine's monotonic clock (`process.hrtime`). */
  readonly startedAt: number
  /** How long it took to start, its initializer included, in ms; undefined until it has started. */
  readonly startUp: number | undefined
}
