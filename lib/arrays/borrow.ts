import type { FileToken, Token } from '../model/lending.js'

/** Memory that this worker is lent. Ask once for each message. @throws LargeArrayError */
export declare function borrow(token: Token): ArrayBuffer | SharedArrayBuffer
export declare function isBorrowed(buffer: ArrayBufferLike): boolean
/** What memory can be lent by to others, in case it holds what its file holds: what was borrowed (but for copies), mapped arrays. */
export declare function sourceOf(buffer: ArrayBufferLike): FileToken | undefined
/** Files that are no more. */
export declare function release(ids: readonly string[]): void
/** Of memory that counts elsewhere. */
export declare function borrowedBytes(): number
/**
 * After each task: whether what was lent with access `strict` is as it was; makes it so.
 *
 * @param name the task's function
 * @throws LargeArrayError `ERR_ARRAY_READ_ONLY`
 */
export declare function checkBorrowed(name: string): void
