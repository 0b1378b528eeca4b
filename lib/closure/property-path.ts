import type { Path } from './node.js'

/**
 * Looks for a function in an object, at most `depth` properties deep. The shortest path wins. Getters are not run.
 *
 * @returns an empty path when the object is the function
 */
export function pathTo(fn: unknown, root: unknown, depth: number): Path | undefined {
  if (root === fn) return []
  if (depth === 0 || !mayHold(root)) return undefined
  const values = Object.getOwnPropertyNames(root).map((key) => [key, ownValue(root, key)] as const)
  for (let reach = 0; reach < depth; reach++) {
    for (const [key, value] of values) {
      const rest = pathTo(fn, value, reach)
      if (rest) return [key, ...rest]
    }
  }
  return undefined
}

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

/** Data, which may be large, is not searched. */
function mayHold(value: unknown): value is object {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
  return isObject || typeof value === 'function'
}
