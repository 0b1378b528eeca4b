import { ofThread } from '../../model/of-thread.js'

const FREE = 0
const BUSY = 1
const SHUT = 2

const state = ofThread('gate', () => ({ gate: new Int32Array(new SharedArrayBuffer(4)) }))

/** Whoever shuts it, once it is free, has no file made by this thread any more. */
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

/** From this thread, which makes no file just now. */
export function shutGate(): void {
  Atomics.store(state.gate, 0, SHUT)
}

/** A statement that does so from another thread, which has the gate by that name. */
export const SHUT_GATE =
  `while (Atomics.compareExchange(gate, 0, ${FREE}, ${SHUT}) === ${BUSY}) Atomics.wait(gate, 0, ${BUSY}, 100)`
