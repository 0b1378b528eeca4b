import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs'

/** Where tasks note that they were started, for any thread or process: memory that is shared, or a file. */
export type Mark = string | Int32Array

/** @param file undefined: memory */
export function newMark(tasks: number, file?: string): Mark {
  return file ?? new Int32Array(new SharedArrayBuffer(4 * Math.max(tasks, 1)))
}

export function noteStart(mark: Mark, index: number): void {
  if (typeof mark === 'string') appendFileSync(mark, `${index}\n`)
  else Atomics.add(mark, index, 1)
}

/** How often the task has been started by now. */
export function startsOf(mark: Mark, index: number): number {
  if (typeof mark !== 'string') return Atomics.load(mark, index)
  return lines(mark).filter((line) => line === String(index)).length
}

/** Of all tasks of a call, by index. */
export function allStarts(mark: Mark, tasks: number): number[] {
  const starts = Array<number>(tasks).fill(0)
  if (typeof mark !== 'string') return starts.map((_, index) => Atomics.load(mark, index))
  for (const line of lines(mark)) starts[Number(line)]!++
  return starts
}

export function dropMark(mark: Mark): void {
  if (typeof mark === 'string') rmSync(mark, { force: true })
}

function lines(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []
}
