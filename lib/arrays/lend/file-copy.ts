import type { LargeArrayError } from '../../model/errors.js'
import type { Access, FileToken } from '../../model/tokens.js'
import { collectGarbageSoon } from '../borrow/garbage.js'
import { noMmap } from '../errors.js'
import { fill, readInto, sameBytes } from '../files/bytes.js'
import { isOutOfDescriptors, mostFiles } from '../files/descriptors.js'
import { type ArrayFile, makeFile } from '../files/file.js'
import { canMap } from '../files/mmap.js'
import { makePart } from '../files/part.js'
import type { Copy } from './copy.js'
import { warnOfNoFiles, warnOfNoMmap } from './file-warnings.js'
import { noteClosed, noteOpen, openBytes, openFiles } from './open-files.js'
import { tellReleased } from './released.js'

const unheld = new FinalizationRegistry<ArrayFile>(release)

/**
 * Copies bytes into a file for processes. Undefined if no files can be made here, or no more of them.
 *
 * @throws LargeArrayError
 */
export function copyIntoFile(bytes: Uint8Array, access: Access, tempFolder: string | undefined): Copy | undefined {
  if (access === 'write') return copyIn(fileToWrite(bytes, tempFolder), access)
  const file = openFiles() < mostFiles() ? fileToRead(bytes, tempFolder) : undefined
  if (file && !canMap()) warnOfNoMmap()
  return file && copyIn(file, access)
}

/** @throws LargeArrayError `ERR_ARRAY_NO_SPACE` */
function fileToRead(bytes: Uint8Array, tempFolder: string | undefined): ArrayFile | undefined {
  try {
    return makeFile(bytes, tempFolder)
  } catch (error) {
    if (isCrowded(error as LargeArrayError, bytes)) collectGarbageSoon()
    else if ((error as LargeArrayError).code === 'ERR_ARRAY_NO_FILE') warnOfNoFiles()
    else throw error
    return undefined
  }
}

/** Whether files that are open here take all the room, or the descriptors: these are closed sooner or later. */
function isCrowded({ code, cause }: LargeArrayError, { byteLength }: Uint8Array): boolean {
  return code === 'ERR_ARRAY_NO_SPACE' ? openBytes() >= byteLength : isOutOfDescriptors(cause)
}

/** A file or part of one that tasks write to. There must be one: in copies, what they write would be lost. */
function fileToWrite(bytes: Uint8Array, tempFolder: string | undefined): ArrayFile {
  if (!canMap()) throw noMmap(bytes.byteLength)
  return makePart(bytes, tempFolder)
}

function copyIn(file: ArrayFile, access: Access): Copy {
  const { id, path, inode, part, byteLength } = file
  noteOpen(file)
  const token: FileToken = { lent: 'file', id, path, inode, byteLength, access, ...(part && { part }) }
  const first = part?.position ?? 0
  unheld.register(token, file, file)
  return {
    token,
    isSame: (others, start = 0) => sameBytes(file.fd, others, first + start),
    update: (others, start = 0) => fill(file.fd, others.byteLength, (from, to) => others.subarray(from, to), first + start),
    copyBack: (others, start = 0) => readInto(file.fd, others, first + start),
    dispose: () => {
      if (unheld.unregister(file)) release(file)
    },
  }
}

function release(file: ArrayFile): void {
  file.close()
  noteClosed(file)
  tellReleased([file.id])
}
