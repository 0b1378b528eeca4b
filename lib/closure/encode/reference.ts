import { fileURLToPath } from 'node:url'
import type { Inspected } from '../engine/inspector.js'
import { exportedAs, moduleText } from '../engine/module-text.js'
import { inScript, type InScript } from '../engine/script-text.js'
import type { Imported, Place, Required } from '../node.js'
import { originOf } from '../thread/origins.js'
import type { Encoder, Hint } from './encoder.js'
import { isEntryFile } from './entry.js'
import { asRequired } from './required-names.js'

/** The name under which a module exports a function: it is imported there, or is the module's own. */
export function referenceTo(fn: object, standing: Standing, hint: Hint, encoder: Encoder): Reference | undefined {
  return referenceToValue(fn, hint, encoder) ?? allowed(exportOf(fn, standing), encoder)
}

/** The name under which a module has any value: it is imported there, or a CommonJS module's. */
export function referenceToValue(value: object, hint: Hint, encoder: Encoder): Reference | undefined {
  return allowed(originOf(value) ?? hint.imported?.(), encoder) ?? allowed(asRequired(value), encoder)
}

export type Reference = Imported | Required

/** A function's text and where it stands, as far as that is known. */
export interface Standing {
  readonly text: string
  readonly inspected: Inspected | undefined
  readonly place: Place | undefined
}

function allowed(found: Reference | undefined, { by }: Encoder): Reference | undefined {
  return found && (by !== 'value' || isOfPackage(found)) ? found : undefined
}

/** Where a function's own module exports it. */
export function exportOf(fn: object, standing: Standing): Imported | undefined {
  const { inspected, place } = standing
  if (!inspected || !place || isWithinFunction(inspected) || !isImportable(place.url)) return undefined
  const script = inModule(standing)
  const path = script && exportedAs(fn, inspected, script)
  return path && { kind: 'import', specifier: place.url, parent: undefined, path }
}

/** Whether a function was made within another one. Then no module exports it, which saves a look at the module's text. */
function isWithinFunction({ scopes }: Inspected): boolean {
  return scopes.some(({ description }) => description.startsWith('Closure'))
}

function inModule({ text, inspected, place }: Standing): InScript | undefined {
  return inspected && place?.module ? inScript(inspected, place, text) : undefined
}

/** The import declaration that gives a variable its value. */
export function importOf(name: string, standing: Standing): Imported | undefined {
  const { place } = standing
  const script = inModule(standing)
  const found = script && moduleText(script)?.imports.get(name)
  if (!found || !place || !isImportable(absolute(found.specifier, place.url))) return undefined
  const { specifier, attributes } = found
  const path = found.name === '*' ? [] : [found.name]
  return { kind: 'import', specifier, parent: place.url, path, ...(attributes && { attributes }) }
}

function absolute(specifier: string, parent: string): string {
  return /^\.{0,2}\//.test(specifier) ? new URL(specifier, parent).href : specifier
}

/** Whether workers may import a module. The program's main file would run the program once more. */
function isImportable(url: string): boolean {
  return !url.startsWith('file:') || !isEntryFile(fileURLToPath(url))
}

/** Whether a reference leads to a package or to Node, not to the program's own code. */
function isOfPackage(reference: Reference): boolean {
  const home = reference.kind === 'require' ? reference.file : reference.specifier
  return /[\\/]node_modules[\\/]/.test(home) || (reference.kind === 'import' && !/^(\.|\/|file:)/.test(home))
}
