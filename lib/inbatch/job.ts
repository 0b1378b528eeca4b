import { delayed } from '../model/delayed.js'
import type { Task, TaskFunction } from '../model/task.js'
import { show } from '../options/show.js'
import { type AnyIterable, isAsyncIterable } from '../schedule/input.js'
import { mapAsync } from '../schedule/leavable.js'
import { Arguments, joined, PartialCall } from './call-arguments.js'
import type { Items } from './init.js'
import { nameOf } from './members.js'
import type { Manner } from './options.js'
import { type Gets, onSnapshot } from './snapshot.js'

/** What runs for each item. */
export interface Job {
  readonly fn: TaskFunction
  /** Arguments before those of the item and of the call. */
  readonly first: Arguments
  readonly isOnSnapshot: boolean
}

interface JobCall {
  readonly method: TaskFunction
  readonly batch: unknown
  readonly call: Arguments
  readonly manner: Manner
  readonly gets: Gets
}

const NONE = new Arguments([], {})

/** @throws what the method throws if it is to return a function, and TypeError if it doesn't */
export async function jobOf({ method, batch, call, manner, gets }: JobCall): Promise<Job> {
  if (manner.returnsFunction) return readJob(await bind(method, batch)(...joined([call])), nameOf(method))
  if (batch === undefined || batch === null) return { fn: method, first: NONE, isOnSnapshot: false }
  const isOnSnapshot = manner.target.ships && Object(batch) === batch
  return { fn: isOnSnapshot ? onSnapshot(batch, method, gets) : bind(method, batch), first: NONE, isOnSnapshot }
}

function readJob(returned: unknown, name: string): Job {
  if (returned instanceof PartialCall) return { fn: returned.fn, first: returned.given, isOnSnapshot: false }
  if (typeof returned === 'function') return { fn: returned as TaskFunction, first: NONE, isOnSnapshot: false }
  const what = "is a method for target 'nogil' or 'mpc', which has to return a function or partial(fn, positional, named)"
  throw new TypeError(`${name}() ${what}, got: ${show(returned)}`)
}

/** The calls to be made, read from the items when they are asked for. */
export function tasksOf({ fn, first }: Job, { items, toArguments }: Items, call: Arguments): AnyIterable<Task> {
  const run = delayed(fn as (...args: unknown[]) => unknown)
  const taskOf = (item: unknown) => run(...joined([first, toArguments(item), call]))
  return isAsyncIterable(items) ? mapAsync(items, taskOf) : mapSync(items, taskOf)
}

function* mapSync<I, T>(items: Iterable<I>, change: (item: I) => T): Generator<T> {
  for (const item of items) yield change(item)
}

function bind(fn: TaskFunction, batch: unknown): (...args: unknown[]) => unknown {
  return Object.defineProperty(fn.bind(batch as never) as (...args: unknown[]) => unknown, 'name', { value: fn.name })
}
