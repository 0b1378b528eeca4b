import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { type AnyIterable, isAsyncIterable } from './schedule/input.js'

export interface Clock {
  /** In ms. */
  now(): number
  /** Rejects when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<unknown>
}

const REAL: Clock = { now: () => performance.now(), wait: (ms, signal) => setTimeout(ms, undefined, { signal }) }

/**
 * The same items, each no sooner than `pause` ms after the one before it. No generator: it would wait for items that are
 * promises, and couldn't be left while it waits.
 */
export function paced<T>(items: AnyIterable<T>, pause: number, { now, wait }: Clock = REAL): AsyncIterableIterator<T> {
  const iterator = isAsyncIterable(items) ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
  const left = new AbortController()
  let due = -Infinity
  return {
    async next() {
      const step = await iterator.next()
      if (step.done) return step
      const early = due - now()
      if (early > 0) await wait(early, left.signal)
      due = now() + pause
      return step
    },
    async return() {
      left.abort() // or the program would go on for as long
      await iterator.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
