import { type BufferPlaces, buffersIn, restoreBuffers } from './buffers.js'

/** Values of consecutive tasks as they travel: numbers side by side, everything else as it is. */
export type Column = readonly unknown[] | PackedColumn

type PackedColumn = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>

/** The arguments of consecutive tasks. `single`: every task has exactly one argument, and this is it. */
export type PackedArguments =
  | { readonly single: Column; readonly buffers?: BufferPlaces }
  | {
      readonly lists: readonly (readonly unknown[])[]
      readonly buffers?: readonly (readonly [position: number, places: BufferPlaces])[]
    }

/** Values that are worth packing: fewer are as cheap in a plain array as in a typed one with its buffer. */
const SHORTEST_PACKED = 8

/** Packs numbers side by side when there is nothing but numbers; gives the array itself otherwise. */
export function packColumn(values: readonly unknown[]): Column {
  if (values.length < SHORTEST_PACKED || !allNumbers(values)) return values
  return allIntegers(values) ? new Int32Array(values) : new Float64Array(values)
}

export function unpackColumn(column: Column): readonly unknown[] {
  if (!isPacked(column)) return column
  const values = new Array<unknown>(column.length) // twice as fast as pushing, ten times as fast as Array.from
  for (let i = 0; i < column.length; i++) values[i] = column[i]
  return values
}

/** Returns the buffers that can be moved instead of copied, because packing made them. */
export function transferables(packed: Column | PackedArguments): ArrayBuffer[] {
  const column = 'single' in packed ? packed.single : packed
  return isPacked(column) ? [column.buffer] : []
}

/** Packs the argument lists of consecutive tasks. A flat array is 20 times cheaper to send than an array of arrays. */
export function packArguments(lists: readonly (readonly unknown[])[]): PackedArguments {
  const firsts = new Array<unknown>(lists.length)
  for (let i = 0; i < lists.length; i++) {
    const list = lists[i]!
    if (list.length !== 1) return packLists(lists)
    firsts[i] = list[0]
  }
  return packSingle(firsts)
}

/** Packs the only arguments of consecutive tasks. */
export function packSingle(values: readonly unknown[]): PackedArguments {
  const single = packColumn(values)
  const buffers = columnBuffers(single)
  return buffers ? { single, buffers } : { single }
}

function packLists(lists: readonly (readonly unknown[])[]): PackedArguments {
  const buffers = lists.flatMap((list, position) => {
    const places = buffersIn(list)
    return places ? [[position, places] as const] : []
  })
  return buffers.length > 0 ? { lists, buffers } : { lists }
}

/** Finds the Buffers of a column. */
export function columnBuffers(column: Column): BufferPlaces | undefined {
  return isPacked(column) ? undefined : buffersIn(column)
}

/** Makes Buffers again of those that have arrived as something else. */
export function restoreArguments(packed: PackedArguments): void {
  if ('lists' in packed) for (const [position, places] of packed.buffers ?? []) restoreBuffers(packed.lists[position]!, places)
  else if (packed.buffers) restoreBuffers(packed.single as readonly unknown[], packed.buffers)
}

/** Returns the argument list of the task at `position`. */
export function argumentsAt(packed: PackedArguments, position: number): readonly unknown[] {
  return 'single' in packed ? [packed.single[position]] : packed.lists[position]!
}

function allNumbers(values: readonly unknown[]): values is readonly number[] {
  for (let i = 0; i < values.length; i++) {
    if (typeof values[i] !== 'number') return false
  }
  return true
}

/** Whether a column is of numbers side by side. */
export function isPacked(column: unknown): column is PackedColumn {
  return column instanceof Float64Array || column instanceof Int32Array
}

/**
 * Whether all numbers are small integers, which arrive as such: loops and indexes are slower with the engine's other kind of
 * numbers.
 */
function allIntegers(values: readonly number[]): boolean {
  for (let i = 0; i < values.length; i++) {
    if (!Object.is(values[i]! | 0, values[i])) return false
  }
  return true
}
