import { fileURLToPath } from 'node:url'
import { dirname } from 'node:path'
import { isStandardGlobal } from '../text/globals.js'
import { isImportMeta } from '../thread/import-meta.js'
import type { Inspected, OuterScope } from '../engine/inspector.js'
import { findVariable } from '../engine/variables.js'
import type { ModuleLocal, Place } from '../node.js'
import { OUTER, privateName, uninitialised, unseen } from './reasons.js'
import type { Reason } from './reasons.js'
import type { Use, Uses } from '../text/uses.js'

/** A variable of the code around a function. */
export interface Captured {
  readonly name: string
  readonly value: unknown
  /** Undefined for a global of the program's own, and for what the user has given. */
  readonly scope: OuterScope | undefined
  readonly use: Use
}

/** What stands behind the free names of a function. */
export interface Surroundings {
  readonly captured: readonly Captured[]
  readonly locals: readonly ModuleLocal[]
  /** What keeps the text from working anywhere else. */
  readonly trouble: Reason | undefined
}

export interface Around {
  /** Undefined without an inspector: then a standard name is taken for the standard thing. */
  readonly inspected: Inspected | undefined
  /** Undefined when unknown: then nothing that depends on the function's file can be had. */
  readonly place: Place | undefined
  /** Values of variables that the user has given. */
  readonly given: Readonly<Record<string, unknown>> | undefined
}

/** Names that the analysis gives to what the encoder of functions provides itself. */
const PROVIDED = /^(arguments|super)$/

/** Sorts the free names of a function by what stands behind them. */
export function surroundingsOf(free: Uses, around: Around): Surroundings {
  const captured: Captured[] = []
  const locals = new Set<ModuleLocal>()
  const hidden: string[] = []
  let trouble: Reason | undefined
  for (const [name, use] of free) {
    const found = lookUp(name, use, around)
    if (found === 'hidden') hidden.push(name)
    else if (typeof found === 'string') found === 'everywhere' || locals.add(found)
    else if ('wayOut' in found) trouble ??= found
    else captured.push({ name, use, ...found })
  }
  return { captured, locals: [...locals], trouble: trouble ?? unseen(hidden) }
}

interface Found {
  readonly value: unknown
  readonly scope: OuterScope | undefined
}

function lookUp(name: string, use: Use, around: Around): Found | Reason | 'everywhere' | 'hidden' | ModuleLocal {
  const { inspected, place, given } = around
  if (given && Object.hasOwn(given, name)) return { value: given[name], scope: undefined }
  if (name === 'import(builtin)') return 'everywhere'
  if (name === 'import.meta') return place ? '$importMeta' : OUTER.get('import.meta')!
  if (name === 'import()') return place ? 'everywhere' : OUTER.get(name)!
  if (name.startsWith('#')) return privateName(name)
  const variable = inspected && findVariable(name, inspected.scopes)
  if (variable === 'uninitialised') return uninitialised(name)
  if (PROVIDED.test(name) || OUTER.has(name)) return variable ?? OUTER.get(name)!
  if (!variable) return lookUpGlobal(name, use, around)
  if (isStandardGlobal(name) && variable.value === Reflect.get(globalThis, name)) return 'everywhere'
  if (name === '$importMeta' && isImportMeta(variable.value)) return name // in a function that was sent itself
  if (name === '__name' && namesFunctions(variable.value)) return name
  return isModuleLocal(name, variable.value, place) ? name : variable
}

/** No scope has it: a global, or nothing at all, which the function finds out there as it would here. */
function lookUpGlobal(name: string, { guarded }: Use, { inspected, place }: Around): Found | 'everywhere' | 'hidden' | ModuleLocal {
  if (isStandardGlobal(name)) return 'everywhere'
  if (!inspected && !(name in globalThis)) return guarded ? 'everywhere' : 'hidden'
  if (!(name in globalThis)) return 'everywhere'
  const value: unknown = Reflect.get(globalThis, name)
  return isModuleLocal(name, value, place) ? name : { value, scope: undefined }
}

/** What esbuild, and so tsx, calls to keep the names of functions. */
function namesFunctions(value: unknown): boolean {
  return typeof value === 'function' && value.length === 2 && /["']name["'],/.test(Function.prototype.toString.call(value))
}

/** What vite, and so vitest, makes of `import.meta` and `import()`. */
const VITE = /^__vite_ssr_(import_meta|dynamic_import)__$/

/** What Node gives to a CommonJS module, and not a variable of the same name. */
function isModuleLocal(name: string, value: unknown, place?: Place): name is ModuleLocal {
  if (!place) return false
  if (VITE.test(name)) return true
  if (name === 'require') return typeof value === 'function' && 'resolve' in value && 'cache' in value
  if (!/^__(file|dir)name$/.test(name) || !place.url.startsWith('file:')) return false
  const file = fileURLToPath(place.url)
  return (name === '__filename' && value === file) || (name === '__dirname' && value === dirname(file))
}
