import { ofThread } from '../../model/of-thread.js'

const FREE = 0
const BUSY = 1
const SHUT = 2

const state = ofThread('gate', () => ({ gate: new Int32Array(new SharedArrayBuffer(4)) }))

/** The gate of this thread: once somebody has shut it, the thread makes no file any more. */
export function gate(): Int32Array {
  return state.gate
}

/** Makes a file in a folder that may be removed at any time, for good: it must not be made again. */
export function throughGate<T>(make: () => T): T {
  if (Atomics.compareExchange(state.gate, 0, FREE, BUSY) === SHUT) throw new Error('the program has ended')
  try {
    return make()
  } finally {
    Atomics.store(state.gate, 0, FREE)
    Atomics.notify(state.gate, 0)
  }
}

/** Shuts the gate from this thread, which makes no file just now. */
export function shutGate(): void {
  Atomics.store(state.gate, 0, SHUT)
}

/** A statement that shuts the gate from another thread, where it is called `gate`. */
export const SHUT_GATE =
  `while (Atomics.compareExchange(gate, 0, ${FREE}, ${SHUT}) === ${BUSY}) Atomics.wait(gate, 0, ${BUSY}, 100)`
