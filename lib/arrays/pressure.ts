const standIns = new WeakMap<object, ArrayBuffer>()

/**
 * Has the engine count shared memory as what it is: it takes it for nothing, and would collect no garbage for its sake. A buffer of
 * the same size that is never touched, and so takes no memory, stands in for it.
 */
export function countShared(buffer: SharedArrayBuffer): void {
  try {
    standIns.set(buffer, new ArrayBuffer(buffer.byteLength))
  } catch {} // there is no address space left to pretend with
}
