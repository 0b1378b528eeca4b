import { closeSync, fstatSync, openSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { LargeArrayError } from '../../model/errors.js'
import type { Access, FileToken, MemoryToken, Token } from '../../model/lending.js'
import { ofThread } from '../../model/of-thread.js'
import { bytesOf, readInto } from '../files/bytes.js'
import { copiedBytes, newCopy } from './private-memory.js'
import { collectGarbageSoon } from './garbage.js'
import { noteFolder } from '../files/known-folders.js'
import { canMap, mapFile, mappedBytes, noMmap } from '../files/mmap.js'
import { parseOwner } from '../files/owner.js'
import { noteStrict } from './strict.js'

export { checkBorrowed } from './strict.js'

/** What is released is worth a look for garbage from so many bytes on. */
const WORTH_IT = 2 ** 25

/** By the ids of files, and what may be done to them. What is gone from here still is memory for as long as somebody sees it. */
const files = new Map<string, Map<Access, ArrayBuffer>>()

const here = ofThread('borrowed', () => ({
  buffers: new WeakSet<ArrayBufferLike>(),
  sources: new WeakMap<ArrayBufferLike, FileToken>(),
}))

/**
 * Memory that is lent to this worker; to be asked once for each message.
 *
 * @throws LargeArrayError
 */
export function borrow(token: Token): ArrayBuffer | SharedArrayBuffer {
  const buffer = token.lent === 'memory' ? borrowMemory(token) : borrowFile(token)
  here.buffers.add(buffer)
  return buffer
}

export function isBorrowed(buffer: ArrayBufferLike): boolean {
  return here.buffers.has(buffer)
}

/** By what the same memory can be lent to others: memory of files that were borrowed, and of mapped arrays; of copies by nothing. */
export function sourceOf(buffer: ArrayBufferLike): FileToken | undefined {
  return here.sources.get(buffer)
}

export function noteSource(buffer: ArrayBuffer, token: FileToken): void {
  here.sources.set(buffer, token)
}

/** Files that are no more. */
export function release(ids: readonly string[]): void {
  let released = 0
  for (const id of ids) {
    for (const buffer of files.get(id)?.values() ?? []) released += buffer.byteLength
    files.delete(id)
  }
  if (released >= WORTH_IT) collectGarbageSoon()
}

/** Of memory that is not this worker's own. */
export function borrowedBytes(): number {
  return copiedBytes() + mappedBytes()
}

function borrowMemory({ buffer, access }: MemoryToken): ArrayBuffer | SharedArrayBuffer {
  if (access === 'read' || access === 'write') return buffer
  const theirs = new Uint8Array(buffer)
  const copy = newCopy(buffer.byteLength, (bytes) => bytes.set(theirs))
  if (access === 'strict') noteStrict(copy, (compare) => compare((start, end) => theirs.subarray(start, end)))
  return copy
}

function borrowFile(token: FileToken): ArrayBuffer {
  if (token.access === 'copy') return open(token)
  const known = files.get(token.id)
  const found = known?.get(token.access)
  if (found && found.byteLength > 0) return found // a task can have given away what was copied
  const buffer = open(token)
  files.set(token.id, (known ?? new Map<Access, ArrayBuffer>()).set(token.access, buffer))
  noteSource(buffer, token)
  return buffer
}

function open(token: FileToken): ArrayBuffer {
  const { byteLength, access } = token
  if (canMap()) return withFile(token, (fd) => mapFile(fd, byteLength, access))
  if (access === 'write') throw noMmap(byteLength)
  const copy = withFile(token, (fd) => newCopy(byteLength, (bytes) => readInto(fd, bytes)))
  if (access === 'strict') noteStrict(copy, (compare) => withFile(token, (fd) => compare(bytesOf(fd))))
  return copy
}

/** @throws LargeArrayError `ERR_ARRAY_LOST` */
function withFile<T>(token: FileToken, use: (fd: number) => T): T {
  const fd = openFile(token)
  try {
    const { ino, size } = fstatSync(fd)
    if (ino !== token.inode || size < token.byteLength) throw lost(token)
    return use(fd)
  } finally {
    closeSync(fd)
  }
}

function openFile(token: FileToken): number {
  const folder = dirname(token.path)
  if (parseOwner(basename(folder))) noteFolder(folder)
  try {
    return openSync(token.path, token.access === 'write' ? 'r+' : 'r')
  } catch (error) {
    throw lost(token, error)
  }
}

function lost({ path, byteLength }: FileToken, cause?: unknown): LargeArrayError {
  const why = cause === undefined ? 'something else is there now' : (cause as Error).message
  const message = `a worker expected an array of ${byteLength} bytes that it was lent at ${path}: ${why}. It was taken back, or ` +
    'workers can\'t see the files of the program: then name a folder that they see (tempFolder), or have arrays copied (mmapMode: null)'
  return new LargeArrayError('ERR_ARRAY_LOST', message, byteLength, { cause })
}
