import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Inspected, OuterScope } from '../engine/inspector.js'
import { findVariable, type Found } from '../engine/variables.js'
import type { ModuleLocal, Place } from '../node.js'
import { isStandardGlobal } from '../text/globals.js'
import type { Use, Uses } from '../text/uses.js'
import { isImportMeta } from '../thread/import-meta.js'
import { OUTER, privateName, type Reason, uninitialised, unseen } from './reasons.js'

/** A variable of the code around a function. */
export interface Captured {
  readonly name: string
  readonly value: unknown
  /** Undefined for a global of the program's own, and for what the user has given. */
  readonly scope: OuterScope | undefined
  readonly use: Use
}

/** The free names of a function, sorted by what stands behind them. */
export interface Surroundings {
  readonly captured: readonly Captured[]
  readonly locals: readonly ModuleLocal[]
  /** Why the text can't work anywhere else; undefined where it can. */
  readonly trouble: Reason | undefined
}

/** What is known of a function when its free names are looked up. */
export interface LookUp {
  /** Undefined without an inspector: then a standard name is taken for the standard thing. */
  readonly inspected: Inspected | undefined
  /** Undefined when unknown: then nothing that depends on the function's file can be had. */
  readonly place: Place | undefined
  /** Values of variables that the user has given. */
  readonly given: Readonly<Record<string, unknown>> | undefined
}

/** What a free name stands for. */
type Meaning =
  | { readonly kind: 'captured'; readonly value: unknown; readonly scope: OuterScope | undefined }
  /** The worker gives it to code of that file. */
  | { readonly kind: 'local'; readonly local: ModuleLocal }
  /** The worker has it, or lacks it, as this thread does. */
  | { readonly kind: 'everywhere' }
  /** It can't be seen without an inspector. */
  | { readonly kind: 'hidden' }
  | { readonly kind: 'trouble'; readonly reason: Reason }

const EVERYWHERE: Meaning = { kind: 'everywhere' }

/** Sorts the free names of a function by what stands behind them. */
export function surroundingsOf(free: Uses, known: LookUp): Surroundings {
  const captured: Captured[] = []
  const locals = new Set<ModuleLocal>()
  const hidden: string[] = []
  let trouble: Reason | undefined
  for (const [name, use] of free) {
    const meaning = meaningOf(name, use, known)
    switch (meaning.kind) {
      case 'captured': captured.push({ name, use, value: meaning.value, scope: meaning.scope }); break
      case 'local': locals.add(meaning.local); break
      case 'hidden': hidden.push(name); break
      case 'trouble': trouble ??= meaning.reason
    }
  }
  return { captured, locals: [...locals], trouble: trouble ?? unseen(hidden) }
}

function meaningOf(name: string, use: Use, known: LookUp): Meaning {
  const { given, place, inspected } = known
  if (given && Object.hasOwn(given, name)) return { kind: 'captured', value: given[name], scope: undefined }
  if (name.startsWith('#')) return { kind: 'trouble', reason: privateName(name) }
  if (Object.hasOwn(SYNTAX, name)) return SYNTAX[name]!(place)
  const variable = inspected && findVariable(name, inspected.scopes)
  if (variable === 'uninitialised') return { kind: 'trouble', reason: uninitialised(name) }
  if (variable) return meaningOfVariable(name, variable, place)
  return OUTER.has(name) ? { kind: 'trouble', reason: OUTER.get(name)! } : meaningOfGlobal(name, use, known)
}

/** Meanings of syntax that the analysis lists among the names. */
const SYNTAX: Readonly<Record<string, (place: Place | undefined) => Meaning>> = {
  'import(builtin)': () => EVERYWHERE,
  'import()': (place) => (place ? EVERYWHERE : troubleWith('import()')),
  'import.meta': (place) => (place ? { kind: 'local', local: '$importMeta' } : troubleWith('import.meta')),
}

function troubleWith(syntax: string): Meaning {
  return { kind: 'trouble', reason: OUTER.get(syntax)! }
}

function meaningOfVariable(name: string, { value, scope }: Found, place: Place | undefined): Meaning {
  if (isStandardGlobal(name) && value === Reflect.get(globalThis, name)) return EVERYWHERE
  return isLocal(name, value, place) ? { kind: 'local', local: name } : { kind: 'captured', value, scope }
}

function isLocal(name: string, value: unknown, place: Place | undefined): name is ModuleLocal {
  if (name === '$importMeta') return isImportMeta(value) // in a function that was sent itself
  return (name === '__name' && namesFunctions(value)) || isModuleLocal(name, value, place)
}

/**
 * Returns what a name means that is in no scope: a global, or nothing at all, which the function finds out there as it would
 * here.
 */
function meaningOfGlobal(name: string, { guarded }: Use, { inspected, place }: LookUp): Meaning {
  if (isStandardGlobal(name)) return EVERYWHERE
  if (!(name in globalThis)) return inspected || guarded ? EVERYWHERE : { kind: 'hidden' }
  const value: unknown = Reflect.get(globalThis, name)
  return isModuleLocal(name, value, place) ? { kind: 'local', local: name } : { kind: 'captured', value, scope: undefined }
}

/** Whether a value is the helper that esbuild, and so tsx, calls to keep the names of functions. */
function namesFunctions(value: unknown): boolean {
  return typeof value === 'function' && value.length === 2 && /["']name["'],/.test(Function.prototype.toString.call(value))
}

/** The names that vite, and so vitest, puts for `import.meta` and `import()`. */
const VITE = /^__vite_ssr_(import_meta|dynamic_import)__$/

/** Whether a value is what Node gives to a CommonJS module, and not a variable of the same name. */
function isModuleLocal(name: string, value: unknown, place?: Place): name is ModuleLocal {
  if (!place) return false
  if (VITE.test(name)) return true
  if (name === 'require') return typeof value === 'function' && 'resolve' in value && 'cache' in value
  if (!/^__(file|dir)name$/.test(name) || !place.url.startsWith('file:')) return false
  const file = fileURLToPath(place.url)
  return (name === '__filename' && value === file) || (name === '__dirname' && value === dirname(file))
}
