import { fileURLToPath } from 'node:url'
import type { Contender, Role } from './harness/contender.js'
import type { Goal } from './harness/goals.js'
import { type Command, inCommand, inProgram, nodeProgram } from './harness/program.js'
import { measured, type Question, type Scenario } from './harness/scenario.js'
import { type Approach, WAYS } from './programs/large-arrays/ways.js'
import { PYTHON, pythonVersions } from './rivals/python.js'

const JOBLIB = 'Python, joblib'
/** Later calls of its pool get what an array held in the first. */
const MANAGED = 'Python, joblib, managed pool'
const MB = 2 ** 20
const script = fileURLToPath(new URL('../rivals/large_arrays.py', import.meta.url))
const TASKS = 200
/** Clones take seconds, and several times the memory: fewer tasks run, with an array that is not too large. */
const CLONED = { bytes: 128 * MB, tasks: 10 }
/** Arrays smaller than this are measured more than once. */
const PLENTY = 100 * MB
const FORMS = ['argument', 'captured', 'shared()']
const MEASURES = ['later ms', 'first call ms', 'second call ms']

function used(id: string, bytes: number): Scenario {
  return measured({
    id,
    title: `a Float64Array of ${sizeOf(bytes)} for ${TASKS} tasks, each of which reads a number of every page of its part`,
    contenders: timed(bytes, Math.ceil(PLENTY / bytes)),
    columns: ['first task ms', 'later ms', 'first call ms', 'second call ms', 'vs cloning', 'vs joblib'],
    chart: 'later ms',
    repeat: 3,
    fresh: true,
    notes: [
      `Where each task gets a clone, ${CLONED.tasks} tasks ran, with at most ${CLONED.bytes / MB} MB; times extrapolated.`,
      'vs cloning, vs joblib: how many times as fast a later task is.',
    ],
    goals: ['threads', 'processes'].flatMap(goalsOf),
  })
}

/** What looks whether the array has changed is compared with what does, and what doesn't with what doesn't. */
function goalsOf(backend: string): Goal[] {
  const looking = ['argument', 'captured'].map((form) => `allcores ${backend}, ${form}`)
  const trusting = [`allcores ${backend}, shared()`, ...(backend === 'processes' ? ['allcores processes, mappedArray'] : [])]
  const noMoreThan = (contender: string, measure: string, than: string): Goal => ({ contender, measure, times: [than] })
  return [
    ...[...looking, ...trusting].map((contender): Goal => ({ contender, measure: 'vs cloning', atLeast: 50 })),
    ...MEASURES.flatMap((measure) => [
      ...looking.map((contender) => noMoreThan(contender, measure, JOBLIB)),
      ...trusting.map((contender) => noMoreThan(contender, measure, MANAGED)),
    ]),
  ]
}

function taken(bytes: number): Scenario {
  return measured({
    id: 'large-memory',
    title: `the most memory taken, as a multiple of the array of ${sizeOf(bytes)}`,
    contenders: weighed(bytes),
    columns: ['× array', "beyond the caller's"],
    repeat: 3,
    fresh: true,
    notes: [
      'PSS of the program and its children, and files in memory; less what there was before the array.',
      `Where each task gets a clone, the array has at most ${CLONED.bytes / MB} MB.`,
    ],
    goals: [
      ...FORMS.map((form): Goal => ({ contender: `allcores processes, ${form}`, measure: "beyond the caller's", atMost: 1.3 })),
      { contender: 'allcores processes, mappedArray', measure: '× array', atMost: 1.3 },
    ],
  })
}

/** @param arrays how many to measure */
function timed(bytes: number, arrays: number): Contender[] {
  const ways = Object.entries(WAYS).map(([name, approach]) => ({
    ...inCommand(name, approach.role, commandOf(name, approach, bytes, arrays)),
    baseline: approach.backend,
  }))
  if (!pythonVersions()) return ways
  return [...ways, inCommand(JOBLIB, 'rival', joblib('plain', bytes, arrays)), inCommand(MANAGED, 'rival', joblib('managed', bytes, arrays))]
}

/** By programs/peak-memory.ts, without a clock: no array is measured by the program itself. */
function weighed(bytes: number): Contender[] {
  const weigh = (name: string, role: Role, bytes: number, command: Command) => inProgram('peak-memory', name, role, String(bytes), ...command)
  const ways = Object.entries(WAYS).map(([name, approach]) => {
    return weigh(name, approach.role, bytesFor(approach, bytes), commandOf(name, approach, bytes, 0))
  })
  return pythonVersions() ? [...ways, weigh(JOBLIB, 'rival', bytes, joblib('plain', bytes, 0))] : ways
}

function commandOf(name: string, approach: Approach, bytes: number, arrays: number): Command {
  const size = bytesFor(approach, bytes)
  const tasks = approach.clones ? CLONED.tasks : TASKS
  return nodeProgram('large-arrays', name, ...[size, TASKS, tasks, arrays, bytes / size].map(String))
}

function joblib(way: 'plain' | 'managed', bytes: number, arrays: number): Command {
  return [PYTHON, '-B', script, way, ...[bytes, TASKS, arrays].map(String)]
}

function bytesFor({ clones }: Approach, bytes: number): number {
  return clones ? Math.min(bytes, CLONED.bytes) : bytes
}

function sizeOf(bytes: number): string {
  return `${(bytes / MB).toLocaleString('en')} MB`
}

export const largeArrays: Question = {
  id: 'large-arrays',
  title: 'What does it cost to hand over a large array?',
  scenarios: (shrink) => [
    used('large-8mb', 8 * MB),
    used('large-1gb', shrink(1024) * MB),
    taken(shrink(1024) * MB),
  ],
}
