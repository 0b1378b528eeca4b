/**
 * State that all copies of this library in a thread share: the worker's own copy, and the one that its tasks import.
 *
 * @param name by which the copies find it
 * @param make makes the state when the first copy asks
 */
export function ofThread<T>(name: string, make: () => T): T {
  const key = Symbol.for(`allcores.${name}`)
  const home = globalThis as { [key: symbol]: unknown }
  if (!(key in home)) Object.defineProperty(home, key, { value: make() })
  return home[key] as T
}
