import { taskOf, type TaskResult, WorkerDiedError } from 'allcores'
import type { ActName, Item } from './acts.js'
import { type Fate, FATES } from './fates.js'

/** A task and what is to become of it, if nothing ends the call before. */
export interface Trial {
  readonly item: Item
  readonly fate: Fate
  /** How often it is started. */
  readonly starts: number
  /** What may become of it instead where a worker took it along when it died. */
  readonly others: readonly Fate[]
}

const FAILS_FOR_GOOD: ReadonlySet<Fate['kind']> = new Set(['gives', 'refused'])

/**
 * @param refused the task can't be sent: it never starts
 * @param retries how often it is run again
 */
export function newTrial(item: Item, retries: number, refused?: Fate): Trial {
  if (refused) return { item, fate: refused, starts: 0, others: [] }
  const runs = Array.from({ length: retries + 1 }, (_, run) => item.script[Math.min(run, item.script.length - 1)] as ActName)
  const last = runs.findIndex((act) => FAILS_FOR_GOOD.has(FATES[act].kind))
  const starts = last < 0 ? runs.length : last + 1
  return { item, fate: FATES[runs[starts - 1]!], starts, others: item.script.map((act) => FATES[act]) }
}

export function fails({ fate }: Trial): boolean {
  return fate.kind !== 'gives'
}

export function isRight(result: TaskResult<unknown>, trial: Trial): boolean {
  return result.status === 'fulfilled'
    ? isValueOf(trial, result.value)
    : result.task.index === trial.item.index && isErrorOf(trial, result.reason)
}

export function isValueOf({ fate, item }: Trial, value: unknown): boolean {
  return fate.kind === 'gives' && fate.isValue(value, item.index, item.extra)
}

export function isErrorOf({ fate, item }: Trial, error: unknown): boolean {
  const place = taskOf(error)?.index
  return fate.kind !== 'gives' && fate.isError(error, item.index) && (place === undefined ? isPrimitive(error) : place === item.index)
}

/** Whether it is right for a task that a worker may have taken along. */
export function isRightIfLost(result: TaskResult<unknown>, trial: Trial): boolean {
  if (result.status === 'rejected' && isLoss(result.reason)) return true
  return [trial.fate, ...trial.others].some((fate) => isRight(result, { ...trial, fate }))
}

export function isLoss(error: unknown): boolean {
  return error instanceof WorkerDiedError && error.message.includes('was lost with its worker')
}

function isPrimitive(value: unknown): boolean {
  return typeof value !== 'object' && typeof value !== 'function'
}
