/** Items one by one: whoever takes them can't know how many there will be. */
export function* generate<T>(items: Iterable<T>): Generator<T, void, void> {
  yield* items
}
