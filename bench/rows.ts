/** Numbers in a row: 128 KB. */
export const ROW = 2 ** 14
export const ROW_BYTES = ROW * Float64Array.BYTES_PER_ELEMENT
/** Of arithmetic for each number: a row takes some 10 ms. */
export const ROUNDS = 400

/** Fills a row with numbers that depend on it, and on every round. */
export function fillRow(row: Float64Array, id: number, rounds: number): void {
  for (let i = 0; i < row.length; i++) {
    let x = (i + 1) / (row.length + id + 2)
    for (let round = 0; round < rounds; round++) x = 3.9 * x * (1 - x)
    row[i] = x
  }
}

export function filledRow(id: number, rounds: number): Float64Array {
  const row = new Float64Array(ROW)
  fillRow(row, id, rounds)
  return row
}

export function sumOfRow(row: Float64Array): number {
  return row.reduce((sum, x) => sum + x, 0)
}
