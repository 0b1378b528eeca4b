/** The value of an own data property. */
export function ownValue(object: object, key: string): unknown {
  try {
    return Object.getOwnPropertyDescriptor(object, key)?.value
  } catch {
    return undefined // an export that is not initialised yet
  }
}

/** The name of a function as it shows in stacks; empty when it has none, or a lie for one. */
export function nameOf(fn: object): string {
  const name = ownValue(fn, 'name')
  return typeof name === 'string' ? name : ''
}
