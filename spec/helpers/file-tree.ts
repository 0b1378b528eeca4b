import type { ReadFile } from '../../lib/options/read-file.js'

/** What reads these files and no others, as `readFile` does those of the system. */
export function fileTree(files: Readonly<Record<string, string>>): ReadFile {
  return (file) => files[file] ?? ''
}
