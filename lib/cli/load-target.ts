import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { CommandError } from './command-error.js'
import { didYouMean, type ModuleExports, type Target } from './target.js'

/**
 * Imports the file of a target.
 *
 * @throws CommandError when there is no such file, or importing it fails
 */
export async function loadTarget({ file }: Target): Promise<ModuleExports> {
  const full = path.resolve(file)
  assertFile(file, full)
  try {
    return (await import(pathToFileURL(full).href)) as ModuleExports
  } catch (error) {
    throw isTypeScript(full, error) ? noTypeScript(file, error) : notImported(file, error)
  }
}

function assertFile(file: string, full: string): void {
  if (existsSync(full) && statSync(full).isFile()) return
  const folder = path.dirname(full)
  if (existsSync(full)) throw new CommandError(`${file} is no file. Name the file that exports the function.`)
  if (!existsSync(folder)) throw new CommandError(`There is no file ${file}, and no folder ${path.dirname(file)} either.`)
  throw new CommandError(`There is no file ${file}.${didYouMean(path.basename(full), readdirSync(folder))}`)
}

const TYPESCRIPT = /^ERR_(UNKNOWN_FILE_EXTENSION|(UNSUPPORTED|INVALID)_TYPESCRIPT_SYNTAX)$/

function isTypeScript(file: string, error: unknown): boolean {
  return /\.[cm]?tsx?$/.test(file) && TYPESCRIPT.test(String((error as { code?: unknown } | undefined)?.code))
}

function noTypeScript(file: string, cause: unknown): CommandError {
  const [first] = String((cause as Error).message).split('\n')
  return new CommandError(
    `Node ${process.versions.node} can't import ${file} itself: ${first}\n` +
      'Node 22.18 and later can, if types are all that is to be removed. Otherwise compile it first, or use tsx:\n' +
      `  npm install --save-dev tsx && NODE_OPTIONS='--import tsx' npx allcores bench ${file}`,
    2,
    { cause },
  )
}

function notImported(file: string, cause: unknown): CommandError {
  return new CommandError(`${file} could not be imported, it failed with:\n${inspect(cause)}`, 1, { cause })
}
