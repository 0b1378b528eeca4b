import type { BatchSizer } from './batch-size.js'
import type { Pulled, Source } from './source.js'

/** Makes a source that tells how many tasks there were once it is exhausted. */
export function tapEnd(source: Source, ended: (tasks: number) => void): Source {
  let pulled = 0
  const count = (tasks: Pulled): Pulled => {
    pulled += tasks?.length ?? 0
    if (tasks === undefined) ended(pulled)
    return tasks
  }
  return {
    ...source,
    next(size) {
      const tasks = source.next(size)
      return tasks instanceof Promise ? tasks.then(count) : count(tasks)
    },
  }
}

/** Makes a source that tells how long each reading took, except those that had to be waited for. */
export function tapTime(source: Source, now: () => number, read: (elapsed: number) => void): Source {
  return {
    ...source,
    next(size) {
      const before = now()
      const tasks = source.next(size)
      if (!(tasks instanceof Promise)) read(now() - before)
      return tasks
    },
  }
}

/** Makes a sizer that tells what size batches have from now on, whenever that changes. */
export function tapSize(sizer: BatchSizer, resized: (size: number) => void): BatchSizer {
  let size = sizer.size()
  return {
    ...sizer,
    cost(batch) {
      sizer.cost(batch)
      if (sizer.size() !== size) resized((size = sizer.size()))
    },
  }
}
