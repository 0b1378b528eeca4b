import { placeOfFunction } from './function-text.js'
import { oneLine, show } from './show.js'
import type { Task } from './task.js'

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

/** A task as messages name it: `task 7: resize('a.png', 300)`. */
export function taskText(info: TaskInfo): string {
  return `task ${info.index}: ${info.fn}(${info.args})`
}

/** A failed task as the message of its error names it; where its function has no name, with the function's place. */
export function failedTaskText(task: Task, index: number): string {
  const text = taskText(describeTask(task, index))
  return task.fn.name ? text : text + placeOfFunction(task.fn)
}

/** Text that `inspect` would put between quotes and leave as it is. */
const PLAIN = /^[\w .,:/@-]*$/

function describeArgument(value: unknown): string {
  if (typeof value === 'number' && value !== 0) return String(value) // 0 has two signs
  if (typeof value === 'string' && value.length < LONGEST_ARGUMENT - 1 && PLAIN.test(value)) return `'${value}'`
  return show(value, { depth: 1, entries: 3, longest: LONGEST_ARGUMENT })
}
