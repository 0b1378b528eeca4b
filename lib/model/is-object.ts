export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** What `{}` or `Object.create(null)` makes. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
