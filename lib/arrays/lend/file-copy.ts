import { LargeArrayError } from '../../model/errors.js'
import type { Access, FileToken } from '../../model/lending.js'
import type { Copy } from './copy.js'
import { makeFile, readInto, sameBytes, type ArrayFile } from '../files/file.js'
import { canMap, noMmap } from '../files/mmap.js'
import { warnOfNoFiles, warnOfNoMmap } from './file-warnings.js'

/** Files that are open at a time, so that enough descriptors are left to the program: where there are few, there are 4096. */
const MOST_FILES = 1000

const listeners: ((ids: readonly string[]) => void)[] = []
const unheld = new FinalizationRegistry<ArrayFile>(release)

/** Calls back with the ids of files that are no more: workers need not keep what they hold of them. */
export function onReleased(listener: (ids: readonly string[]) => void): void {
  listeners.push(listener)
}

let openFiles = 0

/**
 * For processes. Undefined if no files can be made here, or no more of them.
 *
 * @throws LargeArrayError
 */
export function copyIntoFile(bytes: Uint8Array, access: Access, tempFolder: string | undefined): Copy | undefined {
  if (access === 'write' && !canMap()) throw noMmap(bytes.byteLength)
  if (openFiles >= MOST_FILES && access !== 'write') return undefined
  const file = makeFile(bytes, tempFolder)
  if (!file && access === 'write') throw noFile(bytes.byteLength)
  if (!file) warnOfNoFiles()
  else if (!canMap()) warnOfNoMmap()
  return file && copyIn(file, access)
}

function copyIn(file: ArrayFile, access: Access): Copy {
  const { id, path, inode, byteLength } = file
  openFiles++
  const token: FileToken = { lent: 'file', id, path, inode, byteLength, access }
  unheld.register(token, file, file)
  return {
    token,
    isSame: (others) => sameBytes(file.fd, others),
    copyBack: (others) => readInto(file.fd, others),
    dispose: () => {
      if (unheld.unregister(file)) release(file)
    },
  }
}

function release(file: ArrayFile): void {
  file.close()
  openFiles--
  for (const listener of listeners) listener([file.id])
}

function noFile(bytes: number): LargeArrayError {
  const message =
    `an array's buffer of ${bytes} bytes can't be lent to processes to write to (mmapMode: 'r+'): no file can be made for it. ` +
    'Name a folder that this program may write to (tempFolder), use threads, or have tasks return what they change'
  return new LargeArrayError('ERR_ARRAY_NO_MMAP', message, bytes)
}
