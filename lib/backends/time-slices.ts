import { setImmediate } from 'node:timers/promises'
import { now } from '../model/clock.js'

/** For how long the event loop waits at most, in ms. */
const SLICE = 10

/** The caller's time, in slices between which the event loop turns. */
export class TimeSlices {
  #end = 0
  #next: Promise<void> | undefined

  /** Whether the current slice is over, if there is one. */
  get isOver(): boolean {
    return now() >= this.#end
  }

  /** Resolves when the next slice has begun. */
  next(): Promise<void> {
    return (this.#next ??= this.#begin())
  }

  async #begin(): Promise<void> {
    await setImmediate()
    this.#end = now() + SLICE
    this.#next = undefined
  }
}
