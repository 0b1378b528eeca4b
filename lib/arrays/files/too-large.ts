import { constants } from 'node:buffer'
import { LargeArrayError } from '../../model/errors.js'

/**
 * Refuses what this Node can't see as one array of bytes: a mapping of that size would end the process.
 *
 * @throws LargeArrayError `ERR_ARRAY_TOO_LARGE`
 */
export function refuseTooLarge(byteLength: number): void {
  if (byteLength <= constants.MAX_LENGTH) return
  const message = `an array of ${byteLength} bytes is too large to be shared with workers: Node ${process.version} has ` +
    `buffers of at most ${constants.MAX_LENGTH} bytes. Share parts of it, or take a newer Node`
  throw new LargeArrayError('ERR_ARRAY_TOO_LARGE', message, byteLength)
}
