import type { TaskFunction } from '../model/task.js'
import { isBase, standInOf } from './base-classes.js'
import { rawMethodOf } from './raw-method.js'

/** An object, or a class, and its prototypes, nearest first, without those that all objects have. */
export function chainOf(object: object): object[] {
  const chain: object[] = []
  const common: readonly (object | null)[] = [null, Object.prototype, Function.prototype]
  for (let at: object | null = object; !common.includes(at); at = Object.getPrototypeOf(at) as object | null) chain.push(at!)
  return chain
}

export function hasMethod(holder: object, method: TaskFunction): boolean {
  return Object.values(Object.getOwnPropertyDescriptors(holder)).some(({ value }) => {
    return value === method || (typeof value === 'function' && rawMethodOf(value as TaskFunction) === method)
  })
}

export function isShown(holder: object, key: PropertyKey): boolean {
  const { enumerable, get } = Object.getOwnPropertyDescriptor(holder, key)!
  return enumerable === true || get !== undefined
}

/** A method, or a function in a field. */
export function functionAmong(value: unknown, key: PropertyKey, at: number, chain: readonly object[]): TaskFunction | undefined {
  return typeof value === 'function' && key !== 'constructor' && !standInOf(chain, at, key) ? (value as TaskFunction) : undefined
}

/** The text of one of its classes has that of the function, in a field most likely. */
export function isWrittenIn(fn: TaskFunction, [, ...prototypes]: readonly object[]): boolean {
  const text = Function.prototype.toString.call(fn)
  return prototypes.some((each) => {
    const constructor: unknown = Object.getOwnPropertyDescriptor(each, 'constructor')?.value
    return typeof constructor === 'function' && Function.prototype.toString.call(constructor).includes(text)
  })
}

/** Whether it is an instance of a class of this library. */
export function isOfBase(value: unknown): value is object {
  return typeof value === 'object' && value !== null && chainOf(value).slice(1).some(isBase)
}
