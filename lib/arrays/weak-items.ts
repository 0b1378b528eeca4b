/** A set that keeps none of its items. */
export class WeakItems<T extends object> implements Iterable<T> {
  readonly #refs = new Set<WeakRef<T>>()
  readonly #refOf = new WeakMap<T, WeakRef<T>>()
  readonly #collected = new FinalizationRegistry<WeakRef<T>>((ref) => this.#refs.delete(ref))

  get size(): number {
    return this.#refs.size
  }

  add(item: T): void {
    if (this.#refOf.has(item)) return
    const ref = new WeakRef(item)
    this.#refs.add(ref)
    this.#refOf.set(item, ref)
    this.#collected.register(item, ref)
  }

  delete(item: T): void {
    this.#refs.delete(this.#refOf.get(item)!)
    this.#refOf.delete(item)
  }

  *[Symbol.iterator](): Iterator<T> {
    for (const ref of this.#refs) {
      const item = ref.deref()
      if (item) yield item
    }
  }
}
