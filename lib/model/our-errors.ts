import { ofThread } from './of-thread.js'

/** Names of this library's errors by their prototypes, those of each copy of it that the thread has loaded. */
const names = ofThread('errors', () => new Map<object, string>())

export function nameOurs({ prototype }: { readonly prototype: Error }, name: string): void {
  prototype.name = name
  names.set(prototype, name)
}

/** Undefined for whatever isn't the prototype of an error of ours. */
export function nameOfOurs(prototype: object): string | undefined {
  return names.get(prototype)
}
