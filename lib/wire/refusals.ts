import { withArticle } from '../closure/encode/describe.js'
import { WAYS_OUT as WAYS_OUT_OF_CAPTURES } from '../closure/encode/reasons.js'
import { ClosureError, NotCloneableError } from '../model/errors.js'
import { functionText, placeOfFunction } from '../model/function-text.js'
import { failedTaskText } from '../model/task-info.js'
import type { Task, TaskFunction } from '../model/task.js'
import { type Culprit, NESTED } from './uncloneable.js'

/** The way out by the class of what can't be sent: as for captures, but where an argument has a better one. */
const WAYS_OUT = { ...WAYS_OUT_OF_CAPTURES, Promise: 'Await it first', URL: 'Pass its text: url.href' }

/** The ways out by what `describe` says of an instance. */
const waysOut = new Map(Object.entries(WAYS_OUT).map(([name, wayOut]) => [withArticle(name), wayOut]))

/** Returns the error of a task whose arguments can't be sent. */
export function notCloneable(task: Task, index: number, culprit: Culprit): NotCloneableError {
  return argumentsNotCloneable(failedTaskText(task, index), culprit, 'task')
}

/**
 * Returns the error of arguments that can't be sent.
 *
 * @param what whose arguments they are, in words
 */
export function argumentsNotCloneable(what: string, { path, what: culprit }: Culprit, inside: string): NotCloneableError {
  const wayOut = waysOut.get(culprit) ?? `Pass plain data, or make it inside the ${inside}`
  const message = `${what} can't be sent to a worker: ${path} is ${culprit}. ${wayOut}`
  return new NotCloneableError('argument', path, message)
}

/** Returns the error of a task whose result can't be sent back. */
export function unsent(task: Task, index: number, { path, what }: Culprit): NotCloneableError {
  const text = failedTaskText(task, index)
  const wayOut = what.startsWith(NESTED) ? 'Return it flatter, such as a list of items that name each other by position' : 'Return plain data'
  const message = `the result of ${text} can't be sent back: ${path} is ${what}. ${wayOut}`
  return new NotCloneableError('result', path, message)
}

/** Returns the error of a function that needs a module which a worker can't load. */
export function cannotLoad(fn: TaskFunction, cause: unknown): ClosureError {
  const text = cause instanceof Error ? cause.message : String(cause)
  const what = `${functionText(fn.name)}${placeOfFunction(fn)}`
  const message = `${what} can't run in a worker: ${text}. Make sure that the module can be imported there`
  return new ClosureError(message, { function: fn.name }, { cause })
}
