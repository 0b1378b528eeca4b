import { inspectAll, type Inspected } from './inspector.js'
import { scriptUrl } from './scripts.js'

/**
 * Where ES modules declare functions and classes, the same in all threads and processes: `file:///app/errors.js:3:7`.
 * Those that are made inside of functions are no declarations, and some of them can't be told from one here.
 */
export function declaredAt(fns: readonly object[]): readonly (string | undefined)[] {
  return inspectAll(fns)?.map(declarationPlace) ?? []
}

export function declarationPlace({ location, scopes }: Inspected): string | undefined {
  const isOfModule = scopes.some(({ description }) => description === 'Module')
  if (!location || !isOfModule || scopes.some(({ description }) => description.startsWith('Closure'))) return undefined
  const url = scriptUrl(location.scriptId)
  return url && `${url}:${location.line}:${location.column}`
}
