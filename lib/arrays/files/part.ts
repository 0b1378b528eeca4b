import { fill } from './bytes.js'
import { type ArrayFile, makeFile } from './file.js'
import { newId } from './owner.js'

/** Parts begin at multiples of so many bytes, so that no element, and no line of a processor's cache, is in two parts. */
const STEP = 64
/** Bytes from which on an array has a file of its own. */
const LARGE = 2 ** 20
/** Bytes from which on a file takes no further parts. It stays until the last part goes. */
const FULL = 2 ** 24
/** The most bytes that a file of parts can have. */
export const LONGEST = FULL + LARGE

/** A file to which parts are added, which closes with the last of them. */
interface Filling {
  readonly file: ArrayFile
  /** Where the next part begins. */
  end: number
  /** How many are in use. */
  parts: number
}

/** The file that is being filled in each folder. */
const fillings = new Map<string | undefined, Filling>()

/**
 * Puts bytes into a file that other arrays share: thousands of small files would take as many descriptors.
 *
 * @throws LargeArrayError `ERR_ARRAY_NO_SPACE`, `ERR_ARRAY_NO_FILE`
 */
export function makePart(bytes: Uint8Array, tempFolder: string | undefined): ArrayFile {
  if (bytes.byteLength >= LARGE) return makeFile(bytes, tempFolder)
  return addPart(bytes, tempFolder) ?? firstPart(bytes, tempFolder)
}

/** Adds a part to the file that is being filled. Undefined if there is none, or no more room for it. */
function addPart(bytes: Uint8Array, tempFolder: string | undefined): ArrayFile | undefined {
  const filling = fillings.get(tempFolder)
  if (!filling) return undefined
  try {
    fill(filling.file.fd, bytes.byteLength, (start, end) => bytes.subarray(start, end), filling.end)
    return partOf(filling, bytes, tempFolder)
  } catch {
    fillings.delete(tempFolder)
    return undefined // making a file will tell what is wrong, or find another place
  }
}

function firstPart(bytes: Uint8Array, tempFolder: string | undefined): ArrayFile {
  const filling: Filling = { file: makeFile(bytes, tempFolder), end: 0, parts: 0 }
  fillings.set(tempFolder, filling)
  return partOf(filling, bytes, tempFolder)
}

function partOf(filling: Filling, { byteLength }: Uint8Array, tempFolder: string | undefined): ArrayFile {
  const { file, end: position } = filling
  filling.end = Math.ceil((position + byteLength) / STEP) * STEP
  filling.parts++
  const forget = () => {
    if (fillings.get(tempFolder) === filling) fillings.delete(tempFolder)
  }
  if (filling.end >= FULL) forget()
  const close = () => {
    if (--filling.parts > 0) return
    forget()
    file.close()
  }
  return { ...file, id: newId(), part: { fileId: file.id, position }, byteLength, close: once(close) }
}

function once(act: () => void): () => void {
  let isDone = false
  return () => {
    if (!isDone) act()
    isDone = true
  }
}
