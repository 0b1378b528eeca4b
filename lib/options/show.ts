import { show as showAs } from '../model/show.js'

/** A value as it reads in an error message. */
export function show(value: unknown): string {
  return showAs(value, { depth: 0, entries: 3, longest: 80 })
}
