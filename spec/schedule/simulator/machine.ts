/** What the simulated machine takes for what. All in ms. */
export interface Machine {
  /** One way of a message, waking the other side included. */
  readonly latency: number
  /** The main thread's time for a message it sends or gets. */
  readonly message: number
  /** The same for each task in it. */
  readonly task: number
  /** The worker's time for packing and unpacking a task. */
  readonly workerTask: number
  /** Until a worker can take its first batch. */
  readonly startUp: number
}

export const THREADS: Machine = { latency: 0.04, message: 0.03, task: 0.000_15, workerTask: 0.000_1, startUp: 0 }
export const PROCESSES: Machine = { ...THREADS, latency: 0.06 }
