import { type AnyIterable, isAsyncIterable } from './input.js'

/**
 * Makes an async iterator that can be left at any time. A generator that waits for its next item can't be: it would end only when
 * the item has come.
 *
 * @param leave called when the iterator is left, to let the input clean up
 */
export function leavable<T>(next: () => Promise<IteratorResult<T, undefined>>, leave: () => unknown): AsyncIterableIterator<T> {
  return {
    next,
    async return() {
      await leave()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** Changes each item when it is read. The result can be left at any time. */
export function mapAsync<I, T>(items: AnyIterable<I>, change: (item: I) => T): AsyncIterableIterator<T> {
  const iterator = iteratorOf(items)
  const next = async (): Promise<IteratorResult<T, undefined>> => {
    const step = await iterator.next()
    return step.done ? { done: true, value: undefined } : { done: false, value: change(step.value) }
  }
  return leavable(next, () => iterator.return?.())
}

export function iteratorOf<T>(items: AnyIterable<T>): Iterator<T> | AsyncIterator<T> {
  return isAsyncIterable(items) ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
}
