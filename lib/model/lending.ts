import { isObject } from './is-object.js'

/**
 * How large arrays reach workers: the options `maxNbytes`, `mmapMode`, `strictReadonly` and `tempFolder` of a `Parallel`, checked
 * and with defaults filled in.
 *
 * @source joblib `max_nbytes`, `mmap_mode`, `temp_folder`
 */
export interface ArrayOptions {
  /** Buffers of at least so many bytes are shared with workers, smaller ones are copied. */
  readonly maxNbytes: number
  /** What tasks may do with shared arrays: `'r'` read them, `'c'` change a copy, `'r+'` change them for everybody. */
  readonly mmapMode: 'r' | 'c' | 'r+'
  /** Tasks that write to what they may only read fail. */
  readonly strictReadonly: boolean
  /** The folder for files that processes map. Undefined: `/dev/shm` if there is room, else the system's temporary folder. */
  readonly tempFolder: string | undefined
}

/**
 * What a worker may do to memory that it is lent.
 *
 * - `read`: nothing; what it writes nevertheless is seen neither by the lender nor, on processes, by other workers
 * - `copy`: anything, to a copy that each message makes its own
 * - `write`: anything, and everybody sees it
 * - `strict`: nothing, and what writes nevertheless fails
 */
export type Access = 'read' | 'copy' | 'write' | 'strict'

/** Memory that is lent, as it travels. Memory is lent for as long as somebody here holds the token. */
export type Token = MemoryToken | FileToken

/** To a thread. */
export interface MemoryToken {
  readonly lent: 'memory'
  readonly buffer: SharedArrayBuffer
  readonly access: Access
}

/** To a process. */
export interface FileToken {
  readonly lent: 'file'
  /** Never given twice, on this machine. */
  readonly id: string
  readonly path: string
  /** What the file behind the path must have: paths are used again. */
  readonly inode: number
  /** Left out: it is all of the file. */
  readonly part?: PlaceInFile
  /** At least 1. */
  readonly byteLength: number
  readonly access: Access
}

/** Where something is in a file that holds other things too. */
export interface PlaceInFile {
  /** Of all of the file, never given twice: inodes are only told apart by their file systems. */
  readonly fileId: string
  readonly position: number
}

/** Memory that a worker gives away along with a result; nobody else has it. */
export type ResultToken = MovedToken | WrittenToken

/** From a thread: the message that it travels with transfers it. */
export interface MovedToken {
  readonly lent: 'moved'
  readonly buffer: ArrayBuffer
}

/** From a process: in a file, which whoever receives it removes. */
export interface WrittenToken {
  readonly lent: 'written'
  readonly path: string
  readonly byteLength: number
}

/** Where the memory of a view is. */
export interface Placed<T> {
  readonly token: T
  /** Where the view begins, counted from the beginning of what the token stands for. */
  readonly byteOffset: number
}

export type Loan = Placed<Token>

export type GivenBack = Placed<ResultToken>

/** What workers are told about large results. */
export interface ResultSettings {
  /** Bytes of a buffer from which on it doesn't travel within the message. */
  readonly maxNbytes: number
  readonly tempFolder?: string | undefined
  /** The name of the folder that files are made in, which the parent knows; undefined: to a thread, no files are needed. */
  readonly owner?: string | undefined
}

/** Lends memory to the workers of one call. */
export interface Lender {
  /** The workers share memory with this thread. */
  readonly sharesMemory: boolean
  /** There may be something that it takes: otherwise nothing is to be looked for. */
  readonly lends: boolean
  /** What tasks write to what they are lent is seen; what they write to copies is lost. */
  readonly isWritten: boolean
  /** Lenders with the same one lend in the same way. */
  readonly key: string
  /** Whether the view is to be lent, or what it sees copied without the rest of its large buffer; quickly told. */
  takes(view: ArrayBufferView): boolean
  /**
   * Memory that holds what the view sees, as it is when the call first asks; the same for all views of a buffer, but for small
   * views of large buffers. Undefined where the view had better be copied after all.
   *
   * @throws LargeArrayError
   */
  lend(view: ArrayBufferView): Loan | undefined
  /** Lends in the same way, for longer than the call. */
  lasting(): Lender
}

/** Whether a view sees so little of its buffer that the rest should stay where it is. */
export function seesLittle({ buffer, byteLength }: ArrayBufferView): boolean {
  return byteLength < buffer.byteLength / 4
}

/** Whether it was made so that it can become larger or smaller. */
export function isResizable(buffer: ArrayBufferLike): boolean {
  const { resizable, growable } = buffer as { readonly resizable?: boolean; readonly growable?: boolean }
  return resizable === true || growable === true
}

/** Has all memory copied. */
export function lendsNothing(sharesMemory: boolean): Lender {
  const lender = { sharesMemory, lends: false, isWritten: false, key: 'nothing', takes: () => false, lend: () => undefined }
  return { ...lender, lasting() { return this } }
}

export function isToken(value: unknown): value is Token {
  return isObject(value) && Object.hasOwn(value, 'lent')
}
