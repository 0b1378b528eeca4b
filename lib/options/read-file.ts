import { readFileSync } from 'node:fs'

/** Returns the text of a file, empty where it can't be read. Specs pass functions of their own. */
export type ReadFile = (file: string) => string

export const readFile: ReadFile = (file) => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // none of these files is everywhere, and Node's permission model may forbid any
  }
}
