import { delayed } from 'allcores'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { perform } from './acts.js'
import type { Dice } from './dice.js'
import { type Input, newInput } from './input.js'
import type { Instance } from './instance.js'
import { type Ended, judge } from './judge.js'
import { allStarts, dropMark, newMark } from './starts.js'
import type { Tally } from './tally.js'
import { type Trial } from './trial.js'
import { tasksOf, trials } from './trials.js'
import { settles } from './watch.js'

/** What is to happen to a call while it runs; in ms from its begin, or results from its first. */
export interface Ending {
  readonly abortAt?: number
  readonly closeAt?: number
  readonly force?: boolean
  readonly leaveAfter?: number
  readonly badInput?: boolean
  readonly slowReader?: boolean
}

export interface Around {
  readonly dice: Dice
  readonly tally: Tally
  /** For files. */
  readonly folder: string
  /** What to call it in messages. */
  readonly name: string
}

/** Makes a call, ends it as is wanted, and throws if anything about it is not as it must be. */
export async function makeCall(instance: Instance, ending: Ending, around: Around): Promise<void> {
  const { where, settings } = instance
  const { dice, tally, folder } = around
  const count = tasksOf(settings, dice)
  const name = `${around.name}: ${where} ${settings.mood} ${count} tasks ${JSON.stringify({ ...settings, ...ending, mood: undefined })}`
  const mark = newMark(count, where === 'processes' ? path.join(folder, around.name.replaceAll(' ', '-')) : undefined)
  const all = trials(count, mark, settings, where, dice)
  const input = inputOf(all, ending, dice)
  const closings = { ...instance.closings }
  const others = happenings(instance, ending, tally)
  const began = performance.now()
  const { how, results } = await settles(name, outcome(instance, input, ending, dice))
  tally.longest = Math.max(tally.longest, performance.now() - began)
  await Promise.all(others.map((other) => settles(`${name}: close`, other)))
  const ended: Ended = { instance, trials: all, input, closings, results, how, starts: allStarts(mark, count) }
  note(ended, tally)
  const wrong = judge(ended) ?? (await settles(`${name}: closing the input`, unclosed(input)))
  if (wrong !== undefined) throw new Error(`${name}\n  ${wrong}`)
  dropMark(mark)
}

function inputOf(trials: readonly Trial[], { badInput }: Ending, dice: Dice): Input & { readonly mapped: boolean } {
  const mapped = dice.chance(0.5)
  const items = trials.map(({ item }) => (mapped ? item : delayed(perform)(item)))
  const badAt = badInput && items.length > 0 ? dice.whole(0, items.length - 1) : undefined
  return Object.assign(newInput(items, badAt, dice), { mapped })
}

/** What happens meanwhile, begun; promises of closings. */
function happenings(instance: Instance, { abortAt, closeAt, force = false }: Ending, tally: Tally): Promise<void>[] {
  const abort = () => instance.controller.abort(new Error('enough'))
  if (abortAt !== undefined) tally.aborts++
  if (abortAt === 0) abort()
  else if (abortAt !== undefined) setTimeout(abort, abortAt)
  if (closeAt === undefined) return []
  tally.closes++
  return [pause(closeAt).then(() => instance.close(force))]
}

type Outcome = Pick<Ended, 'how' | 'results'>

async function outcome(instance: Instance, input: ReturnType<typeof inputOf>, ending: Ending, dice: Dice): Promise<Outcome> {
  const results: unknown[] = []
  try {
    const given = input.mapped ? instance.map(perform as never, input.tasks) : instance.run(input.tasks)
    if (given instanceof Promise) return { how: 'done', results: await given }
    const slow = ending.slowReader ? dice.whole(1, 5) : 0
    for await (const result of given) {
      results.push(result)
      if (results.length === ending.leaveAfter) return { how: 'left', results }
      if (slow > 0 && results.length % 4 === 0) await pause(slow)
    }
    return { how: 'done', results }
  } catch (error) {
    return { how: { error }, results }
  }
}

/** An input may be closed a moment after its call is over, as one that is waiting itself can't be closed. */
async function unclosed(input: Input): Promise<string | undefined> {
  for (let looks = 0; input.isOpen && looks < 500; looks++) await pause(20)
  return input.isOpen ? 'its input was never closed' : undefined
}

function note({ trials, starts }: Ended, tally: Tally): void {
  tally.calls++
  tally.tasks += starts.reduce((sum, count) => sum + count, 0)
  for (const { fate, item } of trials) {
    if (starts[item.index]! === 0) continue
    if (fate.kind === 'dies') tally.kills++
    if (fate.kind === 'endless') tally.timeouts++
  }
}
