import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Contender, Figures, Role } from './contender.js'

const run = promisify(execFile)

/**
 * A contender in a Node of its own, for what can't be measured where others have been before.
 *
 * @param program a file of programs/, without its ending; prints its figures as JSON
 */
export function inProgram(program: string, name: string, role: Role, ...args: string[]): Contender {
  const script = fileURLToPath(new URL(`../programs/${program}.js`, import.meta.url))
  return {
    name,
    role,
    open: () => ({
      async measure() {
        const { stdout } = await run(process.execPath, ['--expose-gc', script, name, ...args])
        return JSON.parse(stdout) as Figures
      },
      async close() {},
    }),
  }
}
