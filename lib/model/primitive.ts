export type Primitive = string | number | bigint | boolean | null | undefined

/** Whether every transport carries the value as it is. A symbol is carried by none, so here it isn't a primitive. */
export function isPrimitive(value: unknown): value is Primitive {
  return value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol')
}
