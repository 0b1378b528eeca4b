import { fileURLToPath } from 'node:url'
import { dirname } from 'node:path'
import type { TaskFunction } from '../model/task.js'
import type { Analysis } from './free-names.js'
import { isStandardGlobal } from './globals.js'
import type { Inspected, OuterScope } from './inspector.js'
import type { ModuleLocal, Place } from './shipment.js'
import type { Use } from './uses.js'

/** What stands behind the free names of a function. */
export interface Surroundings {
  /** Names that a worker has nothing for. */
  readonly missing: readonly string[]
  /** Variables that hold the function itself. */
  readonly self: readonly string[]
  readonly locals: readonly ModuleLocal[]
}

/**
 * Sorts the free names of a function by what a worker can do about them.
 *
 * @param inspected undefined without an inspector: then a standard name is taken for the standard thing
 * @param place undefined when unknown: then nothing that depends on the function's file can be had
 */
export function surroundingsOf(
  fn: TaskFunction,
  { free }: Analysis,
  inspected: Inspected | undefined,
  place: Place | undefined,
): Surroundings {
  const found = { missing: [] as string[], self: [] as string[], locals: [] as ModuleLocal[] }
  for (const [name, use] of free) {
    const kind = kindOf(name, use, fn, inspected, place)
    if (kind === 'missing' || kind === 'self') found[kind].push(name)
    else if (kind !== 'everywhere') found.locals.push(kind)
  }
  return { ...found, locals: [...new Set(found.locals)] }
}

/** The text has names that mean something else in every file. */
export function dependsOnFile({ free }: Analysis): boolean {
  return [...free.keys()].some((name) => isMeta(name) || /^(import\(\)|require|__filename|__dirname)$/.test(name))
}

/** In a function that was shipped itself, `import.meta` has its new name already. */
function isMeta(name: string): boolean {
  return name.startsWith('import.meta.') || name === '$importMeta'
}

type Kind = 'everywhere' | 'self' | 'missing' | ModuleLocal

function kindOf(name: string, { guarded }: Use, fn: TaskFunction, inspected?: Inspected, place?: Place): Kind {
  if (name === 'import(builtin)') return 'everywhere'
  if (name === 'import()') return place ? 'everywhere' : 'missing'
  if (isMeta(name)) return place ? '$importMeta' : 'missing'
  if (name === '__name') return '__name' // esbuild, and so tsx, calls it to keep the names of functions
  const variable = inspected && findVariable(name, inspected.scopes)
  if (!variable) return isStandardGlobal(name) ? 'everywhere' : kindOfUnknown(name, guarded, inspected, place)
  if (variable.value === fn) return 'self'
  if (isStandardGlobal(name) && variable.value === Reflect.get(globalThis, name)) return 'everywhere'
  return isModuleLocal(name, variable.value, place) ? name : 'missing'
}

/** No scope has it: it may be a global of this process, or nothing at all, which the function may be prepared for. */
function kindOfUnknown(name: string, guarded: boolean, inspected?: Inspected, place?: Place): Kind {
  if (!inspected) return 'missing'
  if (!(name in globalThis)) return guarded ? 'everywhere' : 'missing'
  return isModuleLocal(name, Reflect.get(globalThis, name), place) ? name : 'missing'
}

/** The value of a variable as the function sees it; undefined when it is in no scope but perhaps the global one. */
export function findVariable(name: string, scopes: readonly OuterScope[]): { readonly value: unknown } | undefined {
  for (const { variables } of scopes) {
    try {
      const own = Object.getOwnPropertyDescriptor(variables, name)
      if (own) return { value: own.value }
    } catch {
      return { value: undefined } // not initialised yet
    }
  }
  return undefined
}

/** What Node gives to a CommonJS module, and not a variable of the same name. */
function isModuleLocal(name: string, value: unknown, place?: Place): name is ModuleLocal {
  if (!place) return false
  if (name === 'require') return typeof value === 'function' && 'resolve' in value && 'cache' in value
  if (!place.url.startsWith('file:')) return false
  const file = fileURLToPath(place.url)
  return (name === '__filename' && value === file) || (name === '__dirname' && value === dirname(file))
}
