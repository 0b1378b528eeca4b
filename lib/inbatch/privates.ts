import { describeFunction } from '../closure/encode/trail.js'
import { type ThisUses, thisUses } from '../closure/text/this-uses.js'
import { ClosureError } from '../model/errors.js'
import type { TaskFunction } from '../model/task.js'
import { refusing } from './refusing.js'

/** @throws ClosureError when a function uses `#private` names, which no copy of its object has */
export function assertNoPrivates(fn: TaskFunction, uses: ThisUses | undefined): void {
  if (!uses || uses.privates.length === 0) return
  const hint = hintFor(uses.privates)
  throw new ClosureError(`${describeFunction(fn)} ${hint}.`, { function: fn.name, hint })
}

/** What takes the place of such a function where it is perhaps not called; undefined for all others. */
export function refusalOf(fn: TaskFunction, key: PropertyKey): (() => never) | undefined {
  const privates = thisUses(Function.prototype.toString.call(fn))?.privates ?? []
  return privates.length === 0 ? undefined : refusing(`'${String(key)}' ${hintFor(privates)}`)
}

function hintFor(privates: readonly string[]): string {
  const names = privates.map((name) => `\`${name}\``).join(', ')
  const wayOut = "Use a public property, or take target 'async' or 'for'"
  return `uses ${names}, which the copy of its object in a worker thread can't have. ${wayOut}`
}
