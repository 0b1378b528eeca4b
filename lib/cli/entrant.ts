import { taskOf } from '../index.js'
import { oneLine, show } from './format.js'
import { collectGarbage } from './garbage.js'
import type { Job, Row, Setup } from './model.js'
import { type Pace, within } from './pace.js'
import { openRunner } from './runner.js'
import { asData, difference, lostClass } from './same.js'

/** What all setups of a comparison run, and what is to come out. */
export interface Trial extends Job {
  /** The results of a plain loop; undefined when these are others each time. */
  readonly expected: readonly unknown[] | undefined
  /** Whether the function changes its arguments, so that each run needs new ones. */
  readonly changesItems: boolean
}

/** A setup in a comparison. It is out once it fails or gives another result than the plain loop; its row says why. */
export interface Entrant {
  readonly setup: Setup
  /** Runs all items once, unless the setup is out. */
  turn(isTimed: boolean): Promise<void>
  row(): Row
  close(): Promise<void>
}

export function enter(setup: Setup, trial: Trial, pace: Pace): Entrant {
  const over = new AbortController()
  const runner = openRunner(setup, trial, AbortSignal.any([pace.signal, over.signal]))
  const times: number[] = []
  let problem: string | undefined
  let note: string | undefined

  const run = async (isTimed: boolean) => {
    const items = trial.changesItems ? asData(trial.items) : trial.items
    await collectGarbage()
    const { results, ms } = await within(clocked(() => runner.run(items)), pace)
    problem = trial.expected && difference(trial.expected, results)
    note ??= trial.expected && lostClass(trial.expected, results)
    if (isTimed && problem === undefined) times.push(ms)
  }
  return {
    setup,
    async turn(isTimed) {
      if (problem !== undefined || pace.signal.aborted) return
      try {
        await run(isTimed)
      } catch (error) {
        if (!pace.signal.aborted) problem = describe(error)
        over.abort(error)
      }
    },
    row: () => {
      const words = { ...(problem && { problem }), ...(note && { note }) }
      return { setup, times: problem === undefined ? times : [], ...words }
    },
    close: () => runner.close(),
  }
}

async function clocked(run: () => Promise<unknown[]>): Promise<{ results: unknown[]; ms: number }> {
  const start = performance.now()
  const results = await run()
  return { results, ms: performance.now() - start }
}

function describe(error: unknown): string {
  const task = taskOf(error)
  const text = error instanceof Error ? `${error.name}: ${error.message}` : `threw ${show(error)}`
  return oneLine(task ? `item ${task.index}: ${text}` : text, 300)
}
