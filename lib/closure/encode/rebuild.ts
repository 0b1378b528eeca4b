import { types } from 'node:util'
import { makeView, viewClassOf } from '../../model/views.js'

/**
 * Makes data again without what its class, its properties and its state add to it; undefined for what is no data of the
 * language's own. What a view sees stays shared with other views.
 */
export function rebuild(value: object): object | undefined {
  if (types.isDate(value)) return new Date(Date.prototype.getTime.call(value))
  if (types.isRegExp(value)) return new RegExp(value.source, value.flags)
  if (ArrayBuffer.isView(value)) return makeView(viewClassOf(value), value.buffer, value.byteOffset, value.byteLength)
  if (types.isArrayBuffer(value)) return value
  if (types.isBoxedPrimitive(value) && !types.isSymbolObject(value)) return Object(value.valueOf()) as object
  return undefined
}
