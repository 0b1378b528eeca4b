import { ofThread } from './of-thread.js'

const waysOut = ofThread('stays', () => new WeakMap<object, string>())

/** Notes that instances of a class can't be sent to workers, and what to do instead. */
export function noteStays({ prototype }: { readonly prototype: object }, wayOut: string): void {
  waysOut.set(prototype, wayOut)
}

/** What to do instead of sending an object, if {@link noteStays} has noted that of its class; else undefined. */
export function wayOutFor(object: object): string | undefined {
  let wayOut: string | undefined
  for (let at: object | null = object; at && !wayOut; at = Object.getPrototypeOf(at) as object | null) wayOut = waysOut.get(at)
  return wayOut
}
