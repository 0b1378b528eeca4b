/** One for all sets: each call has some. */
const collected = new FinalizationRegistry<Gone>(({ refs, ref }) => refs.delete(ref))

interface Gone {
  readonly refs: Set<WeakRef<object>>
  readonly ref: WeakRef<object>
}

/** A set that keeps none of its items. */
export class WeakItems<T extends object> implements Iterable<T> {
  readonly #refs = new Set<WeakRef<T>>()
  readonly #refOf = new WeakMap<T, WeakRef<T>>()

  get size(): number {
    return this.#refs.size
  }

  add(item: T): void {
    if (this.has(item)) return
    const ref = new WeakRef(item)
    this.#refs.add(ref)
    this.#refOf.set(item, ref)
    collected.register(item, { refs: this.#refs, ref })
  }

  has(item: T): boolean {
    return this.#refOf.has(item)
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
