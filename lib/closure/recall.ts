/** Entries that are remembered, at most: a program may make functions of ever new texts. */
const MOST_REMEMBERED = 1000

/** Returns what was made for a key before, or makes it now. */
export function recall<K, T>(memory: Map<K, T>, key: K, make: () => T): T {
  if (memory.has(key)) return memory.get(key)!
  const made = make()
  if (memory.size >= MOST_REMEMBERED) memory.clear()
  memory.set(key, made)
  return made
}
