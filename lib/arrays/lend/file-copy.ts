import { readFileSync } from 'node:fs'
import type { LargeArrayError } from '../../model/errors.js'
import type { Access, FileToken } from '../../model/lending.js'
import { collectGarbageSoon } from '../borrow/garbage.js'
import { noMmap } from '../errors.js'
import { readInto, sameBytes } from '../files/bytes.js'
import { type ArrayFile, makeFile } from '../files/file.js'
import { canMap } from '../files/mmap.js'
import type { Copy } from './copy.js'
import { warnOfNoFiles, warnOfNoMmap } from './file-warnings.js'
import { tellReleased } from './released.js'

/** Files that are open at a time: enough descriptors must be left to the program. */
const MOST_FILES = 1000
const MOST_OF_DESCRIPTORS = 1 / 4

let most: number | undefined

function mostFiles(): number {
  return (most ??= Math.min(MOST_FILES, Math.floor(descriptors() * MOST_OF_DESCRIPTORS)))
}

/** As many as this process may have; Infinity where that can't be told. */
function descriptors(): number {
  try {
    return Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Infinity)
  } catch {
    return Infinity
  }
}

const unheld = new FinalizationRegistry<ArrayFile>(release)

let openFiles = 0
let openBytes = 0

/**
 * For processes. Undefined if no files can be made here, or no more of them.
 *
 * @throws LargeArrayError
 */
export function copyIntoFile(bytes: Uint8Array, access: Access, tempFolder: string | undefined): Copy | undefined {
  if (access === 'write') return copyIn(fileToWrite(bytes, tempFolder), access)
  if (openFiles >= mostFiles()) return undefined
  const file = makeFileWithin(bytes, tempFolder)
  if (file === 'later') return undefined
  if (!file) warnOfNoFiles()
  else if (!canMap()) warnOfNoMmap()
  return file && copyIn(file, access)
}

/** `'later'`: files that are open here take all the room, or the descriptors, and are closed sooner or later. */
function makeFileWithin(bytes: Uint8Array, tempFolder: string | undefined): ArrayFile | 'later' | undefined {
  try {
    return makeFile(bytes, tempFolder)
  } catch (error) {
    const { code, cause } = error as LargeArrayError
    const isCrowded = code === 'ERR_ARRAY_NO_SPACE' ? openBytes >= bytes.byteLength : isOutOfDescriptors(cause)
    if (!isCrowded && code === 'ERR_ARRAY_NO_FILE') return undefined
    if (!isCrowded) throw error
    collectGarbageSoon()
    return 'later'
  }
}

function isOutOfDescriptors(error: unknown): boolean {
  return ['EMFILE', 'ENFILE'].includes((error as NodeJS.ErrnoException | undefined)?.code ?? '')
}

/** What tasks write would be lost in copies. */
function fileToWrite(bytes: Uint8Array, tempFolder: string | undefined): ArrayFile {
  if (!canMap()) throw noMmap(bytes.byteLength)
  return makeFile(bytes, tempFolder)
}

function copyIn(file: ArrayFile, access: Access): Copy {
  const { id, path, inode, byteLength } = file
  openFiles++
  openBytes += byteLength
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
  openBytes -= file.byteLength
  tellReleased([file.id])
}
