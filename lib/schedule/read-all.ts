import type { Tasks } from '../model/tasks.js'
import type { Pulled, Source } from './source.js'

/** Makes a source that is read to its end at once, for `preDispatch: 'all'`. An async one is read as far as it has got. */
export function readAll(source: Source): Source {
  let read: Tasks = []
  let taken = 0

  const take = (size: number): Pulled => {
    const tasks = read.slice(taken, taken + size)
    taken += tasks.length
    return tasks
  }
  const keep = (tasks: Pulled, size: number): Pulled => {
    read = tasks ?? []
    taken = 0
    return tasks && take(size)
  }
  return {
    ...source,
    next(size) {
      if (taken < read.length) return take(size)
      const tasks = source.next(Infinity)
      return tasks instanceof Promise ? tasks.then((tasks) => keep(tasks, size)) : keep(tasks, size)
    },
    remaining() {
      const rest = source.remaining()
      return rest === undefined ? undefined : rest + read.length - taken
    },
  }
}
