import type { Access, FileToken } from '../../model/lending.js'
import { noMmap } from '../errors.js'
import { readInto, sameBytes } from '../files/bytes.js'
import { type ArrayFile, createFile, makeFile } from '../files/file.js'
import { canMap } from '../files/mmap.js'
import type { Copy } from './copy.js'
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
  if (access === 'write') return copyIn(fileToWrite(bytes, tempFolder), access)
  if (openFiles >= MOST_FILES) return undefined
  const file = makeFile(bytes, tempFolder)
  if (!file) warnOfNoFiles()
  else if (!canMap()) warnOfNoMmap()
  return file && copyIn(file, access)
}

/** What tasks write would be lost in copies. */
function fileToWrite(bytes: Uint8Array, tempFolder: string | undefined): ArrayFile {
  if (!canMap()) throw noMmap(bytes.byteLength)
  return createFile(bytes.byteLength, (start, end) => bytes.subarray(start, end), tempFolder)
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
