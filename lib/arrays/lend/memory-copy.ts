import { LargeArrayError } from '../../model/errors.js'
import type { Access } from '../../model/lending.js'
import type { Copy } from './copy.js'

/**
 * For threads.
 *
 * @throws LargeArrayError
 */
export function copyIntoMemory(bytes: Uint8Array, access: Access): Copy {
  const buffer = allocate(bytes.byteLength)
  const copied = new Uint8Array(buffer)
  copied.set(bytes)
  return {
    token: { lent: 'memory', buffer, access },
    isSame: (others) => Buffer.compare(copied, others) === 0,
    copyBack: (others) => others.set(copied),
    dispose: () => {}, // workers may still hold the memory: it goes with the last of them
  }
}

function allocate(bytes: number): SharedArrayBuffer {
  try {
    return new SharedArrayBuffer(bytes)
  } catch (cause) {
    const message =
      `an array's buffer of ${bytes} bytes can't be shared with threads: no SharedArrayBuffer of that size can be made ` +
      `(Node ${process.versions.node}: ${(cause as Error).message}). Give tasks smaller arrays, or the parts they need; ` +
      'mmapMode: null has parts copied with each task'
    throw new LargeArrayError('ERR_ARRAY_TOO_LARGE', message, bytes, { cause })
  }
}
