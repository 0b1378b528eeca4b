import type { OnError, ParallelOptions, ReturnAs } from 'allcores'
import type { ActName } from './acts.js'
import type { Dice } from './dice.js'

export type Where = 'sequential' | 'async' | 'threads' | 'processes'

/** What tasks of a call are like. */
export type Mood = 'calm' | 'rough' | 'deadly' | 'endless' | 'hungry'

/** How an instance is made, but for its hooks and its signal. */
export interface Settings {
  readonly mood: Mood
  readonly retries: number
  /** Some kinds of tasks never end without it. */
  readonly timeout: number | undefined
  readonly returnAs: ReturnAs
  readonly onError: OnError
  readonly logs: boolean
  readonly options: ParallelOptions
}

/** Ample: the machine may be busy. */
const TIMEOUT = 1500

export const isInProcess = (where: Where) => where === 'sequential' || where === 'async'

export function settings(where: Where, dice: Dice): Settings {
  const inProcess = isInProcess(where)
  const mood: Mood = inProcess
    ? dice.weighted({ calm: 2, rough: 3, ...(where === 'async' && { endless: 1 }) })
    : dice.weighted({ calm: 30, rough: 30, deadly: 25, endless: 8, hungry: 2 })
  const retries = mood === 'calm' ? 0 : dice.pick([0, 0, 1, 2, 4])
  // filling a heap may take longer
  const timeout = mood === 'endless' || (dice.chance(0.15) && mood !== 'hungry') ? TIMEOUT : undefined
  const nJobs = dice.whole(1, 4)
  const options: ParallelOptions = {
    backend: where,
    nJobs,
    batchSize: dice.pick(['auto', 'auto', 1, 3, 8]),
    ...(retries > 0 && { retries: { limit: retries, minDelay: dice.pick([0, 1, inProcess ? 2 : 20]), factor: dice.pick([1, 2]) } }),
    ...(timeout !== undefined && { timeout }),
    ...(dice.chance(0.3) && { preDispatch: dice.pick(['all', 'nJobs', '2 * nJobs', 1, 7]) }),
    ...(!inProcess && { ...lifetime(dice, where), ...arrays(dice) }),
    ...(mood === 'hungry' && { resourceLimits: { maxOldGenerationSizeMb: 32 } }),
  }
  return {
    mood,
    retries,
    timeout,
    returnAs: dice.pick(['list', 'list', 'generator', 'generatorUnordered']),
    onError: dice.pick(['raise', 'return', 'return']),
    logs: !inProcess && dice.chance(0.15),
    options,
  }
}

function lifetime(dice: Dice, where: Where): ParallelOptions {
  return {
    ...(dice.chance(0.3) && { idleTimeout: dice.pick([0, 1, 1, 20]) }),
    ...(dice.chance(0.15) && { maxTasksPerWorker: dice.pick([1, 3, 10]) }),
    ...(dice.chance(0.1) && { maxMemoryPerWorker: where === 'threads' ? '20M' : '90M' }),
  }
}

/** Half of the calls lend what others copy: arrays, and results. */
function arrays(dice: Dice): ParallelOptions {
  if (dice.chance(0.5)) return {}
  const mmapMode = dice.pick(['r', 'r', 'c', 'r+', null] as const)
  return { maxNbytes: '64K', mmapMode, ...(mmapMode === 'r' && { strictReadonly: dice.chance(0.2) }) }
}

/** What runs of tasks may do, by how often. */
type Mix = Partial<Record<ActName, number>>

const FINE: Mix = { value: 8, later: 2, slow: 1, busy: 1, echo: 3, place: 1, huge: 0.1, bytes: 0.2, shared: 0.5, reads: 0.5 }
const WRONG: Mix = {
  throwError: 3, throwLater: 2, throwUndefined: 2, throwEmpty: 1, throwHostile: 1, throwCycle: 1, throwFrozen: 1, throwHuge: 0.3,
}
const STUCK: Mix = { throwProxy: 1, throwFunction: 1, giveSymbol: 1, giveProxy: 1, giveTrap: 1 }
const DEADLY: Mix = { exit: 3, uncaught: 1, uncaughtUndefined: 1, unhandled: 1, hangUp: 0.5 }
const FATAL: Mix = { sigkill: 2, abort: 0.5 }

export function fineActs({ logs, mood, timeout }: Settings, where: Where): Mix {
  return { ...FINE, ...(logs && { log: 5 }), ...(mood !== 'hungry' && timeout === undefined && !isInProcess(where) && { nested: 0.03 }) }
}

/** What the bad tasks of a mood do. */
export function badActs({ mood }: Settings, where: Where): Mix {
  if (mood === 'endless') return where === 'async' ? { wait: 1 } : { wait: 1, spin: 1 }
  if (mood === 'hungry') return { fillMemory: 1 }
  if (mood === 'deadly') return { ...DEADLY, ...(where === 'processes' && FATAL), ...WRONG }
  return isInProcess(where) ? WRONG : { ...WRONG, ...STUCK }
}
