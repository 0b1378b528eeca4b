/** Every object that a value leads to with the way there: once as `first`, later only as another way to it. */
export interface Reached {
  readonly path: string
  readonly object: object
  readonly first: string | undefined
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'

/** Getters are not run: whoever looks at a value must not change it. */
export function reachable(root: unknown): Reached[] {
  const first = new Map<object, string>()
  const found: Reached[] = []
  const open: [path: string, value: unknown][] = [['result', root]]
  while (open.length > 0) {
    const [path, object] = open.pop()!
    if (!isObject(object)) continue
    found.push({ path, object, first: first.get(object) })
    if (first.has(object)) continue
    first.set(object, path)
    open.push(...partsOf(path, object).reverse())
  }
  return found
}

function partsOf(path: string, object: object): [path: string, value: unknown][] {
  if (ArrayBuffer.isView(object)) return []
  const properties = Reflect.ownKeys(object)
    .filter((key) => typeof object !== 'function' || key !== 'prototype')
    .map((key): [string, unknown] => [`${path}.${String(key)}`, Reflect.getOwnPropertyDescriptor(object, key)?.value])
  return [...properties, ...entriesOf(path, object)]
}

function entriesOf(path: string, object: object): [path: string, value: unknown][] {
  if (object instanceof Set) return [...object].map((value, i) => [`${path}(${i})`, value])
  if (!(object instanceof Map)) return []
  return [...object].flatMap(([key, value], i): [string, unknown][] => [
    [`${path}(key ${i})`, key],
    [`${path}(value ${i})`, value],
  ])
}
