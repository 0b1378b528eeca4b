import { constants } from 'node:buffer'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { types } from 'node:util'
import type { GivenBack, ResultSettings, ResultToken, WrittenToken } from '../model/tokens.js'
import { isResizable, ownBytes, seesLittle } from '../model/views.js'
import { isBorrowed } from './borrow/borrow.js'
import { fill } from './files/bytes.js'
import { inSomeBase } from './files/file.js'
import { makeFolder } from './files/folder.js'
import { throughGate } from './files/gate.js'
import { newNumber } from './files/owner.js'
import { removeFile } from './files/removing.js'
import { resultName } from './files/result-name.js'

/*
 * What a worker does with large results; receive.ts is the other end.
 */

/** Whether {@link giveBack} has to do with the view; quickly told. */
export function isLarge({ buffer }: ArrayBufferView, { maxNbytes, owner }: ResultSettings): boolean {
  if (types.isArrayBuffer(buffer) && buffer.byteLength >= maxNbytes) return true
  return owner === undefined && isBorrowed(buffer) // it would be shared, or moved
}

/**
 * A copy of what the view sees that travels outside of the message. The buffer of a `moved` token is to be transferred.
 * Undefined where the view had better travel as ever.
 *
 * @param message what the same message gives already: views of one buffer get one copy. Views that see little come last
 */
export function giveBack(
  view: ArrayBufferView,
  settings: ResultSettings,
  message = new Map<ArrayBufferLike, ResultToken>(),
): GivenBack | undefined {
  if (!isLarge(view, settings) || !canBeGiven(view.buffer)) return undefined
  const given = message.get(view.buffer)
  if (!given && seesLittle(view)) return giveWindow(view, settings)
  const token = given ?? give(new Uint8Array(view.buffer), settings)
  if (token) message.set(view.buffer, token)
  return token && { token, byteOffset: view.byteOffset }
}

function giveWindow(view: ArrayBufferView, settings: ResultSettings): GivenBack | undefined {
  if (settings.owner !== undefined && view.byteLength < settings.maxNbytes) return undefined
  const token = give(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), settings)
  return token && { token, byteOffset: 0 }
}

function give(bytes: Uint8Array, { owner, tempFolder }: ResultSettings): ResultToken | undefined {
  if (owner !== undefined) return write(bytes, owner, tempFolder)
  return { lent: 'moved', buffer: ownBytes(bytes) }
}

/** Writes bytes to a file for the parent. Undefined where no file can be made: then the bytes go in a message. */
function write(bytes: Uint8Array, owner: string, tempFolder: string | undefined): WrittenToken | undefined {
  const { byteLength } = bytes
  try {
    return inSomeBase(byteLength, tempFolder, (base) => ({ lent: 'written', path: writeIn(base, owner, bytes), byteLength }))
  } catch {
    return undefined
  }
}

function writeIn(base: string, owner: string, bytes: Uint8Array): string {
  const path = join(base, owner, resultName(process.pid, newNumber()))
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

/** A buffer that can change its size keeps that only if it is cloned, and of a larger one no bytes can be seen. */
function canBeGiven(buffer: ArrayBufferLike): boolean {
  return !isResizable(buffer) && buffer.byteLength > 0 && buffer.byteLength <= constants.MAX_LENGTH
}
