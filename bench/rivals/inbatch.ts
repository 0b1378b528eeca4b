import { Batch, type CallOptions, inbatchParallel } from 'allcores'
import type { Contender } from '../harness/contender.js'
import { filledRow, fillRow, ROUNDS, ROW, sumOfRow } from '../rows.js'

/** A typed array for each item, which its actions fill. */
class Rows extends Batch {
  static override components = ['rows'] as const
  declare rows: Float64Array[]

  fill(rounds: number, options: CallOptions): Promise<this>
  @inbatchParallel({ init: 'indices' })
  fill(id: number, rounds?: any): any {
    fillRow(this.rows[id]!, id, rounds)
  }

  fillAlone(rounds: number, options: CallOptions): Promise<this>
  @inbatchParallel({ init: 'withIds', target: 'nogil' })
  fillAlone(): any {
    return fillRow
  }

  withIds(): (readonly [Float64Array, number])[] {
    return this.indices.map((id) => [this.rows[id]!, id])
  }

  /** Processes write into no array of ours: what they make comes back, and is put in its place. */
  fillCopies(rounds: number, options: CallOptions): Promise<this>
  @inbatchParallel({ init: 'indices', post: 'put', target: 'mpc' })
  fillCopies(): any {
    return filledRow
  }

  put(made: (Float64Array | Error)[]): this {
    made.forEach((row, id) => this.rows[id]!.set(row as Float64Array))
    return this
  }
}

interface Run {
  readonly rounds: number
  readonly nWorkers: number
}

const ACTIONS = {
  for: (batch, { rounds }) => batch.fill(rounds, { target: 'for' }),
  threads: (batch, { rounds, nWorkers }) => batch.fill(rounds, { nWorkers }),
  nogil: (batch, { rounds, nWorkers }) => batch.fillAlone(rounds, { nWorkers }),
  mpc: (batch, { rounds, nWorkers }) => batch.fillCopies(rounds, { nWorkers }),
} satisfies Record<string, (batch: Rows, run: Run) => Promise<unknown>>

export type TargetOfBench = keyof typeof ACTIONS
export const TARGETS = Object.keys(ACTIONS) as TargetOfBench[]

/** Results are sums of what arrays hold that the caller made before. */
export function inbatch(target: TargetOfBench): Contender {
  return {
    name: target,
    role: target === 'for' ? 'baseline' : 'ours',
    open: (_task, nWorkers) => ({
      map: (items) => fillInPlace(target, items.length, { rounds: ROUNDS, nWorkers }),
      async close() {},
    }),
  }
}

/** @throws Error when the batch has other arrays in the end */
export async function fillInPlace(target: TargetOfBench, count: number, run: Run): Promise<number[]> {
  const rows = Array.from({ length: count }, () => new Float64Array(ROW).fill(1))
  const memory = rows.map(({ buffer }) => buffer)
  const batch = new Rows(count, { preloaded: { rows } })
  await ACTIONS[target](batch, run)
  if (batch.rows.every((row, id) => row === rows[id] && row.buffer === memory[id])) return rows.map(sumOfRow)
  throw new Error('the batch has other arrays than it was given')
}
