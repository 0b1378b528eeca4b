import type { TaskFunction } from './task.js'

// How messages name functions.

/** `function 'resize'`, `an anonymous class` */
export function functionText(name: string | undefined, kind: 'function' | 'class' = 'function'): string {
  return name ? `${kind} '${name}'` : `an anonymous ${kind}`
}

/** Where a function stands, for a message: ` (/app/main.js:5:38)`; empty where that can't be told. */
export function placeOfFunction(fn: TaskFunction): string {
  if (!places.has(fn)) places.set(fn, placeText(fn))
  return places.get(fn)!
}

/** Places that were asked for before, as finding one takes half a millisecond. */
const places = new WeakMap<TaskFunction, string>()
let locate: (fn: TaskFunction) => string | undefined = () => undefined

/**
 * Sets how places are found, which needs more of the library than this folder may know.
 *
 * @param find returns where a function stands, if that can be told
 */
export function locateBy(find: typeof locate): void {
  locate = find
}

function placeText(fn: TaskFunction): string {
  try {
    const place = locate(fn)
    return place === undefined ? '' : ` (${place})`
  } catch {
    return '' // the error that the message is about matters more
  }
}
