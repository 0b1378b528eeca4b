import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface Limits {
  /** Files above this are left out. */
  readonly bytesPerFile: number
  /** The list ends where the files would come to more than this. */
  readonly totalBytes: number
}

/** The files below a folder, sorted by path, so that every run sees the same list. */
export function listFiles(folder: string, { bytesPerFile, totalBytes }: Limits): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  let total = 0
  return paths.sort().filter((path) => {
    const bytes = statSync(path).size
    if (bytes > bytesPerFile || total + bytes > totalBytes) return false
    total += bytes
    return true
  })
}
