import type { TaskResult } from 'allcores'
import { isClosedError, type Instance } from './instance.js'
import type { Input } from './input.js'
import { fails, isErrorOf, isLoss, isRight, isRightIfLost, type Trial } from './trial.js'
import { FATES, LARGE, VIOLENT } from './fates.js'

/** How a call went. */
export interface Ended {
  readonly instance: Instance
  readonly trials: readonly Trial[]
  readonly input: Input
  /** Those of the instance when the call began. */
  readonly closings: Instance['closings']
  /** What came, in the order in which it came. */
  readonly results: readonly unknown[]
  readonly how: 'done' | 'left' | { readonly error: unknown }
  /** How often each task was started. */
  readonly starts: readonly number[]
}

/** What is wrong with it, in words; undefined: nothing. */
export function judge(ended: Ended): string | undefined {
  const { how, trials, results } = ended
  const wrong = wrongResults(ended) ?? wrongStarts(ended, how === 'done')
  if (wrong !== undefined || how === 'left') return wrong
  if (how !== 'done') return isRightError(ended, how.error) ? undefined : `rejected with ${show(how.error)}`
  if (ended.input.thrown) return 'done, although its input has thrown'
  return results.length === trials.length ? undefined : `${results.length} results of ${trials.length} tasks`
}

/** Workers that are killed take tasks along which they may have started: those near the killers. */
function mayLose({ instance, trials }: Ended): boolean {
  const { timeout, options } = instance.settings
  if (timeout !== undefined || options.batchSize === 1) return false
  const acts = trials.flatMap(({ item }) => item.script)
  const isLarge = instance.where === 'processes' && acts.some((act) => LARGE.has(act)) && acts.some((act) => FATES[act].kind === 'dies')
  return isLarge || acts.some((act) => VIOLENT.has(act))
}

function wrongResults(ended: Ended): string | undefined {
  const right = mayLose(ended) ? isRightIfLost : isRight
  const seen = new Set<number>()
  for (const [place, given] of ended.results.entries()) {
    const result = asResult(given, ended)
    const index = ended.instance.settings.returnAs === 'generatorUnordered' ? indexOf(result) : place
    const trial = ended.trials[index]
    if (!trial || seen.has(index)) return `result ${place} is of task ${index}, ${trial ? 'for the second time' : 'which there is not'}`
    if (!right(result, trial)) return `task ${index}: ${trial.item.script} gave ${show(given)}`
    seen.add(index)
  }
  return undefined
}

function asResult(given: unknown, { instance }: Ended): TaskResult<unknown> {
  return instance.settings.onError === 'return' ? (given as TaskResult<unknown>) : { status: 'fulfilled', value: given }
}

function indexOf(result: TaskResult<unknown>): number {
  return result.status === 'rejected' ? result.task.index : (result.value as [number])[0]
}

/** Each task as often as is due; no more often in a call that was ended. */
function wrongStarts(ended: Ended, isDone: boolean): string | undefined {
  const { trials, starts, instance } = ended
  const loses = mayLose(ended)
  const index = trials.findIndex((trial, index) => {
    const most = loses ? instance.settings.retries + 1 : trial.starts
    return starts[index]! > most || (isDone && !loses && starts[index]! < most)
  })
  return index < 0 ? undefined : `task ${index}: ${trials[index]!.item.script} was started ${starts[index]} times, not ${trials[index]!.starts}`
}

function isRightError(ended: Ended, error: unknown): boolean {
  const { instance, input, closings } = ended
  const { signal } = instance.controller
  if (signal.aborted && error === signal.reason) return true
  if (instance.thrown.length > 0 && error === instance.thrown[0]) return true
  if (input.thrown && error === input.thrown.error) return true
  if (instance.isStartError?.(error)) return true
  return isClosedError(instance, closings, error) || isRightFailure(ended, error)
}

function isRightFailure(ended: Ended, error: unknown): boolean {
  const { trials, results, instance } = ended
  if (instance.settings.onError === 'return') return false
  if (mayLose(ended) && (isLoss(error) || trials.some((trial) => isRightIfLost({ status: 'rejected', reason: error, task: { ...TASK, index: trial.item.index } }, trial)))) return true
  const first = trials.findIndex(fails)
  if (instance.settings.returnAs === 'generator') return first === results.length && isErrorOf(trials[first]!, error)
  return trials.some((trial) => fails(trial) && isErrorOf(trial, error))
}

const TASK = { index: 0, fn: '', args: '' }

export function show(value: unknown): string {
  try {
    const { reason } = value as { reason?: unknown }
    const shown = reason ?? value
    return shown instanceof Error ? `${shown.constructor.name}: ${shown.message.slice(0, 200)}` : JSON.stringify(shown)?.slice(0, 200) ?? String(shown)
  } catch {
    return '<not printable>'
  }
}
