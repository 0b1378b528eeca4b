import type { Access, FileToken } from '../model/lending.js'
import type { Copy } from './copy.js'
import { makeFile, readInto, sameBytes, type ArrayFile } from './file.js'
import { canMap, noMmap, refuseTooLarge } from './mmap.js'
import { warnOfNoFiles, warnOfNoMmap } from './file-warnings.js'
import { newId } from './owner.js'

interface Made {
  readonly id: string
  readonly file: ArrayFile
}

const listeners: ((ids: readonly string[]) => void)[] = []
const unheld = new FinalizationRegistry<Made>(release)

/** Calls back with the ids of files that are no more: workers need not keep what they hold of them. */
export function onReleased(listener: (ids: readonly string[]) => void): void {
  listeners.push(listener)
}

/**
 * For processes. Undefined if no files can be made here.
 *
 * @throws LargeArrayError
 */
export function copyIntoFile(bytes: Uint8Array, access: Access, tempFolder: string | undefined): Copy | undefined {
  refuseTooLarge(bytes.byteLength)
  if (!canMap()) {
    if (access === 'write') throw noMmap(bytes.byteLength)
    warnOfNoMmap()
  }
  const file = makeFile(bytes, tempFolder)
  if (file) return copyIn(file, access)
  warnOfNoFiles()
  return undefined
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
