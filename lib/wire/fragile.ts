import { types } from 'node:util'
import { isBorrowed } from '../arrays/borrow/borrow.js'
import { isPrimitive } from '../model/primitive.js'
import { throughBytes } from './bytes.js'
import { losesClassToProcess, losesClassToThread } from './lost-class.js'
import { isOnlyForThreads } from './of-platform.js'
import { read } from './value.js'

/*
 * Some values seem to be sent and are not: they arrive as something else, or can't be read where they arrive. Looking
 * through all data for them would cost as much as sending it, so arguments and results are looked at down to their own
 * properties.
 */

/** Whether a value, or one of its properties, had better be asked about before it is sent. */
export function isFragile(value: unknown): boolean {
  const isLostError = (part: object) => types.isNativeError(part) && losesCyclicErrors()
  return hasPart(value, 1, (part) => losesClassToThread(part) || isLostOnProcess(part) || isLostError(part))
}

/** Whether a value, or something in it at its surface, would arrive at a thread as something else. */
export function isLostOnThreads(value: unknown): boolean {
  return hasPart(value, 2, losesClassToThread)
}

/**
 * Whether a value, or something in it at its surface, would arrive at a process as something else. Views of shared memory would:
 * a process gets a copy, and what it writes there is lost.
 */
export function isLostOnProcesses(value: unknown): boolean {
  return hasPart(value, 2, isLostOnProcess)
}

/** Whether an object arrives at a process as something else, whatever is in it. */
function isLostOnProcess(value: object): boolean {
  if (Object.getPrototypeOf(value) === Object.prototype) return false // as most are: told soonest
  return losesClassToProcess(value) || isOnlyForThreads(value) || isSharedView(value)
}

/** Whether a value is a view of shared memory; not of memory that this worker was lent, which it may copy. */
function isSharedView(value: unknown): boolean {
  return ArrayBuffer.isView(value) && types.isSharedArrayBuffer(value.buffer) && !isBorrowed(value.buffer)
}

/** Items of an array that is looked at, at most: a longer one costs more than this is worth. */
const MOST_PARTS = 100

function hasPart(value: unknown, depth: number, test: (part: object) => boolean): boolean {
  if (isPrimitive(value) || typeof value !== 'object' || types.isProxy(value)) return false
  if (test(value)) return true
  if (depth === 0 || ArrayBuffer.isView(value)) return false
  if (Array.isArray(value) && value.length > MOST_PARTS) return false
  return Object.keys(value).some((key) => hasPart(read(value, key), depth - 1, test))
}

/** Whether this Node, as version 20, can't read an error that is its own cause, and loses the whole message. */
const losesCyclicErrors = once(() => {
  const cyclic = new Error('', {})
  cyclic.cause = cyclic
  try {
    throughBytes(cyclic)
    return false
  } catch {
    return true
  }
})

/** Asks Node when the first such value comes, as most programs never send one. */
function once(ask: () => boolean): () => boolean {
  let answer: boolean | undefined
  return () => (answer ??= ask())
}
