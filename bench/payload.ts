import { delayed, Parallel } from 'allcores'
import type { Contender } from './harness/contender.js'
import type { Question, Scenario } from './harness/scenario.js'
import { allcores } from './rivals/allcores.js'
import { loop } from './rivals/loop.js'
import { pools } from './rivals/pools.js'
import { python } from './rivals/python.js'
import { checksum, type DataRecord, megabyte, stridedSum, type Strided, stridedSumOf } from './tasks.js'

const COLUMNS = ['ms', 'fastest', 'slowest', 'µs/task', 'vs loop', 'vs best rival']
const OURS = [allcores('map'), allcores('map', 'threads'), allcores('map', 'processes')]
const CONTENDERS = [loop, ...OURS, ...pools, ...python]

function objects(count: number): Scenario<DataRecord> {
  return {
    id: 'objects-100kb',
    title: `${count.toLocaleString('en')} objects of about 100 KB`,
    task: checksum,
    items: () => Array.from({ length: count }, (_, i) => record(i)),
    contenders: CONTENDERS,
    columns: COLUMNS,
    goals: [{ contender: 'allcores threads, map', measure: 'vs best rival', atLeast: 1 }],
  }
}

function shared(count: number): Scenario<Strided> {
  return {
    id: 'shared-8mb',
    title: `${count} tasks that read one shared array of 8 MB`,
    task: stridedSumOf,
    items() {
      const array = new Float64Array(new SharedArrayBuffer(8 * 2 ** 20))
      array.forEach((_, i) => (array[i] = i))
      return Array.from({ length: count }, (_, start) => ({ array, start }))
    },
    contenders: [...CONTENDERS.filter(({ name }) => !name.includes('processes')), twoArguments],
    notes: ['Processes take no part: a SharedArrayBuffer is shared by threads only.'],
    columns: COLUMNS,
    goals: [{ contender: twoArguments.name, measure: 'ms', atMost: 1, times: ['Python, joblib'] }],
  }
}

function results(count: number): Scenario<number> {
  return {
    id: 'results-1mb',
    title: `${count} results of 1 MB`,
    task: megabyte,
    items: () => Array.from({ length: count }, (_, i) => i),
    contenders: CONTENDERS.filter(({ name }) => name !== 'workerpool, processes'),
    notes: ['workerpool has its processes speak JSON, which loses typed arrays.'],
    columns: COLUMNS,
  }
}

/** As one would write it: the array and the place are arguments of their own. */
const twoArguments: Contender = {
  name: 'allcores threads, delayed(fn)(array, i)',
  role: 'ours',
  open(_, jobs) {
    const parallel = Parallel({ nJobs: jobs, backend: 'threads' })
    return {
      map: (items) =>
        parallel((items as readonly Strided[]).map(({ array, start }) => delayed(stridedSum)(array, start))),
      close: () => parallel.close(),
    }
  },
}

/** The same as in rivals/python_tasks.py. */
function record(id: number): DataRecord {
  const rows = Array.from({ length: 590 }, (_, row) => ({
    label: `row ${row} of record ${id}`,
    valid: row % 2 === 0,
    values: Array.from({ length: 13 }, (_, column) => id + row / 7 + column / 3),
  }))
  return { id, rows }
}

export const payload: Question = {
  id: 'payload',
  title: 'What does it cost to hand over data?',
  scenarios: (shrink) => [objects(shrink(1000)), shared(shrink(200)), results(shrink(200))],
}
