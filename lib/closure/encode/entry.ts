import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { ownUrl } from '../../model/own-url.js'
import { mainFilesOfProgram } from '../thread/program.js'

const { main, resolve } = createRequire(ownUrl)

let entries: ReadonlySet<string> | undefined

/** Whether a file is the program's main file. A worker that imported it would run the program once more. */
export function isEntryFile(file: string): boolean {
  entries ??= new Set(entryFiles())
  return entries.has(file)
}

/**
 * Returns the program's main file by all names that a module may know it by: Node accepts it without its extension, as a folder,
 * as a link.
 */
export function entryFiles(): readonly string[] {
  return mainFilesOfProgram() ?? names().filter((name) => name !== undefined)
}

function names(): (string | undefined)[] {
  const [, script] = process.argv
  try {
    const file = script && resolve(script)
    return [main?.filename, script, file, file && realpathSync(file)]
  } catch {
    return [main?.filename, script]
  }
}
