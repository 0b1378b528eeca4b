import { now } from '../model/clock.js'
import { isFragile } from '../wire/fragile.js'
import { plainCopies } from '../wire/plain.js'

/** What one task costs, in ms. */
export interface Costs {
  /** How long the task itself takes. */
  readonly task: number
  /** How long sending it and reading its result take in this thread; a worker takes as long at its end. */
  readonly sending: number
  /** How long copying takes what sending would have copied. */
  readonly copying: number
}

/** How much can run at the same time. */
export interface Room {
  readonly workers: number
  readonly cores: number
}

/** Below so many ms a task all is noise: how long messages are under way, garbage. */
const LEAST = 0.0005

/**
 * How many ms a task, and the copies that it needs, must take in this thread to be worth sending: more than a task takes all
 * workers together. That is the largest of what sending costs this thread, what the workers need for a task, and what both need
 * of the cores that there are.
 */
export function worthSending({ task, sending }: Costs, { workers, cores }: Room): number {
  return Math.max(LEAST, sending, (task + sending) / workers, (task + 2 * sending) / cores)
}

/** Arguments and results of some tasks. */
export interface Sample {
  readonly args: readonly unknown[]
  readonly results: readonly unknown[]
}

const ROUNDS = 3
/**
 * What it costs to send such values there and back, and to copy them; undefined if they are not copied in this thread. A whole
 * clone is counted for sending, although half of it is done at the other end: large messages are slower by the byte, and all
 * values are looked through before they are sent.
 */
export function sampleCosts({ args, results }: Sample): Omit<Costs, 'task'> | undefined {
  if (!plainCopies(args) || !plainCopies(results)) return undefined
  const sending = fastest(() => [args, results].map((values) => [structuredClone(values), values.some(isFragile)]))
  const copying = fastest(() => [args, results].map((values) => plainCopies(values)))
  return { sending: sending / args.length, copying: copying / args.length }
}

function fastest(work: () => unknown): number {
  let least = Infinity
  for (let round = 0; round < ROUNDS; round++) {
    const started = now()
    work()
    least = Math.min(least, now() - started)
  }
  return least
}
