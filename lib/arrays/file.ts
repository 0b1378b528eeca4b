/** Bytes in a file that workers can open by its path for as long as it isn't closed here. */
export interface ArrayFile {
  readonly fd: number
  readonly path: string
  readonly inode: number
  readonly byteLength: number
  close(): void
}

/**
 * Undefined where no file can be made at all, so that bytes had better be copied.
 *
 * @throws LargeArrayError `ERR_ARRAY_NO_SPACE`
 */
export declare function makeFile(bytes: Uint8Array, tempFolder: string | undefined): ArrayFile | undefined
/** Whether a file holds just these bytes. */
export declare function sameBytes(fd: number, bytes: Uint8Array): boolean
/** Fills `bytes` from the beginning of a file. */
export declare function readInto(fd: number, bytes: Uint8Array): void
