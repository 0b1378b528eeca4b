/** Decides how many tasks the next batch holds. Pure: it sees times, it never takes them. */
export interface BatchSizer {
  /** Tasks for the next batch, at least 1. `remaining`: tasks still to come, where that is known. */
  size(remaining?: number): number
  /** Whether batches of this size end so soon that a second one should already wait at the worker. */
  brief(): boolean
  /** How many tasks at least are worth a message of their own. */
  least(): number
  /** `tasks` tasks took `elapsed` ms where they ran. */
  ran(tasks: number, elapsed: number): void
  cost(batch: BatchCost): void
}

/** What a batch cost beyond the time of its tasks. */
export interface BatchCost {
  readonly tasks: number
  /** Milliseconds from its sending to its end less those of its tasks; without the way there if it had `waited`. */
  readonly overhead: number
  readonly waited: boolean
  /** Milliseconds before that in which the caller's thread was busy sending. */
  readonly sending: number
}

/** Share of a batch's time that handing it over may take. Simulated best at 1 to 2 %. */
const OVERHEAD_SHARE = 0.015
const SHORTEST_BATCH = 25 // ms; a batch costs the main thread 0.1 to 0.2, which it takes from a worker where cores are few
const LONGEST_BATCH = 50 // ms
/** What a batch costs the thread that hands it out, in ms; meanwhile the other workers must not run dry. */
const HANDLING = 0.06
/** Growth a step: one wrong guess then costs at most this factor. */
const GROWTH = 8
/** A batch of so many ms may always be tried: tiny tasks are over before they would have come to their size by steps. */
const TRIAL = 0.5
/** Sending a batch takes no more ms than this: large messages are slower by the byte, and live longer where they arrive. */
const LONGEST_SENDING = 2
/** Beyond this the overhead a task is some nanoseconds, and memory for tasks read ahead starts to count. */
const MOST_TASKS = 8192

/**
 * Sizes batches for `nJobs` workers from the time tasks take and the overhead a batch costs. Where only `readAhead` tasks
 * may be read in advance, no batch takes more than its share of them.
 */
export function adaptiveSize(nJobs: number, readAhead = Infinity): BatchSizer {
  const most = Math.min(MOST_TASKS, Math.ceil(readAhead / (2 * nJobs)))
  let perTask = Infinity // ms of work
  let perTransfer = 0 // ms of sending and reading a task, half of each
  let overhead = Infinity // ms a batch costs however small it is
  let largest = 0

  const target = () => Math.min(Math.max(overhead / OVERHEAD_SHARE, SHORTEST_BATCH), LONGEST_BATCH)
  const worth = (ms: number) => Math.max(1, Math.round(ms / Math.max(perTask + perTransfer, 1e-9)))
  const least = () => worth(HANDLING * nJobs)
  const sendable = () => Math.max(1, Math.round(LONGEST_SENDING / Math.max(perTransfer / 2, 1e-9)))
  const size = (remaining?: number) => {
    const full = Math.max(1, Math.min(worth(target()), Math.max(largest * GROWTH, worth(TRIAL)), sendable(), most))
    return tailSize(full, remaining, nJobs, least())
  }

  return {
    size,
    least,
    brief: () => size() * (perTask + perTransfer) <= LONGEST_BATCH,
    ran(tasks, elapsed) {
      const now = elapsed / tasks
      const trusted = perTask === Infinity || now > 2 * perTask || tasks >= 2 * largest
      perTask = trusted ? now : (perTask + now) / 2
      largest = Math.max(tasks, Math.min(largest, size()))
    },
    cost({ tasks, overhead: spent, waited, sending }) {
      if (!waited) overhead = Math.min(overhead, Math.max(0, spent - sending)) // reading takes about as long as writing
      perTransfer = (2 * sending) / tasks
    },
  }
}

/** Always the size that the user asked for. Measurements only decide what `brief` says. */
export function fixedSize(tasks: number): BatchSizer {
  let perTask = Infinity
  return {
    size: () => tasks,
    least: () => 1,
    brief: () => perTask * tasks <= LONGEST_BATCH,
    ran(count, elapsed) {
      perTask = elapsed / count
    },
    cost() {},
  }
}

/** Shrinks batches towards the end of an input of known length, so that all workers finish together. */
export function tailSize(size: number, remaining: number | undefined, nJobs: number, least = 1): number {
  return remaining === undefined ? size : Math.min(size, Math.max(least, Math.ceil(remaining / (2 * nJobs))))
}
