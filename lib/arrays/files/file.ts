import { closeSync, fstatSync, openSync, readlinkSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { LargeArrayError } from '../../model/errors.js'
import type { PlaceInFile } from '../../model/tokens.js'
import { noFile, noSpace } from '../errors.js'
import { basesFor, freeIn } from './bases.js'
import { type BytesAt, fill } from './bytes.js'
import { noteUntidy, ownFolder, tidyFolders } from './folder.js'
import { newId, newNumber } from './owner.js'
import { removeFile } from './removing.js'

/** Bytes in a file that workers can open by its path for as long as it isn't closed here. */
export interface ArrayFile {
  /** An id that is never given twice on this machine. */
  readonly id: string
  readonly fd: number
  readonly path: string
  readonly inode: number
  /** Where the bytes are in the file; undefined: they are all of it. */
  readonly part?: PlaceInFile
  readonly byteLength: number
  close(): void
}

/** @throws LargeArrayError `ERR_ARRAY_NO_SPACE`, `ERR_ARRAY_NO_FILE` */
export function makeFile(bytes: Uint8Array, tempFolder: string | undefined): ArrayFile {
  return createFile(bytes.byteLength, (start, end) => bytes.subarray(start, end), tempFolder)
}

/** @throws LargeArrayError `ERR_ARRAY_NO_SPACE`, `ERR_ARRAY_NO_FILE` */
export function createFile(byteLength: number, bytesAt: BytesAt, tempFolder: string | undefined): ArrayFile {
  return inSomeBase(byteLength, tempFolder, (base) => {
    const number = newNumber()
    const path = join(ownFolder(base), `a-${number}`)
    const fd = openSync(path, 'wx+', 0o600)
    try {
      if (hasDescriptorPaths()) unlinkSync(path)
      fill(fd, byteLength, bytesAt)
    } catch (error) {
      closeFile(fd, path)
      throw error
    }
    tidyFolders()
    return fileOf(newId(number), fd, path, byteLength)
  })
}

/**
 * What `make` gives in the first base where it succeeds.
 *
 * @throws LargeArrayError `ERR_ARRAY_NO_SPACE` if a base was full, else `ERR_ARRAY_NO_FILE`
 */
export function inSomeBase<T>(byteLength: number, tempFolder: string | undefined, make: (base: string) => T): T {
  let reason: unknown
  for (const base of basesFor(byteLength, tempFolder)) {
    try {
      checkRoom(base, byteLength)
      return make(base)
    } catch (error) {
      if (!(reason instanceof LargeArrayError)) reason = isFull(error) ? noSpace(base, byteLength, freeIn(base), error) : error
    }
  }
  throw reason instanceof LargeArrayError ? reason : noFile(byteLength, reason)
}

/** Refuses a base that has too little room, where that is known, before anything is written. */
function checkRoom(base: string, byteLength: number): void {
  const free = freeIn(base)
  if (free !== undefined && free < byteLength) throw noSpace(base, byteLength, free)
}

function fileOf(id: string, fd: number, name: string, byteLength: number): ArrayFile {
  const path = hasDescriptorPaths() ? `/proc/${process.pid}/fd/${fd}` : name
  let isOpen = true
  const close = () => {
    if (isOpen) closeFile(fd, name)
    isOpen = false
  }
  return { id, fd, path, inode: fstatSync(fd).ino, byteLength, close }
}

function closeFile(fd: number, name: string): void {
  closeSync(fd)
  if (!hasDescriptorPaths()) removeFile(name)
  noteUntidy()
  tidyFolders()
}

/** Whether files can be opened by their descriptors: they need no names then, and are gone when nobody has them open. */
function hasDescriptorPaths(): boolean {
  if (process.env.ALLCORES_NAMED_FILES === '1') return false
  const permission: NodeJS.ProcessPermission | undefined = process.permission // undefined unless they are restricted
  if (permission && !(permission.has('fs.read', '/proc') && permission.has('fs.write', '/proc'))) return false
  try {
    return readlinkSync('/proc/self') === String(process.pid)
  } catch {
    return false
  }
}

function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes((error as NodeJS.ErrnoException).code!)
}
