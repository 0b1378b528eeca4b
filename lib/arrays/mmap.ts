import type { Access } from '../model/lending.js'

/** Whether files can be mapped into memory here. */
export declare function canMap(): boolean
/** @throws LargeArrayError */
export declare function mapFile(fd: number, byteLength: number, access: Access): ArrayBuffer
