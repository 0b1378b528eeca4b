/** So much an allocator gets from the system anew, as pages that take no memory before they are written to. */
const UNTOUCHED = 2 ** 25 + 2 ** 20

/** What stands in for shared memory, together with others for what is small. */
interface StandIn {
  buffer?: ArrayBuffer
}

const standIns = new WeakMap<object, StandIn>()
let group: StandIn = {}
let bytesInGroup = 0

/**
 * Has the engine count shared memory as what it is: it takes it for nothing, and would collect no garbage for its sake.
 * A buffer of the same size that is never touched, and so takes no memory, stands in for it for as long as it lives.
 */
export function countShared(buffer: SharedArrayBuffer): void {
  const { byteLength } = buffer
  if (byteLength >= UNTOUCHED) standIns.set(buffer, filled({}, byteLength))
  else {
    standIns.set(buffer, group)
    bytesInGroup += byteLength
    if (bytesInGroup >= UNTOUCHED) closeGroup()
  }
}

function closeGroup(): void {
  filled(group, bytesInGroup)
  group = {}
  bytesInGroup = 0
}

function filled(standIn: StandIn, bytes: number): StandIn {
  try {
    standIn.buffer = new ArrayBuffer(bytes)
  } catch {} // there is no address space left to pretend with
  return standIn
}
