import { appendFileSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A folder through which a test and tasks in any worker tell each other things. */
export interface Scratch {
  /** The full name of a file in it. */
  file(name: string): string
  has(name: string): boolean
  write(name: string, text?: string): void
  append(name: string, text: string): void
  /** The lines of a file; none when there is no such file. */
  lines(name: string): string[]
}

type Hook = (hook: () => void) => void

/** Gives every test of the suite that calls this a folder of its own, or all of them one, by the hooks that are given. */
export function useScratch(begin: Hook = beforeEach, end: Hook = afterEach): Scratch {
  let folder = ''
  begin(() => void (folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'allcores-spec-'))))
  // a worker may still be writing into it
  end(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }))
  const file = (name: string) => path.join(folder, name)
  const has = (name: string) => existsSync(file(name))
  return {
    file,
    has,
    write: (name, text = '') => writeFileSync(file(name), text),
    append: (name, text) => appendFileSync(file(name), text),
    lines: (name) => (has(name) ? readFileSync(file(name), 'utf8').split('\n').filter((line) => line !== '') : []),
  }
}
