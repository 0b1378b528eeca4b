/** All that an iterable gives. */
export async function collect<T>(iterable: AsyncIterable<T> | Iterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const value of iterable) all.push(value)
  return all
}
