import { closeSync, fstatSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ResultToken, WrittenToken } from '../model/tokens.js'
import { lostResult } from './errors.js'
import { readInto } from './files/bytes.js'
import { noteUntidy, rememberBase, removeResults, tidyFolders } from './files/folder.js'
import { removeFile } from './files/removing.js'

/*
 * What whoever waits for large results does with them; give-back.ts is the other end.
 */

/**
 * Takes the memory that a worker has given; to be asked once.
 *
 * @throws LargeArrayError `ERR_ARRAY_LOST`
 */
export function receive(token: ResultToken): ArrayBuffer {
  return token.lent === 'moved' ? token.buffer : read(token)
}

/** Removes what a worker has given, if nobody waits for it any more. */
export function discard(token: ResultToken): void {
  if (token.lent !== 'written') return
  removeFile(token.path)
  noteUntidy()
  tidyFolders()
}

/** Removes what a worker process that is dead has left behind, be it for a call that has ended meanwhile. */
export function dropResultsOf(workerPid: number): void {
  removeResults(workerPid)
  noteUntidy()
  tidyFolders()
}

function read(token: WrittenToken): ArrayBuffer {
  rememberBase(dirname(dirname(token.path)))
  noteUntidy()
  try {
    const fd = openSync(token.path, 'r')
    try {
      return contents(fd, token.byteLength)
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    throw lostResult(token, error)
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
