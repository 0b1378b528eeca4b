import { oneLine, show } from './show.js'
import type { Task, TaskFunction } from './task.js'

/** Which task something is about, as text for people. */
export interface TaskInfo {
  /** Its position in the input, counted from 0. */
  readonly index: number
  /** The name of its function; `<anonymous>` if it has none. */
  readonly fn: string
  /** Its arguments as text, shortened to 160 characters. */
  readonly args: string
}

const LONGEST_ARGUMENT = 60
const LONGEST_LIST = 160

export function describeTask(task: Task, index: number): TaskInfo {
  const args = oneLine(task.args.map(describeArgument).join(', '), LONGEST_LIST)
  return { index, fn: task.fn.name || '<anonymous>', args }
}

/** As it reads in a message: `task 7: resize('a.png', 300)`. */
export function taskText(info: TaskInfo): string {
  return `task ${info.index}: ${info.fn}(${info.args})`
}

/** A task as it reads in the message of an error: a function that has no name is told by its place. */
export function failedTaskText(task: Task, index: number): string {
  const text = taskText(describeTask(task, index))
  return task.fn.name ? text : text + placeOfFunction(task.fn)
}

/** ` (/app/main.js:5:38)`, or nothing where that can't be told. */
export function placeOfFunction(fn: TaskFunction): string {
  if (!places.has(fn)) places.set(fn, printedPlace(fn))
  return places.get(fn)!
}

/** Finding one takes half a millisecond. */
const places = new WeakMap<TaskFunction, string>()
let locate: (fn: TaskFunction) => string | undefined = () => undefined

/** @param find finds where a function stands, if that can be told */
export function locateBy(find: typeof locate): void {
  locate = find
}

function printedPlace(fn: TaskFunction): string {
  try {
    const place = locate(fn)
    return place === undefined ? '' : ` (${place})`
  } catch {
    return '' // what is to be told is the error
  }
}

/** `function 'resize'`, `an anonymous class` */
export function functionText(name: string | undefined, kind: 'function' | 'class' = 'function'): string {
  return name ? `${kind} '${name}'` : `an anonymous ${kind}`
}

/** Text that `inspect` would put between quotes and leave as it is. */
const PLAIN = /^[\w .,:/@-]*$/

function describeArgument(value: unknown): string {
  if (typeof value === 'number' && value !== 0) return String(value) // 0 has two signs
  if (typeof value === 'string' && value.length < LONGEST_ARGUMENT - 1 && PLAIN.test(value)) return `'${value}'`
  return show(value, { depth: 1, entries: 3, longest: LONGEST_ARGUMENT })
}

const taskOfError = new WeakMap<object, TaskInfo>()

/**
 * Hangs the task on the error, as a property that is neither printed nor compared. The first one stays: where calls are
 * nested it is the innermost, also when the error comes from a worker that has hung it there.
 */
export function attachTask(error: unknown, info: TaskInfo): void {
  if (typeof error !== 'object' || error === null || taskOfError.has(error)) return
  try {
    const there = Object.getOwnPropertyDescriptor(error, 'task')
    taskOfError.set(error, there?.enumerable === false ? (there.value as TaskInfo) : info)
    if (!there && Object.isExtensible(error)) {
      Object.defineProperty(error, 'task', { value: info, configurable: true, writable: true })
    }
  } catch {
    taskOfError.set(error, info) // a proxy that doesn't like to be looked at
  }
}

/**
 * Which task an error came from; undefined if it came from none. The same as `error.task`, but also for errors that can't have
 * properties added.
 */
export function taskOf(error: unknown): TaskInfo | undefined {
  return typeof error === 'object' && error !== null ? taskOfError.get(error) : undefined
}
