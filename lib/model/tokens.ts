import { isObject } from './is-object.js'

// Memory of large arrays as it travels between threads and processes: a token stands for it in messages.

/**
 * What a worker may do to memory that it is lent.
 *
 * - `read`: nothing; what it writes nevertheless is seen neither by the lender nor, on processes, by other workers
 * - `copy`: anything, to a copy that each message makes its own
 * - `write`: anything, and everybody sees it
 * - `strict`: nothing, and what writes nevertheless fails
 */
export type Access = 'read' | 'copy' | 'write' | 'strict'

/** Memory that is lent to a worker. It is lent for as long as somebody in the lending thread holds the token. */
export type Token = MemoryToken | FileToken

/** Memory that is lent to a thread. */
export interface MemoryToken {
  readonly lent: 'memory'
  readonly buffer: SharedArrayBuffer
  readonly access: Access
}

/** Memory that is lent to a process, which maps a file. */
export interface FileToken {
  readonly lent: 'file'
  /** An id that is never given twice on this machine. */
  readonly id: string
  readonly path: string
  /** The inode that the file must have: paths are used again. */
  readonly inode: number
  /** Which part of the file the memory is; left out where it is the whole file. */
  readonly part?: PlaceInFile
  /** At least 1. */
  readonly byteLength: number
  readonly access: Access
}

/** Where something is in a file that holds other things, too. */
export interface PlaceInFile {
  /** An id of the whole file that is never given twice: inodes are only told apart by their file systems. */
  readonly fileId: string
  readonly position: number
}

/** Memory that a worker gives away along with a result; nobody else has it. */
export type ResultToken = MovedToken | WrittenToken

/** Memory that a thread gives away: the message that the token travels with transfers it. */
export interface MovedToken {
  readonly lent: 'moved'
  readonly buffer: ArrayBuffer
}

/** Memory that a process gives away: a file, which whoever receives it removes. */
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

/** A view whose memory is lent to a worker. */
export type Loan = Placed<Token>

/** A view of a result whose memory the worker gives away. */
export type GivenBack = Placed<ResultToken>

/** What workers are told about large results. */
export interface ResultSettings {
  /** The size of a buffer, in bytes, from which on it travels beside the message. */
  readonly maxNbytes: number
  readonly tempFolder?: string | undefined
  /** The name of the folder for files, which the parent knows; undefined for a thread, which needs no files. */
  readonly owner?: string | undefined
}

export function isToken(value: unknown): value is Token {
  return isObject(value) && Object.hasOwn(value, 'lent')
}
