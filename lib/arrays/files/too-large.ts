import { constants } from 'node:buffer'
import { tooLarge } from '../errors.js'

/**
 * Refuses what this Node can't see as one array of bytes: a mapping of that size would end the process.
 *
 * @throws LargeArrayError `ERR_ARRAY_TOO_LARGE`
 */
export function refuseTooLarge(byteLength: number): void {
  if (byteLength > constants.MAX_LENGTH) throw tooLarge(byteLength)
}
