import { now } from '../model/clock.js'
import { plainCopies } from '../wire/plain.js'

/** What one task costs, in ms. */
export interface Costs {
  /** The task itself. */
  readonly task: number
  /** To send it and to read its result, for the thread that does; a worker takes as long at its end. */
  readonly sending: number
  /** To copy what sending would have copied. */
  readonly copying: number
}

export interface Room {
  readonly workers: number
  readonly cores: number
}

/** Below so many ms a task all is noise: how long messages are under way, garbage. */
const LEAST = 0.0005

/**
 * Up to how many ms a task and the copies it needs may take where they are handed out: what workers would take to get through
 * it together, while the thread that sends has a core of its own, or shares those that there are.
 */
export function worthSending({ task, sending }: Costs, { workers, cores }: Room): number {
  return Math.max(LEAST, sending, (task + sending) / workers, (task + 2 * sending) / cores)
}

/** What some tasks are called with, and what they give. */
export interface Sample {
  readonly args: ArrayLike<unknown>
  readonly results: ArrayLike<unknown>
}

const ROUNDS = 3
/**
 * Half of cloning is done at the other end, but to another thread all takes longer: what is sent is looked through first, and
 * large messages are slower by the byte. Measured for small objects, strings and arrays: two to five times as long.
 */
const TO_THREADS = 2

/** What it costs to send such values to and fro, and to copy them; undefined where they are not copied in this thread. */
export function sampleCosts({ args, results }: Sample): Omit<Costs, 'task'> | undefined {
  if (!plainCopies(args) || !plainCopies(results)) return undefined
  const cloning = fastest(() => [structuredClone(args), structuredClone(results)]) / args.length
  const copying = fastest(() => [plainCopies(args), plainCopies(results)]) / args.length
  return { sending: cloning * TO_THREADS, copying }
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
