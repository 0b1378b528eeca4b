import { Table } from 'console-table-printer'
import { geometricMean, greedy, shortest } from './bounds.js'
import { PROCESSES, THREADS } from './machine.js'
import { overSeeds } from './measure.js'
import { simulate, WORK } from './simulate.js'
import { type Workload, workloads } from './workloads.js'

/**
 * Prints makespan / ideal of every workload, and the best there is without knowing what comes:
 * `node dist/spec/schedule/simulator/print.js [processes]`
 */
const WORKERS = [2, 8, 32]
const machine = process.argv[2] === 'processes' ? PROCESSES : THREADS

const ratios = new Map<string, number[]>()
const table = new Table({ columns: [{ name: 'workload', alignment: 'left' }], shouldDisableColors: true })
for (const workload of workloads) table.addRow({ workload: workload.name, ...cells(await rowOf(workload)) })
table.addRow({ workload: 'geometric mean', ...cells(summary(geometricMean)) })
table.addRow({ workload: 'worst', ...cells(summary((all) => Math.max(...all))) })
table.printTable()

async function rowOf(workload: Workload): Promise<Map<string, number>> {
  const row = new Map<string, number>()
  for (const workers of WORKERS) {
    const simulated = (known: boolean) =>
      overSeeds(workload, async (seed) => (await simulate({ workload, workers, known, machine, seed })).ratio)
    row.set(`W=${workers} known`, await simulated(true))
    row.set(`W=${workers} unknown`, await simulated(false))
    row.set(`W=${workers} greedy`, await overSeeds(workload, (seed) => greedyRatio(workload, workers, seed)))
  }
  for (const [column, ratio] of row) ratios.set(column, [...(ratios.get(column) ?? []), ratio])
  return row
}

function greedyRatio({ tasks, cold }: Workload, workers: number, seed: number): number {
  const all = tasks(WORK * workers, seed)
  return greedy(all, workers, cold) / shortest(all, workers, cold)
}

function summary(of: (all: readonly number[]) => number): Map<string, number> {
  return new Map([...ratios].map(([column, all]) => [column, of(all)]))
}

function cells(row: ReadonlyMap<string, number>): Record<string, string> {
  return Object.fromEntries([...row].map(([column, ratio]) => [column, ratio.toFixed(4)]))
}
