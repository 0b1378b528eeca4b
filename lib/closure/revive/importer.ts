import { createRequire } from 'node:module'
import { compileFunction } from 'node:vm'
import type { Imported, Nodes, Required } from '../node.js'
import { beginImport, checkImport } from '../thread/importing.js'
import { noteOrigin } from '../thread/origins.js'
import { CannotLoadError } from './cannot-load-error.js'
import { mainLoader } from './main-loader.js'
import { valueAt } from './value-at.js'

type Import = (specifier: string, options?: { readonly with: Readonly<Record<string, string>> }) => Promise<unknown>

/** Namespaces that have been loaded: asking the loader again would take a turn of the event loop. */
const namespaces = new Map<string, unknown>()

/**
 * Loads the modules that nodes import from.
 *
 * @returns a promise only where a module is not loaded yet; rejects with a {@link CannotLoadError}
 */
export function loadImports(nodes: Nodes): Promise<unknown> | undefined {
  const missing = nodes.flatMap(([, node]) => (node.kind === 'import' && !namespaces.has(keyOf(node)) ? [node] : []))
  return missing.length > 0 ? Promise.all(missing.map(load)) : undefined
}

/** A value of a module that {@link loadImports} has loaded. */
export function importedValue(node: Imported): unknown {
  const { specifier, parent, path } = node
  try {
    return noted(valueAt(namespaces.get(keyOf(node)), path, specifier), node)
  } catch (error) {
    throw new CannotLoadError(specifier, parent, error)
  }
}

export function requiredValue(node: Required): unknown {
  const { file, path } = node
  const end = beginImport(file)
  try {
    const exports: unknown = createRequire(file)(file)
    checkImport()
    return noted(valueAt(exports, path, file), node)
  } catch (error) {
    throw new CannotLoadError(file, undefined, error)
  } finally {
    end()
  }
}

function noted(value: unknown, node: Imported | Required): unknown {
  noteOrigin(value, node)
  return value
}

async function load(node: Imported): Promise<void> {
  const { specifier, parent, attributes } = node
  const end = beginImport(specifier)
  try {
    const namespace = await importerFor(parent)(specifier, attributes && { with: attributes })
    checkImport()
    namespaces.set(keyOf(node), namespace)
  } catch (error) {
    throw new CannotLoadError(specifier, parent, error)
  } finally {
    end()
  }
}

function keyOf({ specifier, parent, attributes }: Imported): string {
  return JSON.stringify([specifier, parent, attributes])
}

/** Returns an `import()` of that file's own: only there the loader knows what a specifier means. */
export function importerFor(parent: string | undefined): Import {
  const options = { ...mainLoader(), ...(parent !== undefined && { filename: parent }) }
  return compileFunction('return import(specifier, options)', ['specifier', 'options'], options) as Import
}
