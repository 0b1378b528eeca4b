import { type AnyIterable, isAsyncIterable } from './input.js'

/**
 * An async iterator that can be left at any time. A generator can't be: one that waits for its next item hears of it only when
 * the item has come.
 *
 * @param leave called when the iterator is left; to let the input clean up
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

/** Changes items one by one as they are read. */
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
