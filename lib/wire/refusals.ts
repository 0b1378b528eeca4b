import { ClosureError, NotCloneableError } from '../model/errors.js'
import { functionText, placeOfFunction } from '../model/function-text.js'
import { failedTaskText } from '../model/task-info.js'
import type { Task, TaskFunction } from '../model/task.js'
import type { Culprit } from './uncloneable.js'

/** By what can't be sent. */
const WAYS_OUT: Readonly<Record<string, string>> = {
  'a Promise': 'Await it first',
  'an AbortSignal': 'Give it to Parallel instead: Parallel({ signal })',
  'an AbortController': 'Give its signal to Parallel instead: Parallel({ signal })',
  'a URL': 'Pass its text: url.href',
}

/** A task's arguments can't be sent. */
export function notCloneable(task: Task, index: number, culprit: Culprit): NotCloneableError {
  return argumentsNotCloneable(failedTaskText(task, index), culprit, 'task')
}

/** @param what whose arguments they are, in words */
export function argumentsNotCloneable(what: string, { path, what: culprit }: Culprit, inside: string): NotCloneableError {
  const wayOut = WAYS_OUT[culprit] ?? `Pass plain data, or make it inside the ${inside}`
  const message = `${what} can't be sent to a worker: ${path} is ${culprit}. ${wayOut}`
  return new NotCloneableError('argument', path, message)
}

/** A task's result can't be sent back. */
export function unsent(task: Task, index: number, { path, what }: Culprit): NotCloneableError {
  const text = failedTaskText(task, index)
  const message = `the result of ${text} can't be sent back: ${path} is ${what}. Return plain data`
  return new NotCloneableError('result', path, message)
}

/** A worker can't load a module that a function needs. */
export function cannotLoad(fn: TaskFunction, cause: unknown): ClosureError {
  const text = cause instanceof Error ? cause.message : String(cause)
  const what = `${functionText(fn.name)}${placeOfFunction(fn)}`
  const message = `${what} can't run in a worker: ${text}. Make sure that the module can be imported there`
  return new ClosureError(message, { function: fn.name }, { cause })
}
