import { ofThread } from './of-thread.js'

/** The names of this library's errors by their prototypes, for all copies of the library in the thread. */
const names = ofThread('errors', () => new Map<object, string>())

/** Gives a class of errors its name, and notes that it is one of this library's. */
export function nameOurs({ prototype }: { readonly prototype: Error }, name: string): void {
  prototype.name = name
  names.set(prototype, name)
}

/** The name of the class with that prototype, if it is one of this library's errors; else undefined. */
export function nameOfOurs(prototype: object): string | undefined {
  return names.get(prototype)
}
