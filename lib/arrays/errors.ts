import { constants } from 'node:buffer'
import { getSystemErrorName } from 'node:util'
import { LargeArrayError } from '../model/errors.js'
import type { FileToken, WrittenToken } from '../model/tokens.js'

/** Ways out, as errors put them. */
const FOLDER_WITH_ROOM = 'name a folder with more room (tempFolder, or the variable ALLCORES_TEMP_FOLDER)'
const FOLDER_TO_WRITE = 'name a folder that this program may write to (tempFolder)'
const FOLDER_TO_SEE = 'name a folder that program and workers see (tempFolder)'
const FEWER_ARRAYS = 'have fewer arrays in a call (parts of one buffer are one)'
const MORE_FILES = `raise the limit of open files (ulimit -n), ${FEWER_ARRAYS}`
const COPY = 'have arrays copied (mmapMode: null)'

/** @param free bytes in the folder, if that is known */
export function noSpace(folder: string, bytes: number, free: number | undefined, cause?: unknown): LargeArrayError {
  const room = free === undefined ? 'has not enough room' : `has ${free} bytes free`
  const message = `a large array needs a file of ${bytes} bytes, and ${folder} ${room}: ${FOLDER_WITH_ROOM}, or ${COPY}`
  return new LargeArrayError('ERR_ARRAY_NO_SPACE', message, bytes, { cause })
}

export function noFile(bytes: number, cause: unknown): LargeArrayError {
  const isOutOfFiles = ['EMFILE', 'ENFILE'].includes((cause as NodeJS.ErrnoException).code ?? '')
  const message = `a large array needs a file of ${bytes} bytes, and none can be made (${reasonOf(cause)}): ` +
    `${isOutOfFiles ? MORE_FILES : FOLDER_TO_WRITE}, or take threads`
  return new LargeArrayError('ERR_ARRAY_NO_FILE', message, bytes, { cause })
}

export function noMmap(bytes: number): LargeArrayError {
  const message = "files can't be mapped into memory here: it takes the optional package koffi, on Linux or macOS, and " +
    'ALLCORES_MMAP not to be 0. Install koffi, take threads, or have arrays that tasks only read copied (maxNbytes)'
  return new LargeArrayError('ERR_ARRAY_NO_MMAP', message, bytes)
}

/** @param errno as the C library has it */
export function mapFailed(bytes: number, errno: number): LargeArrayError {
  const message = `a file of ${bytes} bytes can't be mapped into memory: ${getSystemErrorName(-errno)}. ` +
    'Leave more memory free, raise the limit of address space (ulimit -v) or that of mappings in a process (vm.max_map_count), ' +
    `${FEWER_ARRAYS}, or turn it off (ALLCORES_MMAP=0)`
  return new LargeArrayError('ERR_ARRAY_NO_MMAP', message, bytes)
}

export function tooLarge(bytes: number): LargeArrayError {
  const message = `an array of ${bytes} bytes is too large to be shared with workers: Node ${process.versions.node} has ` +
    `buffers of at most ${constants.MAX_LENGTH} bytes. Share parts of it, or take a newer Node`
  return new LargeArrayError('ERR_ARRAY_TOO_LARGE', message, bytes)
}

export function tooLargeForThreads(bytes: number, cause: unknown): LargeArrayError {
  const message = `an array's buffer of ${bytes} bytes can't be shared with threads: Node ${process.versions.node} can make no ` +
    `SharedArrayBuffer of that size (${reasonOf(cause)}). Give tasks smaller arrays, or the parts they need, and ${COPY}`
  return new LargeArrayError('ERR_ARRAY_TOO_LARGE', message, bytes, { cause })
}

/** The error for memory that a worker was lent and can't find. */
export function lostArray({ path, byteLength }: FileToken, cause?: unknown): LargeArrayError {
  const reason = cause === undefined ? 'something else is there now' : reasonOf(cause)
  const message = `a worker expected an array of ${byteLength} bytes that it was lent at ${path}: ${reason}. ` +
    `It was taken back, or the worker can't see the program's files: then ${FOLDER_TO_SEE}, or ${COPY}`
  return new LargeArrayError('ERR_ARRAY_LOST', message, byteLength, { cause })
}

/** The error for a result that a worker has given back and that is not there, or has another size. */
export function lostResult({ path, byteLength }: WrittenToken, cause: unknown): LargeArrayError {
  const message = `a result of ${byteLength} bytes can't be read from ${path}: ${reasonOf(cause)}. If that doesn't go away, ` +
    `${FOLDER_TO_SEE}, or ${COPY}`
  return new LargeArrayError('ERR_ARRAY_LOST', message, byteLength, { cause })
}

/**
 * @param name of the function that did it
 * @param place of the first byte that has changed
 */
export function writtenTo(name: string, place: number, bytes: number): LargeArrayError {
  const message = `${name || 'an anonymous function'} wrote to a shared array that is read-only (strictReadonly): byte ${place} of ${bytes} has changed. ` +
    "Have it write to a copy of its own, or choose mmapMode 'c' or 'r+'"
  return new LargeArrayError('ERR_ARRAY_READ_ONLY', message, bytes)
}

function reasonOf(cause: unknown): string {
  return (cause as Error).message
}
