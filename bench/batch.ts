import type { Contender } from './harness/contender.js'
import type { Goal } from './harness/goals.js'
import { inProgram, nodeProgram } from './harness/program.js'
import { measured, type Question, type Scenario } from './harness/scenario.js'
import { bareWorkers } from './rivals/bare-workers.js'
import { inbatch, TARGETS, type TargetOfBench } from './rivals/inbatch.js'
import { ROW_BYTES } from './rows.js'
import { filledSum } from './tasks.js'

const IN_PLACE: readonly TargetOfBench[] = ['threads', 'nogil']

function filled(count: number): Scenario<number> {
  return {
    id: 'batch-rows',
    title: `an action that fills ${count} arrays of 128 KB of its batch, some 10 ms each`,
    task: filledSum,
    items: () => Array.from({ length: count }, (_, id) => id),
    contenders: [...TARGETS.map(inbatch), bareWorkers('thread')],
    columns: ['ms', 'fastest', 'slowest', 'vs loop', 'efficiency', 'vs limit'],
    notes: ["The loop is target 'for'. 'mpc' sends back what it makes, which is put in place by the caller."],
    whole: true,
    goals: IN_PLACE.map((contender): Goal => ({ contender, measure: 'vs loop', atLeast: 1.7 })),
  }
}

/** One copy of all arrays is shared by all tasks of a call; a copy for each task would be as many times as much. */
function taken(count: number): Scenario {
  return measured({
    id: 'batch-memory',
    title: `the most memory taken by an action on ${count} arrays of 128 KB, as a multiple of theirs`,
    contenders: TARGETS.map((target) => weighed(target, count)),
    columns: ["beyond the caller's"],
    repeat: 3,
    fresh: true,
    notes: ['PSS of the program and its children, and files in memory; less what there was before the arrays.'],
    goals: IN_PLACE.map((contender): Goal => ({ contender, measure: "beyond the caller's", atMost: 1.3 })),
  })
}

function weighed(target: TargetOfBench, count: number): Contender {
  const role = target === 'for' ? 'baseline' : 'ours'
  return inProgram('peak-memory', target, role, String(count * ROW_BYTES), ...nodeProgram('batch', target, String(count)))
}

export const batch: Question = {
  id: 'batch',
  title: 'What does an action of a batch gain?',
  scenarios: () => [filled(200), taken(1000)],
}
