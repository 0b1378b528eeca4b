import { tempFolderOfEnvironment } from '../model/array-options.js'
import { OptionError } from '../model/errors.js'
import { show } from '../model/show.js'
import type { FileToken } from '../model/tokens.js'
import { noteSource } from './borrow/borrow.js'
import { noMmap } from './errors.js'
import type { BytesAt } from './files/bytes.js'
import { type ArrayFile, createFile } from './files/file.js'
import { canMap, mapFile } from './files/mmap.js'
import { refuseTooLarge } from './files/too-large.js'
import { tellReleased } from './lend/released.js'

export interface MappedArrayOptions {
  /**
   * The folder for the file behind the array.
   *
   * @default `ALLCORES_TEMP_FOLDER`, else `JOBLIB_TEMP_FOLDER`, else `/dev/shm` where it has room, else the system's folder for
   * temporary files
   */
  readonly tempFolder?: string | undefined
}

/** `Float64Array`, `Uint8Array` and so on. */
export interface TypedArrayClass<A> {
  new (buffer: ArrayBuffer): A
  readonly BYTES_PER_ELEMENT: number
}

/** The class that all typed arrays inherit from. */
const TypedArray = Object.getPrototypeOf(Uint8Array) as object
const ZEROS = new Uint8Array(2 ** 20)
/** Closes the file of an array when the token is garbage, which its buffer holds. */
const registry = new FinalizationRegistry<ArrayFile>((file) => {
  file.close()
  tellReleased([file.id])
})

/**
 * An array that worker processes don't get a copy of, whatever its size: they see and change the same memory, at once. So it is
 * never too late for results to be written into it, by all workers, each its part.
 *
 * ```ts
 * const sums = mappedArray(Float64Array, 1000)
 * await parallel.map((i) => { sums[i] = sum(i) }, sums.keys())
 * ```
 *
 * Workers that are threads get it as any array: pass them a `SharedArrayBuffer`. It takes the optional package koffi.
 *
 * @param lengthOrValues how many zeros, or the values to begin with
 * @throws OptionError `ERR_INVALID_OPTION`
 * @throws LargeArrayError `ERR_ARRAY_NO_MMAP`, `ERR_ARRAY_NO_FILE`, `ERR_ARRAY_NO_SPACE`, `ERR_ARRAY_TOO_LARGE`
 */
export function mappedArray<A extends { readonly [index: number]: number | bigint }>(
  type: TypedArrayClass<A>,
  lengthOrValues: number | Iterable<A[number]> | ArrayLike<A[number]>,
  options: MappedArrayOptions = {},
): A {
  checkType(type)
  const tempFolder = checkFolder(options)
  const { byteLength, bytesAt } = contentsOf(type, lengthOrValues)
  refuseTooLarge(byteLength)
  if (!canMap()) throw noMmap(byteLength)
  const file = createFile(byteLength, bytesAt, tempFolder)
  try {
    return new type(mapLendable(file)) // the file is open for as long as the buffer is there
  } catch (error) {
    file.close()
    throw error
  }
}

/** Others can map the same file. */
function mapLendable(file: ArrayFile): ArrayBuffer {
  const { id, fd, path, inode, byteLength } = file
  const buffer = mapFile(fd, byteLength, 'write')
  const token: FileToken = { lent: 'file', id, path, inode, byteLength, access: 'write' }
  registry.register(token, file)
  noteSource(buffer, token)
  return buffer
}

function checkType(type: unknown): void {
  if (typeof type === 'function' && Object.getPrototypeOf(type) === TypedArray) return
  throw invalid('type', 'a class of typed arrays such as Float64Array', type)
}

function checkFolder(options: unknown): string | undefined {
  if (typeof options !== 'object' || options === null) {
    throw invalid('options', "an object such as { tempFolder: '/data/tmp' }", options)
  }
  const { tempFolder } = options as MappedArrayOptions
  if (tempFolder === undefined) return tempFolderOfEnvironment()
  if (typeof tempFolder === 'string' && tempFolder !== '') return tempFolder
  throw invalid('tempFolder', 'the name of a folder', tempFolder)
}

/** The bytes that an array begins with. */
interface Contents {
  readonly byteLength: number
  readonly bytesAt: BytesAt
}

function contentsOf(type: TypedArrayClass<unknown>, given: unknown): Contents {
  if (typeof given === 'number') return zeros(given, type.BYTES_PER_ELEMENT)
  if (typeof given !== 'object' || given === null) throw invalidContents(given)
  const { buffer, byteOffset, byteLength } = (type as unknown as Uint8ArrayConstructor).from(given as Iterable<number>)
  if (byteLength === 0) throw invalidContents(given)
  const bytes = new Uint8Array(buffer, byteOffset, byteLength)
  return { byteLength, bytesAt: (start, end) => bytes.subarray(start, end) }
}

function zeros(length: number, bytesEach: number): Contents {
  if (!Number.isInteger(length) || length < 1) throw invalidContents(length)
  return { byteLength: length * bytesEach, bytesAt: (start, end) => ZEROS.subarray(0, end - start) }
}

function invalidContents(given: unknown): OptionError {
  return invalid('lengthOrValues', 'a whole number of at least 1, or at least one value', given)
}

function invalid(name: string, expected: string, given: unknown): OptionError {
  const got = show(given, { depth: 0, entries: 3, longest: 80 })
  return new OptionError(name, `mappedArray: ${name} must be ${expected}, got: ${got}`)
}
