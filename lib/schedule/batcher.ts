import type { Batch } from '../model/batch.js'
import type { Tasks } from '../model/tasks.js'
import type { Source } from './source.js'

/** Cuts the source into batches, just in time. Tasks that were given back come first. */
export interface Batcher {
  /** The next batch, of at most `size` tasks; undefined if there is none at present (`giveBack` may bring one). */
  next(size: number): Batch | undefined | Promise<Batch | undefined>
  /** Takes back the tasks of a batch from position `from` on. */
  giveBack(batch: Batch, from: number): void
  /** Reads nothing more from the source. Tasks that were given back still come. */
  close(): void
  /** The number of the call that the batches belong to. */
  readonly call: number
  /** Whether tasks given back wait to be taken again. */
  hasReturned(): boolean
  /** How many tasks have been pulled from the source. */
  pulled(): number
  /** How many tasks are still to come, if known. */
  remaining(): number | undefined
}

let calls = 0

export function batcher(source: Source): Batcher {
  const call = ++calls
  const returned: Batch[] = []
  let pulled = 0
  let exhausted = false

  const fromSource = (tasks: Tasks | undefined): Batch | undefined => {
    if (tasks === undefined) {
      exhausted = true
      return undefined
    }
    const batch = { call, start: pulled, tasks }
    pulled += tasks.length
    return batch
  }
  const fromReturned = (size: number): Batch => {
    const batch = returned.shift()!
    const { start, tasks } = batch
    if (tasks.length <= size) return batch
    returned.unshift({ ...batch, start: start + size, tasks: tasks.slice(size) })
    return { ...batch, tasks: tasks.slice(0, size) }
  }

  return {
    call,
    next(size) {
      if (returned.length > 0) return fromReturned(size)
      if (exhausted) return undefined
      const tasks = source.next(size)
      return tasks instanceof Promise ? tasks.then(fromSource) : fromSource(tasks)
    },
    giveBack(batch, from) {
      if (from < batch.tasks.length) {
        returned.push({ ...batch, start: batch.start + from, tasks: batch.tasks.slice(from) })
      }
    },
    close() {
      exhausted = true
    },
    hasReturned: () => returned.length > 0,
    pulled: () => pulled,
    remaining() {
      const left = returned.reduce((sum, batch) => sum + batch.tasks.length, 0)
      const rest = exhausted ? 0 : source.remaining()
      return rest === undefined ? undefined : rest + left
    },
  }
}
