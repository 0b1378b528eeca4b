import { constants } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { LargeArrayError } from '../model/errors.js'
import type { Access, FileToken } from '../model/lending.js'
import type { Copy } from './copy.js'
import { makeFile, readInto, sameBytes, type ArrayFile } from './file.js'

interface Made {
  readonly id: string
  readonly file: ArrayFile
}

const listeners: ((ids: readonly string[]) => void)[] = []
const unheld = new FinalizationRegistry<Made>(release)
let prefix: string | undefined
let count = 0

/** Calls back with the ids of files that are no more: workers need not keep them. */
export function onReleased(listener: (ids: readonly string[]) => void): void {
  listeners.push(listener)
}

/**
 * For processes. Undefined if no files can be made here.
 *
 * @throws LargeArrayError
 */
export function copyIntoFile(bytes: Uint8Array, access: Access, tempFolder: string | undefined): Copy | undefined {
  if (bytes.byteLength > constants.MAX_LENGTH) throw tooLarge(bytes.byteLength)
  const file = makeFile(bytes, tempFolder)
  return file && copyIn(file, access)
}

function copyIn(file: ArrayFile, access: Access): Copy {
  const { path, inode, byteLength } = file
  const made = { id: newId(), file }
  const token: FileToken = { lent: 'file', id: made.id, path, inode, byteLength, access }
  unheld.register(token, made, made)
  return {
    token,
    isSame: (others) => sameBytes(file.fd, others),
    copyBack: (others) => readInto(file.fd, others),
    dispose: () => {
      if (unheld.unregister(made)) release(made)
    },
  }
}

function release({ id, file }: Made): void {
  file.close()
  for (const listener of listeners) listener([id])
}

function newId(): string {
  prefix ??= randomBytes(8).toString('hex')
  return `${prefix}-${count++}`
}

function tooLarge(bytes: number): LargeArrayError {
  const message =
    `an array's buffer of ${bytes} bytes can't be shared with processes: Node ${process.versions.node} maps at most ` +
    `${constants.MAX_LENGTH} bytes. Give tasks smaller arrays, or the parts they need, or use a newer Node`
  return new LargeArrayError('ERR_ARRAY_TOO_LARGE', message, bytes)
}
