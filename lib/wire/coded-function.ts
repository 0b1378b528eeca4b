import { isThenable } from '../model/is-thenable.js'
import { isShared } from '../model/shared.js'
import type { TaskFunction } from '../model/task.js'
import type { Coding } from './coded-batch.js'

/** Wraps a function so that it takes encoded arguments and gives an encoded result. */
export function codedFunction(fn: TaskFunction, { decode, encode }: Pick<Coding, 'decode' | 'encode'>): TaskFunction {
  const called = fn as (...args: readonly unknown[]) => unknown
  const decoded = decode ? (arg: unknown) => (isShared(arg) ? arg : decode(arg)) : undefined
  return (...args: readonly unknown[]) => {
    const value = called(...(decoded ? args.map((arg) => decoded(arg)) : args))
    if (!encode) return value
    return isThenable(value) ? Promise.resolve(value).then((value) => encode(value)) : encode(value)
  }
}
