import { closest } from '../options/closest.js'
import { CommandError } from './command-error.js'
import type { Job } from './model.js'

/** A function, as the command line names it. */
export interface Target {
  readonly file: string
  /** The name it is exported by. */
  readonly name: string
}

export type ModuleExports = Readonly<Record<string, unknown>>

/** Reads `file.js#name`; no name is the default export. */
export function parseTarget(text: string): Target {
  const [, file = '', name = ''] = /^(.*?)(?:#([^#]*))?$/s.exec(text) ?? []
  if (file === '') throw new CommandError(`expected a file and an export, such as ./file.js#resize, got '${text}'`)
  return { file, name: name === '' ? 'default' : name }
}

/** The function that a target names, out of all that its file exports. */
export function pickFunction(exports: ModuleExports, { file, name }: Target): Job['fn'] {
  const value = Object.hasOwn(exports, name) ? exports[name] : undefined
  if (typeof value === 'function') return value as Job['fn']
  const what = name === 'default' ? 'default export' : `export '${name}'`
  const problem = Object.hasOwn(exports, name)
    ? `The ${what} of ${file} is no function but ${kindOf(value)}.`
    : `${file} has no ${what}.`
  throw new CommandError(`${problem} ${advice(functionNames(exports), { file, name })}`)
}

/** `Did you mean '…'?` with a space before it, where something similar exists. */
export function didYouMean(given: string, candidates: readonly string[]): string {
  const near = closest(given, candidates)
  return near === undefined ? '' : ` Did you mean '${near}'?`
}

function functionNames(exports: ModuleExports): string[] {
  // what Node itself adds to CommonJS modules says nothing new
  return Object.keys(exports).filter((name) => typeof exports[name] === 'function' && name !== 'module.exports')
}

function advice(names: readonly string[], { file, name }: Target): string {
  const [first] = names
  if (first === undefined) return 'It exports no function at all: workers need one that is exported.'
  const all = names.length === 1 ? 'The function that it exports is' : 'The functions that it exports are'
  return `${all} ${names.join(', ')}.${didYouMean(name, names) || ` Name it like this: ${file}#${first}`}`
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
