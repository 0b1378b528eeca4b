/**
 * State that all copies of this library in a thread have in common: a worker's own, and the one that its tasks import.
 *
 * @param make makes what is there at first
 */
export function ofThread<T>(name: string, make: () => T): T {
  const key = Symbol.for(`allcores.${name}`)
  const home = globalThis as { [key: symbol]: unknown }
  if (!(key in home)) Object.defineProperty(home, key, { value: make() })
  return home[key] as T
}
