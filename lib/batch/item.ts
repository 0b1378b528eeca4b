import { atCaller } from './at-caller.js'
import { isByPosition, setAt } from './components.js'

/** Where an item is, and its values: those of the lists of `B` by their names, but for `Hidden`. */
export type ItemView<B, I, Hidden extends PropertyKey> = Where<I> & {
  -readonly [K in keyof B as K extends Hidden ? never : [ListOf<B[K]>] extends [never] ? never : K]: ListOf<B[K]>[number]
}
interface Where<I> {
  readonly id: I
  readonly position: number
  /** Its value where the batch has data without names. */
  data?: unknown
}
type ListOf<T> = Extract<T, readonly unknown[] | (ArrayBufferView & ArrayLike<unknown>)>

/** @param lists what has a value for each item, by name; looked at each time, as lists may be replaced */
export function itemView(id: unknown, position: number, lists: () => Readonly<Record<string, unknown>>): object {
  const item = { id, position }
  for (const name of Object.keys(lists())) {
    const get = () => (lists()[name] as unknown[] | undefined)?.[position]
    const set = (value: unknown) => atCaller(set, () => setAt(writable(lists()[name], name), position, value, name))
    Object.defineProperty(item, name, { get, set, enumerable: true })
  }
  return item
}

function writable(list: unknown, name: string): unknown[] {
  if (isByPosition(list)) return list as unknown[]
  throw new TypeError(`${name} has no values yet, so none can be set for an item. Assign a list first: batch.${name} = […]`)
}
