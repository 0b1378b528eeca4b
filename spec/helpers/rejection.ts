import { AssertionError } from 'chai'

/** What a promise rejects with, whatever that is; fails when it resolves. */
export function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    promise.then((value) => reject(new AssertionError(`expected a rejection, got ${String(value)}`)), resolve)
  })
}

/** The error of a class that a promise rejects with. */
export async function rejectionOf<E>(errorClass: abstract new (...args: never[]) => E, promise: PromiseLike<unknown>): Promise<E> {
  const error = await rejection(promise)
  if (error instanceof errorClass) return error
  throw new AssertionError(`expected a ${errorClass.name}, got ${error instanceof Error ? error.stack : String(error)}`)
}
