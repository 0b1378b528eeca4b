import { isPlainObject } from '../model/is-object.js'
import { checkNames } from '../options/checks.js'

/** What `load` takes. */
export interface LoadOptions {
  /** The data of all items. */
  readonly src: unknown
  /** For classes that read files. */
  readonly fmt?: unknown
  /** The component, or components, that get the data; all of them by default. Those that aren't there yet are made. */
  readonly dst?: string | readonly string[] | undefined
  /** The same as `dst`. */
  readonly components?: string | readonly string[] | undefined
}

/** What `dump` takes. */
export interface DumpOptions {
  /** Gets the values of the batch's items at their places: an array or typed array for all items, a Map, or an object by id. */
  readonly dst: unknown
  /** One component; it may be left out where there is only one. */
  readonly components?: string | readonly string[] | undefined
}

/** From an object of options, or one argument after the other. */
export function loadOptions([src, fmt, dst]: readonly unknown[]): LoadOptions {
  if (!isPlainObject(src) || !Object.hasOwn(src, 'src')) return { src, fmt, dst: dst as string | undefined }
  checkNames(src, ['src', 'fmt', 'dst', 'components'])
  return src as unknown as LoadOptions
}

/** The same for `dump`. */
export function dumpOptions([dst, components]: readonly unknown[]): DumpOptions {
  if (!isPlainObject(dst) || !Object.hasOwn(dst, 'dst')) return { dst, components: components as string | undefined }
  checkNames(dst, ['dst', 'components'])
  return dst as unknown as DumpOptions
}
