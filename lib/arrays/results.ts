import { constants } from 'node:buffer'
import { closeSync, fstatSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { LargeArrayError } from '../model/errors.js'
import { type GivenBack, type ResultSettings, type ResultToken, seesLittle, type WrittenToken } from '../model/lending.js'
import { isBorrowed } from './borrow/borrow.js'
import { fill, readInto } from './files/bytes.js'
import { inSomeBase } from './files/file.js'
import { throughGate } from './files/gate.js'
import { makeFolder, rememberBase, removeFile, removeResults, RESULT, tidyFolders } from './files/folder.js'
import { newNumber } from './files/owner.js'

/** Whether {@link giveBack} has to do with the view; quickly told. */
export function isLarge({ buffer }: ArrayBufferView, { maxNbytes, owner }: ResultSettings): boolean {
  if (buffer instanceof ArrayBuffer && buffer.byteLength >= maxNbytes) return true
  return owner === undefined && isBorrowed(buffer) // it would be shared, or moved
}

/**
 * In a worker: a copy of what the view sees that travels outside of the message. The buffer of a `moved` token is to be
 * transferred. Undefined where the view had better travel as ever.
 *
 * @param message what the same message gives already: views of one buffer get one copy
 */
export function giveBack(
  view: ArrayBufferView,
  settings: ResultSettings,
  message = new Map<ArrayBufferLike, ResultToken>(),
): GivenBack | undefined {
  if (!isLarge(view, settings) || !canBeGiven(view.buffer)) return undefined
  if (seesLittle(view)) return giveWindow(view, settings)
  const token = message.get(view.buffer) ?? give(new Uint8Array(view.buffer), settings)
  if (token) message.set(view.buffer, token)
  return token && { token, byteOffset: view.byteOffset }
}

/**
 * In the parent: what a worker has given, once.
 *
 * @throws LargeArrayError `ERR_ARRAY_LOST`
 */
export function receive(token: ResultToken): ArrayBuffer {
  return token.lent === 'moved' ? token.buffer : read(token)
}

/** In the parent: removes what a worker has given that nobody waits for any more. */
export function discard(token: ResultToken): void {
  if (token.lent !== 'written') return
  removeFile(token.path)
  tidyFolders()
}

/** In the parent: removes what a worker process that is dead has left behind, in folders of calls that run, and of those that have ended meanwhile. */
export function dropResultsOf(workerPid: number): void {
  removeResults(new RegExp(`${RESULT.source}${workerPid}-`))
  tidyFolders()
}

function giveWindow(view: ArrayBufferView, settings: ResultSettings): GivenBack | undefined {
  if (settings.owner !== undefined && view.byteLength < settings.maxNbytes) return undefined
  const token = give(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), settings)
  return token && { token, byteOffset: 0 }
}

function give(bytes: Uint8Array, { owner, tempFolder }: ResultSettings): ResultToken | undefined {
  if (owner !== undefined) return write(bytes, owner, tempFolder)
  return { lent: 'moved', buffer: new Uint8Array(bytes).buffer }
}

/** Undefined where no file can be made: then the parent gets the bytes in a message. */
function write(bytes: Uint8Array, owner: string, tempFolder: string | undefined): WrittenToken | undefined {
  const { byteLength } = bytes
  try {
    return inSomeBase(byteLength, tempFolder, (base) => ({ lent: 'written', path: writeIn(base, owner, bytes), byteLength }))
  } catch {
    return undefined
  }
}

function writeIn(base: string, owner: string, bytes: Uint8Array): string {
  const path = join(base, owner, `r-${process.pid}-${newNumber()}`)
  const fd = throughGate(() => {
    makeFolder(base, owner)
    return openSync(path, 'wx', 0o600)
  })
  try {
    fill(fd, bytes.byteLength, (start, end) => bytes.subarray(start, end))
  } catch (error) {
    removeFile(path)
    throw error
  } finally {
    closeSync(fd)
  }
  return path
}

function read(token: WrittenToken): ArrayBuffer {
  rememberBase(dirname(dirname(token.path)))
  try {
    const fd = openSync(token.path, 'r')
    try {
      return contents(fd, token.byteLength)
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    throw lost(token, error)
  } finally {
    removeFile(token.path)
  }
}

function contents(fd: number, byteLength: number): ArrayBuffer {
  const { size } = fstatSync(fd)
  if (size !== byteLength) throw new Error(`expected ${byteLength} bytes, got ${size}`)
  const buffer = new ArrayBuffer(byteLength)
  readInto(fd, new Uint8Array(buffer))
  return buffer
}

function lost({ path, byteLength }: WrittenToken, cause: unknown): LargeArrayError {
  const message = `a result of ${byteLength} bytes can't be read from ${path}: ${(cause as Error).message}. If that doesn't go ` +
    'away, name another folder (tempFolder), or have results copied (mmapMode: null)'
  return new LargeArrayError('ERR_ARRAY_LOST', message, byteLength, { cause })
}

/** A buffer that can change its size keeps that only if it is cloned, and of a larger one no bytes can be seen. */
function canBeGiven(buffer: ArrayBufferLike): boolean {
  return !('resizable' in buffer && buffer.resizable) && buffer.byteLength > 0 && buffer.byteLength <= constants.MAX_LENGTH
}
