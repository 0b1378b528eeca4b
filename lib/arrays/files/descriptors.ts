import { readFileSync } from 'node:fs'

/** Files that are open at a time: enough descriptors must be left to the program. */
const MOST_FILES = 1000
const MOST_OF_DESCRIPTORS = 1 / 4

let most: number | undefined

/** How many files may be open for arrays at a time. */
export function mostFiles(): number {
  return (most ??= Math.min(MOST_FILES, Math.floor(descriptors() * MOST_OF_DESCRIPTORS)))
}

export function isOutOfDescriptors(error: unknown): boolean {
  return ['EMFILE', 'ENFILE'].includes((error as NodeJS.ErrnoException | undefined)?.code ?? '')
}

/** How many descriptors this process may have; Infinity where that can't be told. */
function descriptors(): number {
  try {
    return Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Infinity)
  } catch {
    return Infinity
  }
}
