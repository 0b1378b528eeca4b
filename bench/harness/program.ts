import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Contender, Figures, Role } from './contender.js'

const run = promisify(execFile)

export type Command = readonly [file: string, ...args: string[]]

/**
 * A contender in a Node of its own, for what can't be measured where others have been before.
 *
 * @param program a file of programs/, without its ending; prints its figures as JSON
 */
export function inProgram(program: string, name: string, role: Role, ...args: string[]): Contender {
  return inCommand(name, role, nodeProgram(program, name, ...args))
}

/** The command that runs a file of programs/. */
export function nodeProgram(program: string, ...args: string[]): Command {
  return [process.execPath, '--expose-gc', fileURLToPath(new URL(`../programs/${program}.js`, import.meta.url)), ...args]
}

/** The same for any command that prints its figures as JSON. */
export function inCommand(name: string, role: Role, [file, ...args]: Command): Contender {
  return {
    name,
    role,
    open: () => ({
      async measure() {
        const { stdout } = await run(file, args)
        return JSON.parse(stdout) as Figures
      },
      async close() {},
    }),
  }
}
