import type { ArrayFile } from '../files/file.js'

/** How many copies there are in each file, by descriptor. */
const copies = new Map<number, number>()
let bytes = 0

/** How many files with copies are open. One stays so until the last of its parts is closed. */
export function openFiles(): number {
  return copies.size
}

/** In all copies. */
export function openBytes(): number {
  return bytes
}

export function noteOpen({ fd, byteLength }: ArrayFile): void {
  copies.set(fd, (copies.get(fd) ?? 0) + 1)
  bytes += byteLength
}

export function noteClosed({ fd, byteLength }: ArrayFile): void {
  const left = copies.get(fd)! - 1
  if (left > 0) copies.set(fd, left)
  else copies.delete(fd)
  bytes -= byteLength
}
