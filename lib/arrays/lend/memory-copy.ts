import type { Access } from '../../model/tokens.js'
import { tooLargeForThreads } from '../errors.js'
import { countShared } from '../pressure.js'
import type { Copy } from './copy.js'

/**
 * Copies bytes into memory that threads share.
 *
 * @throws LargeArrayError
 */
export function copyIntoMemory(bytes: Uint8Array, access: Access): Copy {
  const buffer = allocate(bytes.byteLength)
  const copied = new Uint8Array(buffer)
  copied.set(bytes)
  countShared(buffer)
  return {
    token: { lent: 'memory', buffer, access },
    isSame: (others, start = 0) => Buffer.compare(copied.subarray(start, start + others.byteLength), others) === 0,
    update: (others, start = 0) => copied.set(others, start),
    copyBack: (others, start = 0) => others.set(copied.subarray(start, start + others.byteLength)),
    dispose: () => {}, // workers may still hold the memory: it goes with the last of them
  }
}

function allocate(bytes: number): SharedArrayBuffer {
  try {
    return new SharedArrayBuffer(bytes)
  } catch (cause) {
    throw tooLargeForThreads(bytes, cause)
  }
}
