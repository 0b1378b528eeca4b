/** Things to be gone through, none of which this keeps. */
export class WeakItems<T extends object> implements Iterable<T> {
  readonly #refs = new Set<WeakRef<T>>()
  readonly #collected = new FinalizationRegistry<WeakRef<T>>((ref) => this.#refs.delete(ref))

  /** Each but once. */
  add(item: T): void {
    const ref = new WeakRef(item)
    this.#refs.add(ref)
    this.#collected.register(item, ref)
  }

  get size(): number {
    return this.#refs.size
  }

  *[Symbol.iterator](): Iterator<T> {
    for (const ref of this.#refs) {
      const item = ref.deref()
      if (item) yield item
    }
  }
}
