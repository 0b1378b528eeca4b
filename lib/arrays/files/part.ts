import { fill } from './bytes.js'
import { type ArrayFile, makeFile } from './file.js'
import { newId } from './owner.js'

/** Parts begin at multiples of it, as elements of any type do, and lines of a processor's cache: none is in two parts. */
const STEP = 64
/** From so many bytes on an array has a file of its own. */
const LARGE = 2 ** 20
/** From so many bytes on a file takes no further parts: it stays until the last of them goes. */
const FULL = 2 ** 24
/** No file of parts has more bytes. */
export const LONGEST = FULL + LARGE

/** A file to which parts are added, which closes with the last of them. */
interface Filling {
  readonly file: ArrayFile
  /** Where the next part begins. */
  end: number
  /** How many are in use. */
  parts: number
}

/** By folder. */
const fillings = new Map<string | undefined, Filling>()

/**
 * Bytes in a file of which other arrays have other pages: thousands of small ones would take as many descriptors.
 *
 * @throws LargeArrayError `ERR_ARRAY_NO_SPACE`, `ERR_ARRAY_NO_FILE`
 */
export function makePart(bytes: Uint8Array, tempFolder: string | undefined): ArrayFile {
  if (bytes.byteLength >= LARGE) return makeFile(bytes, tempFolder)
  return addPart(bytes, tempFolder) ?? firstPart(bytes, tempFolder)
}

/** Undefined where there is no file to be filled, or no more room for it. */
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
