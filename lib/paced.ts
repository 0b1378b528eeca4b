import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import type { AnyIterable } from './schedule/input.js'
import { iteratorOf, leavable } from './schedule/leavable.js'

export interface Clock {
  /** The time in ms, from any moment on. */
  now(): number
  /** Resolves after so many ms, or rejects when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<unknown>
}

const REAL: Clock = { now: () => performance.now(), wait: (ms, signal) => setTimeout(ms, undefined, { signal }) }

/** Gives each item no sooner than `pause` ms after the one before it. An item that is a promise is not waited for. */
export function paced<T>(items: AnyIterable<T>, pause: number, { now, wait }: Clock = REAL): AsyncIterableIterator<T> {
  const iterator = iteratorOf(items)
  const left = new AbortController()
  let due = -Infinity
  const next = async () => {
    const step = await iterator.next()
    if (step.done) return step
    const early = due - now()
    if (early > 0) await wait(early, left.signal)
    due = now() + pause
    return step
  }
  return leavable(next, () => {
    left.abort() // otherwise the timer would keep the program running
    return iterator.return?.()
  })
}
