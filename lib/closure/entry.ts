import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'

const { main, resolve } = createRequire(import.meta.url)

let entries: ReadonlySet<string | undefined> | undefined

/** A worker that imported the program's main file would run the program once more. */
export function isEntryFile(file: string): boolean {
  entries ??= entryFiles()
  return entries.has(file)
}

/** Under all names that a module may have it: Node accepts a main file without its extension, a folder, a link. */
function entryFiles(): Set<string | undefined> {
  const [, script] = process.argv
  try {
    const file = script && resolve(script)
    return new Set([main?.filename, script, file, file && realpathSync(file)])
  } catch {
    return new Set([main?.filename, script])
  }
}
