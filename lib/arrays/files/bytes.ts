import { readSync, writeSync } from 'node:fs'

/** A system call of Linux takes 4 KiB less than 2 GiB at most, one of macOS refuses more than 2 GiB. */
const AT_ONCE = 2 ** 30
/** How many bytes are compared at a time. From 64 KiB to 4 MiB it is equally fast: about 200 ms a GB. */
export const PIECE = 2 ** 20

/** The bytes from `start` to `end`. */
export type BytesAt = (start: number, end: number) => Uint8Array

/** Writes so many bytes to a file, from `start` on. Where the disk is full this throws; a store to a mapped file would crash. */
export function fill(fd: number, byteLength: number, bytesAt: BytesAt, start = 0): void {
  for (let at = 0; at < byteLength; ) {
    at += writeSync(fd, bytesAt(at, Math.min(byteLength, at + AT_ONCE)), 0, undefined, start + at)
  }
}

/** Fills `bytes` from a file, from `start` on. */
export function readInto(fd: number, bytes: Uint8Array, start = 0): void {
  for (let at = 0; at < bytes.byteLength; ) {
    const read = readSync(fd, bytes.subarray(at, at + AT_ONCE), { position: start + at })
    if (read === 0) throw new Error(`expected a file of ${start + bytes.byteLength} bytes, got one of ${start + at}`)
    at += read
  }
}

/** Whether a file holds these bytes, from `start` on. */
export function sameBytes(fd: number, bytes: Uint8Array, start = 0): boolean {
  return firstDifference(bytes, bytesOfFile(fd, start)) === undefined
}

/** The place of the first byte that is another one there. */
export function firstDifference(bytes: Uint8Array, there: BytesAt): number | undefined {
  for (let start = 0; start < bytes.byteLength; start += PIECE) {
    const end = Math.min(bytes.byteLength, start + PIECE)
    const [ours, theirs] = [bytes.subarray(start, end), there(start, end)]
    if (Buffer.compare(ours, theirs) !== 0) return start + ours.findIndex((byte, place) => byte !== theirs[place])
  }
  return undefined
}

/** The bytes of a file from `first` on. They are valid until the next are asked for. */
export function bytesOfFile(fd: number, first = 0): BytesAt {
  let chunk = new Uint8Array()
  return (start, end) => {
    const length = end - start
    if (chunk.byteLength < length) chunk = new Uint8Array(length)
    const bytes = chunk.subarray(0, length)
    readInto(fd, bytes, first + start)
    return bytes
  }
}
