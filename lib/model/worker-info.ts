/** A worker, as reports name it. The same object for all that comes from one worker. */
export interface WorkerInfo {
  /** Counts from 1 in each program; never given twice. */
  readonly id: number
  readonly kind: 'thread' | 'process'
  /** Of the operating system: the program's own for a thread. */
  readonly pid: number
  /** When its start began, by the machine's monotonic clock in ms. */
  readonly startedAt: number
  /** How long it took to come up, its initializer included, in ms; undefined until it has. */
  readonly startUp: number | undefined
}
