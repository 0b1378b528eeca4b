import { filledRow, ROUNDS, sumOfRow } from './rows.js'

/** The smallest task there is: all that is measured is what it costs to run one. */
export function double(x: number): number {
  return x * 2
}

/**
 * A fixed amount of work, and a result that depends on every step of it. In floating point, because integers were
 * compiled to code of very different speed depending on where the call stood (10 or 45 µs for the same work).
 */
export function spin(iterations: number): number {
  let x = 1 / iterations
  for (let i = 0; i < iterations; i++) x = 3.9 * x * (1 - x)
  return x
}

export function endless(): never {
  for (;;);
}

/** The first and the last number of each row of a record, and how long its strings are. */
export function checksum({ rows }: DataRecord): number {
  return rows.reduce((sum, { label, values }) => sum + label.length + (values[0] ?? 0) + (values.at(-1) ?? 0), 0)
}

export interface DataRecord {
  readonly id: number
  readonly rows: readonly { readonly label: string; readonly valid: boolean; readonly values: readonly number[] }[]
}

/** Some thousand numbers out of a million, from all over the array. */
export function stridedSum(array: Float64Array, start: number): number {
  let sum = 0
  for (let i = start; i < array.length; i += 200) sum += array[i] as number
  return sum
}

export interface Strided {
  readonly array: Float64Array
  readonly start: number
}

export function stridedSumOf({ array, start }: Strided): number {
  return stridedSum(array, start)
}

/** Numbers in a page of memory. */
const PAGE = 512

/**
 * One number of each page of a part of an array, so that all of it is touched by all tasks together, and little of it read.
 *
 * @returns the sum, and when the task began, by the clock of {@link hrtime}
 */
export function touchPages(array: Float64Array, part: number, parts: number): Touched {
  const began = hrtime()
  const size = array.length / parts
  let sum = 0
  for (let i = Math.ceil(part * size); i < (part + 1) * size; i += PAGE) sum += array[i] as number
  return [sum, began]
}

export type Touched = readonly [sum: number, began: number]

export interface Part {
  readonly array: Float64Array
  readonly part: number
  readonly parts: number
}

export function touchPagesOf({ array, part, parts }: Part): Touched {
  return touchPages(array, part, parts)
}

/** Milliseconds by a clock that all threads and processes of the machine share. */
export function hrtime(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

export function megabyte(value: number): Float64Array {
  return new Float64Array(2 ** 17).fill(value)
}

export function afterMillisecond(value: number): Promise<number> {
  return new Promise((resolve) => setTimeout(resolve, 1, value))
}

export function afterTurn(value: number): Promise<number> {
  return new Promise((resolve) => setImmediate(resolve, value))
}

export function after50Milliseconds(value: number): Promise<number> {
  return new Promise((resolve) => setTimeout(resolve, 50, value))
}

export function filledSum(id: number): number {
  return sumOfRow(filledRow(id, ROUNDS))
}
