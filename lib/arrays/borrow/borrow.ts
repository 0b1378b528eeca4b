import { closeSync, fstatSync, openSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { ofThread } from '../../model/of-thread.js'
import type { Access, FileToken, MemoryToken, Token } from '../../model/tokens.js'
import { lostArray, noMmap } from '../errors.js'
import { bytesOfFile, readInto } from '../files/bytes.js'
import { noteFolder } from '../files/known-folders.js'
import { canMap, mapFile, mapPart, mappedBytes } from '../files/mmap.js'
import { parseOwner } from '../files/owner.js'
import { countShared } from '../pressure.js'
import { collectGarbageSoon } from './garbage.js'
import { privateBytes, privateMemory } from './private-memory.js'
import { noteStrict } from './strict.js'

/** Released bytes that are worth a garbage collection, which takes 10 ms and more … */
const WORTH_IT = 2 ** 25
/** … or released buffers: a process may have 65,530 mappings. */
const MANY = 4096
/** How many buffers were released since the last collection. */
let released = 0

/** Borrowed files by id and access. Released ones are taken out; their memory stays while somebody sees it. */
const files = new Map<string, Map<Access, ArrayBuffer>>()

const here = ofThread('borrowed', () => ({
  buffers: new WeakSet<ArrayBufferLike>(),
  sources: new WeakMap<ArrayBufferLike, Token>(),
  isBorrower: false,
}))

/**
 * Memory that is lent to this worker; to be asked once for each message.
 *
 * @throws LargeArrayError
 */
export function borrow(token: Token): ArrayBuffer | SharedArrayBuffer {
  const buffer = token.lent === 'memory' ? borrowMemory(token) : borrowFile(token)
  here.buffers.add(buffer)
  here.isBorrower = true
  return buffer
}

/** Whether this thread was ever lent anything. */
export function isBorrower(): boolean {
  return here.isBorrower
}

export function isBorrowed(buffer: ArrayBufferLike): boolean {
  return here.buffers.has(buffer)
}

/**
 * The token by which the same memory can be lent to others: that by which it was borrowed, or that of the file behind a mapped
 * array. Other memory has none.
 */
export function sourceOf(buffer: ArrayBufferLike): Token | undefined {
  return here.sources.get(buffer)
}

export function noteSource(buffer: ArrayBuffer, token: FileToken): void {
  here.sources.set(buffer, token)
}

/** Lets go of files that are no more. */
export function release(ids: readonly string[]): void {
  let bytes = 0
  for (const id of ids) {
    for (const { byteLength } of files.get(id)?.values() ?? []) {
      bytes += byteLength
      released++
    }
    files.delete(id)
  }
  if (bytes < WORTH_IT && released < MANY) return
  released = 0
  collectGarbageSoon()
}

/** How many bytes of memory this worker has borrowed. */
export function borrowedBytes(): number {
  return privateBytes() + mappedBytes()
}

function borrowMemory(token: MemoryToken): ArrayBuffer | SharedArrayBuffer {
  const { buffer, access } = token
  countShared(buffer)
  if (access === 'read' || access === 'write') {
    here.sources.set(buffer, token)
    return buffer
  }
  const theirs = new Uint8Array(buffer)
  const copy = privateMemory(buffer.byteLength, (bytes) => bytes.set(theirs))
  if (access === 'strict') noteStrict(copy, (use) => use((start, end) => theirs.subarray(start, end)))
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
  const { byteLength, access, part } = token
  if (canMap()) return map(token)
  const position = part?.position
  if (access === 'write') throw noMmap(byteLength)
  const copy = withFile(token, (fd) => privateMemory(byteLength, (bytes) => readInto(fd, bytes, position)))
  if (access === 'strict') noteStrict(copy, (use) => withFile(token, (fd) => use(bytesOfFile(fd, position))))
  return copy
}

function map(token: FileToken): ArrayBuffer {
  const { part, byteLength, access } = token
  if (part) return mapPart(part, byteLength, (use) => withFile(token, use))
  return withFile(token, (fd) => mapFile(fd, byteLength, access))
}

/** @throws LargeArrayError `ERR_ARRAY_LOST` */
function withFile<T>(token: FileToken, use: (fd: number) => T): T {
  const fd = openFile(token)
  try {
    const { ino, size } = fstatSync(fd)
    if (ino !== token.inode || size < (token.part?.position ?? 0) + token.byteLength) throw lostArray(token)
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
    throw lostArray(token, error)
  }
}
