import { setTimeout as pause } from 'node:timers/promises'
import { type Around, type Ending, makeCall } from './call.js'
import type { Dice } from './dice.js'
import { type Extras, type Instance, newInstance, PLAIN } from './instance.js'
import { endOwnWorkers } from './outside.js'
import { isInProcess, type Settings, settings, type Where } from './settings.js'
import { settles } from './watch.js'

/** Instances of a lane of calls that outlive their calls, by place; the whole program has so many. */
export type Kept = Map<number, Instance>
const KEPT = 4

/** One step of the sequence: what it does is the dice's choice alone. */
export async function step(where: Where, kept: Kept, all: Set<Instance>, around: Around): Promise<void> {
  const { dice } = around
  const what = dice.weighted({ fresh: 10, kept: 8, ended: 6, hooks: 2, start: 1, end: 1, outside: isInProcess(where) ? 0 : 1 })
  await STEPS[what]({ where, kept, all, around, dice })
}

interface Scene {
  readonly where: Where
  readonly kept: Kept
  readonly all: Set<Instance>
  readonly around: Around
  readonly dice: Dice
}

const STEPS = {
  /** An instance for one call, closed or left to be. */
  async fresh(scene: Scene) {
    const instance = open(scene, settings(scene.where, scene.dice), {})
    await makeCall(instance, readers(scene.dice, instance), scene.around)
    if (scene.dice.chance(0.5)) await close(scene, instance, scene.dice.chance(0.3))
  },

  /** One that other calls run on at the same time, and did before. */
  async kept(scene: Scene) {
    const { kept, dice } = scene
    const place = dice.whole(1, KEPT)
    const chosen = settings(scene.where, dice)
    const instance = kept.get(place) ?? open(scene, chosen, {})
    kept.set(place, instance)
    const closes = dice.chance(0.1) ? { closeAt: dice.whole(0, 50), force: dice.chance(0.5) } : {}
    await makeCall(instance, { ...readers(dice, instance), ...closes }, scene.around)
    if (dice.chance(0.15)) kept.delete(place)
  },

  /** Something ends the call from outside; only then may it have tasks that never end. */
  async ended(scene: Scene) {
    const { dice, where } = scene
    const chosen = settings(where, dice)
    const kind = dice.pick(['abort', 'abort', 'abort', 'force', 'input'] as const)
    const endless = kind !== 'input' && dice.chance(0.3) && !isInProcess(where)
    const ms = dice.pick([0, 0, 1, 5, 20, 100, 300])
    const ending = kind === 'abort' ? { abortAt: ms } : kind === 'force' ? { closeAt: ms, force: true } : { badInput: true }
    const instance = open(scene, endless ? withoutLimit(chosen) : chosen, { signal: kind === 'abort' })
    await makeCall(instance, { ...readers(dice, instance), ...ending }, scene.around)
    await close(scene, instance, dice.chance(0.5))
  },

  /** A hook throws. */
  async hooks(scene: Scene) {
    const chosen = settings(scene.where, scene.dice)
    const badHook = scene.dice.pick(['progress', 'onRetry', 'shouldRetry', ...(chosen.logs ? (['onLog', 'onLog'] as const) : [])] as const)
    const instance = open(scene, chosen, { badHook })
    await makeCall(instance, readers(scene.dice, instance), scene.around)
    await close(scene, instance, false)
  },

  /** No worker comes up. */
  async start(scene: Scene) {
    const badStart = isInProcess(scene.where) ? 'throws' : scene.dice.pick(['throws', 'exits'] as const)
    const instance = open(scene, settings(scene.where, scene.dice), { badStart, own: scene.around.name })
    await makeCall(instance, readers(scene.dice, instance), scene.around)
    await close(scene, instance, scene.dice.chance(0.5))
  },

  /** Workers have hooks, and their last one may fail. */
  async end(scene: Scene) {
    const instance = open(scene, settings(scene.where, scene.dice), { badEnd: scene.dice.chance(0.5), own: scene.around.name })
    await makeCall(instance, readers(scene.dice, instance), scene.around)
    await close(scene, instance, scene.dice.chance(0.3))
  },

  /** Workers are ended from outside between two calls: while they idle, and then at once, so that a task may be lost. */
  async outside(scene: Scene) {
    const { around, dice, where } = scene
    const atOnce = dice.chance(0.5)
    const base = { ...settings(where, dice), mood: 'calm', onError: 'raise', returnAs: 'list', timeout: undefined, logs: false } as const
    const options = { backend: where, nJobs: dice.whole(1, 3), batchSize: 1, ...(atOnce && { retries: { limit: 9, minDelay: 1 } }) }
    const instance = open(scene, { ...base, retries: 0, options }, { own: around.name })
    around.tally.kills += await settles(`${around.name}: outside`, endOwnWorkers(instance, where, atOnce))
    if (!atOnce) await makeCall(instance, {}, around)
    await close(scene, instance, false)
  },
}

function open({ where, all, dice }: Scene, chosen: Settings, extras: Partial<Extras>): Instance {
  const instance = newInstance(where, chosen, { ...PLAIN, ...extras }, dice)
  all.add(instance)
  return instance
}

async function close({ all, around }: Scene, instance: Instance, force: boolean): Promise<void> {
  await settles(`${around.name}: closing ${JSON.stringify(instance.settings)}`, instance.close(force))
  all.delete(instance)
}

/** How the results are read. */
function readers(dice: Dice, { settings: { returnAs } }: Instance): Ending {
  if (returnAs === 'list') return {}
  return { slowReader: dice.chance(0.2), ...(dice.chance(0.25) && { leaveAfter: dice.whole(1, 10) }) }
}

function withoutLimit(chosen: Settings): Settings {
  const { timeout: _, ...options } = chosen.options
  return { ...chosen, mood: 'endless', timeout: undefined, options }
}

export async function closeAll(kept: Kept, all: Set<Instance>): Promise<void> {
  kept.clear()
  const instances = [...all]
  all.clear()
  await settles('closing all', Promise.all(instances.map((instance) => instance.close(false))))
  await pause(50)
}
