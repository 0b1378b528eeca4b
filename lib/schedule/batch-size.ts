/** Decides how many tasks the next batch has. It is told times and has no clock of its own. */
export interface BatchSizer {
  /** How many tasks the next batch has, at least 1. `remaining`: how many are still to come, if known. */
  size(remaining?: number): number
  /** Whether batches of this size end so soon that a second one should already wait at the worker. */
  brief(): boolean
  /** The fewest tasks that are worth a message of their own. */
  least(): number
  /** Takes note that `tasks` tasks took `elapsed` ms where they ran. */
  ran(tasks: number, elapsed: number): void
  /** Takes note of what a batch has cost. */
  cost(batch: BatchCost): void
}

/** What a batch has cost beyond the time of its tasks. */
export interface BatchCost {
  readonly tasks: number
  /** Milliseconds from sending the batch to its end, less those of its tasks; without the way there if it had `waited`. */
  readonly overhead: number
  /** Whether the batch was sent while its worker was busy with another one. */
  readonly waited: boolean
  /** Milliseconds for which the caller's thread was busy sending; not part of `overhead`. */
  readonly sending: number
}

/** The share of a batch's time that handing it over may take. In simulations 1 to 2 % is best. */
const OVERHEAD_SHARE = 0.015
const SHORTEST_BATCH = 25 // ms; a batch costs the main thread 0.1 to 0.2, which it takes from a worker where cores are few
const LONGEST_BATCH = 50 // ms
/** What a batch costs the thread that hands it out, in ms; meanwhile the other workers must not run dry. */
const HANDLING = 0.06
/** The most by which the size grows in one step, so that one wrong guess costs at most this factor. */
const GROWTH = 8
/** A batch of so many ms may always be tried: tiny tasks would be over before their batches had grown by steps. */
const TRIAL = 0.5
/** The most ms that sending a batch may take: large messages cost more per byte, and live longer where they arrive. */
const LONGEST_SENDING = 2
/** The most tasks of a batch: beyond, the overhead a task is some nanoseconds, and memory for tasks read ahead starts to count. */
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

/** Gives batches the size that the user asked for. Times only decide what `brief` says. */
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
