import { shared } from 'allcores'
import type { ActName, Item } from './acts.js'
import type { Dice } from './dice.js'
import { UNSENDABLE, unsendable } from './fates.js'
import { badActs, fineActs, isInProcess, type Settings, type Where } from './settings.js'
import type { Mark } from './starts.js'
import { newTrial, type Trial } from './trial.js'

/** How many tasks of a call are not fine, at most: those of a mood that takes its time are few. */
const MOST_BAD = { calm: 0, rough: 100, deadly: 8, endless: 2, hungry: 1 } as const

/** Of 256 KB. */
function filled(by: number): Float64Array {
  return Float64Array.from({ length: 2 ** 15 }, (_, i) => i % by)
}

/** One that many calls have, one after the other and at the same time. */
const KNOWN = filled(101)

/** How many tasks a call has. */
export function tasksOf({ mood, options }: Settings, dice: Dice): number {
  if (options.maxTasksPerWorker || options.maxMemoryPerWorker) return dice.pick([0, 1, 10, 25]) // many workers
  if (mood === 'calm') return dice.pick([0, 1, 3, 20, 100, 300])
  return dice.pick([1, 2, 8, 30, 80])
}

export function trials(count: number, mark: Mark, settings: Settings, where: Where, dice: Dice): Trial[] {
  const table = shared(Array.from({ length: 1000 }, (_, n) => n * n))
  const array = dice.chance(0.5) ? KNOWN : filled(dice.whole(1, 100))
  const share = dice.pick([0.02, 0.1, 0.5])
  let bad = MOST_BAD[settings.mood]
  return Array.from({ length: count }, (_, index) => {
    const isBad = bad > 0 && dice.chance(share) && bad-- > 0
    if (isBad && settings.mood === 'rough' && !isInProcess(where) && dice.chance(0.2)) return unsendableTrial(index, mark, settings, dice)
    const script = isBad ? badScript(settings, where, dice) : [dice.weighted(fineActs(settings, where))]
    const item: Item = { mark, index, script, extra: extraOf(script, index, { shared: table, reads: array }) }
    return newTrial(item, settings.retries)
  })
}

/** Fails, maybe for some runs only. */
function badScript(settings: Settings, where: Where, dice: Dice): ActName[] {
  const failures = Array.from({ length: dice.whole(1, 3) }, () => dice.weighted(badActs(settings, where)))
  return dice.chance(0.5) ? failures : [...failures, 'value']
}

function extraOf(script: readonly ActName[], index: number, common: { readonly [K in ActName]?: unknown }): unknown {
  const act = script.find((act) => act in common)
  if (act) return common[act]
  return script.includes('echo') ? data(index) : undefined
}

function data(index: number): unknown {
  const map = new Map<unknown, unknown>([['index', index], [index, new Set([`${index}`])]])
  return { index, none: undefined, list: [index, null, -0, NaN, 2n ** 64n], map, bytes: Uint8Array.of(index % 256), when: new Date(index) }
}

function unsendableTrial(index: number, mark: Mark, { retries }: Settings, dice: Dice): Trial {
  const [extra, path] = dice.pick(UNSENDABLE)
  return newTrial({ mark, index, script: ['value'], extra: extra() }, retries, unsendable(path))
}
