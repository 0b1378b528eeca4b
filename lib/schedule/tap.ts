import type { BatchSizer } from './batch-size.js'
import type { Pulled, Source } from './source.js'

/** Tells how many tasks there were once the input is exhausted. */
export function tapEnd(source: Source, ended: (tasks: number) => void): Source {
  let pulled = 0
  const count = (tasks: Pulled): Pulled => {
    pulled += tasks?.length ?? 0
    if (tasks === undefined) ended(pulled)
    return tasks
  }
  return {
    next(size) {
      const tasks = source.next(size)
      return tasks instanceof Promise ? tasks.then(count) : count(tasks)
    },
    close: () => source.close(),
    atHand: source.atHand,
    remaining: () => source.remaining(),
  }
}

/** Tells how long each reading took that came back at once. */
export function tapTime(source: Source, now: () => number, read: (elapsed: number) => void): Source {
  return {
    next(size) {
      const before = now()
      const tasks = source.next(size)
      if (!(tasks instanceof Promise)) read(now() - before)
      return tasks
    },
    close: () => source.close(),
    atHand: source.atHand,
    remaining: () => source.remaining(),
  }
}

/** Tells what size batches have from now on, whenever that changes. */
export function tapSize(sizer: BatchSizer, resized: (size: number) => void): BatchSizer {
  let size = sizer.size()
  return {
    size: (remaining) => sizer.size(remaining),
    brief: () => sizer.brief(),
    least: () => sizer.least(),
    ran: (tasks, elapsed) => sizer.ran(tasks, elapsed),
    cost(batch) {
      sizer.cost(batch)
      if (sizer.size() !== size) resized((size = sizer.size()))
    },
  }
}
