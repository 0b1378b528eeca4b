import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { inspect } from 'node:util'
import { dice } from './dice.js'
import type { Instance } from './instance.js'
import type { Where } from './settings.js'
import { closeAll, type Kept, step } from './steps.js'
import { newTally, type Tally, tallyText } from './tally.js'
import { growth, type Vitals, vitals, vitalsText } from './vitals.js'
import { watch } from './watch.js'

/** Runs steps for some minutes, all that its sequence has or one of them; started by `main.ts`. */
const [seed, minutes, only] = process.argv.slice(2).map(Number) as [number, number, number]

/** Longer than anything takes here, on a busy machine too. */
const PATIENCE = 60_000
/** After each everything is closed and looked at. */
const ROUND = 15_000
/** Calls at the same time on each backend. */
const LANES: Readonly<Record<string, number>> = { threads: 3, processes: 3, 'in-process': 1 }
const HEAP_MARGIN = 6 * 2 ** 20
/** They say what this program does to its workers. */
const EXPECTED_WARNINGS = ['WARN_IDLE_WORKER_DIED', 'WARN_FINALIZER', 'WARN_WORKER_MEMORY', 'WARN_TIMEOUT', 'WARN_ON_LOG']

const folder = mkdtempSync(path.join(tmpdir(), 'allcores-soak-'))
const tallies: Record<string, Tally> = Object.fromEntries(Object.keys(LANES).map((lane) => [lane, newTally()]))
const steps: Record<string, number> = Object.fromEntries(Object.keys(LANES).map((lane) => [lane, 0]))
const all = new Set<Instance>()
const warnings = new Map<string, number>()
const began = performance.now()

function fail(what: string): never {
  console.log(`FAILED after ${elapsed()}, seed ${seed}, steps ${JSON.stringify(steps)}\n${what}`)
  rmSync(folder, { recursive: true, force: true })
  process.exit(1)
}

process.on('uncaughtException', (error) => fail(`uncaught: ${error instanceof Error ? error.stack : String(error)}`))
process.on('unhandledRejection', (error) => fail(`not handled: ${error instanceof Error ? error.stack : String(error)}`))
process.on('warning', (warning: Error & { code?: string }) => {
  const code = warning.code ?? warning.name
  if (!EXPECTED_WARNINGS.includes(code)) fail(`a warning: ${warning.stack}`)
  warnings.set(code, (warnings.get(code) ?? 0) + 1)
})
const unwatch = watch(PATIENCE, (pending) => fail(`something hangs; waited for:\n  ${pending.join('\n  ')}`))

const kept: Record<string, Kept> = { threads: new Map(), processes: new Map(), sequential: new Map(), async: new Map() }

/** The next steps of a lane, one after the other. */
async function runLane(lane: string, end: number): Promise<void> {
  while (performance.now() < end) await takeStep(lane, only > 0 ? only : ++steps[lane]!)
}

async function takeStep(lane: string, number: number): Promise<void> {
  const chance = dice(seed + Object.keys(LANES).indexOf(lane) * 7919, number)
  const where = (lane === 'in-process' ? chance.pick(['sequential', 'async']) : lane) as Where
  const name = `${lane} ${number}${only > 0 ? ` ${Math.random()}` : ''}`
  try {
    await step(where, kept[where]!, all, { dice: chance, tally: tallies[lane]!, folder, name })
  } catch (error) {
    throw new Error(`in step ${name}`, { cause: error })
  }
}

async function round(ms: number): Promise<Vitals> {
  const end = performance.now() + ms
  const lanes = Object.entries(LANES).flatMap(([lane, count]) => Array.from({ length: count }, () => runLane(lane, end)))
  await Promise.all(lanes)
  for (const some of Object.values(kept)) some.clear()
  await closeAll(new Map(), all)
  return vitals()
}

function elapsed(): string {
  return `${((performance.now() - began) / 60_000).toFixed(1)} min`
}

const deadline = began + minutes * 60_000
try {
  await round(Math.min(ROUND, minutes * 10_000))
  const warm = await round(Math.min(ROUND, minutes * 10_000))
  console.log(`warm after ${elapsed()}: ${vitalsText(warm)}`)
  let last = warm
  while (performance.now() < deadline) {
    last = await round(Math.min(ROUND, deadline - performance.now()))
    const calls = Object.values(tallies).reduce((sum, { calls }) => sum + calls, 0)
    console.log(`${elapsed()}: ${calls} calls; ${vitalsText(last)}; warnings ${JSON.stringify([...warnings])}`)
  }
  for (const [lane, tally] of Object.entries(tallies)) console.log(`${lane}: ${tallyText(tally)}`)
  console.log(`program: ${vitalsText(warm)} when warm, ${vitalsText(last)} at the end`)
  const more = growth(warm, last, HEAP_MARGIN)
  if (more.length > 0) fail(`it holds on to more than when it was warm:\n  ${more.join('\n  ')}`)
} catch (error) {
  fail(inspect(error))
}
rmSync(folder, { recursive: true, force: true })
console.log('all as it must be')
unwatch()
// nothing keeps it any more
setTimeout(() => fail(`it doesn't end: ${process.getActiveResourcesInfo()}`), 20_000).unref()
