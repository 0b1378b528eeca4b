const bases = new WeakSet<object>()

/** Says of a class of this library that what it has only goes to workers where it is named. */
export function noteBase({ prototype }: { readonly prototype: object }): void {
  bases.add(prototype)
}

/** Whether it is the prototype of such a class. */
export function isBase(prototype: object): boolean {
  return bases.has(prototype)
}
