import { closest } from '../options/closest.js'

/** The components of a batch: its own list, or that of its class. */
export function componentNames(batch: unknown): readonly string[] {
  const { components, constructor } = Object(batch) as { components?: unknown; constructor?: { components?: unknown } }
  const ofClass = constructor?.components
  return [components, ofClass].find((names): names is readonly string[] => Array.isArray(names)) ?? []
}

/** How errors call a method. */
export function nameOf(method: { readonly name: string }): string {
  return method.name || '<anonymous>'
}

/** A member by its name, if there is one. */
export function memberOf(batch: unknown, name: string): { readonly value: unknown } | undefined {
  const object = Object(batch) as Readonly<Record<string, unknown>>
  return name in object ? { value: object[name] } : undefined
}

/** The end of the message about a name that no member has. */
export function didYouMean(batch: unknown, name: string, others: readonly string[] = []): string | undefined {
  const near = closest(name, [...memberNames(batch), ...others])
  return near === undefined ? undefined : `Did you mean '${near}'?`
}

function memberNames(batch: unknown): string[] {
  const names: string[] = []
  for (let at = batch; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) names.push(...Object.getOwnPropertyNames(at))
  return names
}

export function classNameOf(batch: unknown): string {
  if (batch === undefined || batch === null) return 'no batch (the function was called without one)'
  return (batch as { constructor?: { name?: string } }).constructor?.name || 'an object without a class'
}
