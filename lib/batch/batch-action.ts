import { actionOf } from '../inbatch/action.js'
import { closest } from '../options/closest.js'
import type { TaskFunction } from '../model/task.js'
import { type AnyBatch, Batch } from './batch.js'

/** A method that is marked as an action, and the lock that it runs under. */
export interface BatchAction {
  readonly method: TaskFunction
  readonly lock: string | undefined
}

/** @throws TypeError when the batch has no such action */
export function methodOf(batch: AnyBatch, name: string): BatchAction {
  const method = (batch as unknown as Readonly<Record<string, unknown>>)[name]
  const mark = typeof method === 'function' ? actionOf(method as TaskFunction) : undefined
  if (mark) return { method: method as TaskFunction, lock: mark.lock }
  const { name: className } = batch.constructor
  if (typeof method === 'function') {
    throw new TypeError(`the method '${name}' of ${className} is not marked as an action: ${waysToMark(name)}`)
  }
  const near = closest(name, actionsOf(batch))
  throw new TypeError(`${className} has no action '${name}'.${near === undefined ? '' : ` Did you mean '${near}'?`}`)
}

function waysToMark(name: string): string {
  const field = `${name} = action(inbatchParallel({ … }, function (…) { … }))`
  return `@action ${name}() { … }, or as a field, in plain JavaScript too: ${field}`
}

/** Names of the actions of its class. */
function actionsOf(batch: AnyBatch): string[] {
  return methodsOf(Object.getPrototypeOf(batch) as object).filter(([, fn]) => actionOf(fn)).map(([name]) => name)
}

function methodsOf(prototype: object): (readonly [name: string, fn: TaskFunction])[] {
  const own = Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { value }]) => {
    return typeof value === 'function' ? [[name, value as TaskFunction] as const] : []
  })
  return prototype === Batch.prototype ? own : [...own, ...methodsOf(Object.getPrototypeOf(prototype) as object)]
}
