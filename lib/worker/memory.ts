import { readFileSync } from 'node:fs'
import { getHeapStatistics } from 'node:v8'
import { borrowedBytes } from '../arrays/borrow/borrow.js'
import { collectGarbage } from '../arrays/borrow/garbage.js'
import { canMap } from '../arrays/files/mmap.js'

/** Whether this worker takes more than so many bytes, without garbage and without what it is lent. */
export function takesMoreThan(bytes: number, isProcess: boolean): boolean {
  if (memoryTaken(isProcess) <= bytes) return false
  collectGarbage()
  return memoryTaken(isProcess) > bytes
}

/** Bytes that this worker takes: all of a process; of a thread, which shares its process, its heap and its buffers. */
function memoryTaken(isProcess: boolean): number {
  if (isProcess) return process.memoryUsage.rss() - lentPages()
  const { used_heap_size, external_memory } = getHeapStatistics()
  return used_heap_size + external_memory - borrowedBytes()
}

/** About how many of the bytes that this process is lent are in memory: of mapped files only what was looked at is. */
function lentPages(): number {
  const lent = borrowedBytes()
  return lent > 0 && canMap() ? Math.min(lent, pagesOfFiles()) : lent
}

/** Bytes in memory that files hold, Node's own program among them; Infinity where the system doesn't tell. */
function pagesOfFiles(): number {
  try {
    const sizes = readFileSync('/proc/self/status', 'utf8').matchAll(/^Rss(?:File|Shmem):\s*(\d+) kB$/gm)
    return [...sizes].reduce((sum, [, size]) => sum + Number(size) * 1024, 0)
  } catch {
    return Infinity
  }
}
