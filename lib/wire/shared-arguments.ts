import { isShared, type Shared, someShared } from '../model/shared.js'
import { MappedTasks, type Tasks } from '../model/tasks.js'
import { someOf } from './some-of.js'

/**
 * Arguments that are handles of `shared()`, by their place among the arguments, in order: the id of one for all tasks, or of one
 * for each; 0: none.
 */
export type SharedArguments = readonly (readonly [argument: number, ids: number | readonly number[]])[]

export interface TakenApart {
  /** The arguments of each task without its handles. */
  readonly lists: readonly (readonly unknown[])[]
  readonly shared: SharedArguments
}

/** Takes the handles out of the arguments of tasks; undefined when there is none. */
export function takeShared(tasks: Tasks, idOf: (handle: Shared<unknown>, position: number) => number): TakenApart | undefined {
  if (!someShared() || !holdsShared(tasks)) return undefined
  const columns = new Map<number, number[]>()
  const lists = Array.from(tasks, ({ args }, position) =>
    args.filter((arg, argument) => {
      if (!isShared(arg)) return true
      const ids = columns.get(argument) ?? new Array<number>(tasks.length).fill(0)
      ids[position] = idOf(arg, position)
      columns.set(argument, ids)
      return false
    }),
  )
  const shared = [...columns].sort(([a], [b]) => a - b).map(([argument, ids]) => [argument, oneOf(ids) ?? ids] as const)
  return { lists, shared }
}

function holdsShared(tasks: Tasks): boolean {
  if (tasks instanceof MappedTasks) return someOf(tasks.items, isShared)
  for (const { args } of tasks) if (args.some(isShared)) return true
  return false
}

function oneOf(ids: readonly number[]): number | undefined {
  return ids.every((id) => id === ids[0]) ? ids[0] : undefined
}

/** Puts handles back among the arguments of the task at `position`. */
export function putShared(
  list: readonly unknown[], shared: SharedArguments, position: number, handleOf: (id: number) => unknown,
): readonly unknown[] {
  const args = [...list]
  for (const [argument, ids] of shared) {
    const id = typeof ids === 'number' ? ids : ids[position]!
    if (id > 0) args.splice(argument, 0, handleOf(id))
  }
  return args
}

/** Returns the ids of all handles among the arguments. */
export function sharedIds(shared: SharedArguments): readonly number[] {
  return shared.flatMap(([, ids]) => ids)
}

/** Returns the arguments that the transport has to clone, with `undefined` in the place of handles. */
export function withoutShared(args: readonly unknown[]): readonly unknown[] {
  return someShared() && args.some(isShared) ? args.map((arg) => (isShared(arg) ? undefined : arg)) : args
}
