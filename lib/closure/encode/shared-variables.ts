import type { OuterScope } from '../engine/inspector.js'
import { type Node, type Part, PLAIN } from '../node.js'
import { unusedName } from '../text/edits.js'
import { hasRevived } from '../thread/revivals.js'
import type { CapturedPart, Cell, Draft } from './draft.js'
import { indistinguishable } from './reasons.js'
import { refusal } from './trail.js'

/** The cells of a function, by the names of its variables. */
export type Cells = ReadonlyMap<string, Cell>

const NONE: Cells = new Map()

/** One variable, as far as can be told, and the functions that use it. */
interface Group {
  readonly name: string
  readonly scope: OuterScope
  readonly script: string | undefined
  readonly users: { readonly draft: Draft; readonly captured: CapturedPart }[]
}

/**
 * Finds the variables that several functions share and that one of them assigns to: what one writes the others must see.
 * The engine shows what the variables of a scope hold, but not which functions have the very same scope: those do whose
 * scopes look the same in all respects.
 *
 * @throws ClosureError `ERR_CLOSURE_CAPTURE` where two functions of one text make that doubtful
 */
export function cellsOf(drafts: readonly Draft[], add: (node: Node) => Part): (draft: Draft) => Cells {
  const assigned = new Set(drafts.flatMap(({ captured }) => captured.flatMap((one) => (one.assigned ? [one.name] : []))))
  if (assigned.size === 0 || drafts.length === 1) return () => NONE
  const cells = new Map<Draft, Map<string, Cell>>()
  for (const { name, users } of groupsOf(drafts, assigned)) {
    if (users.length === 1 || !users.some(({ captured }) => captured.assigned)) continue
    const { part } = users[0]!.captured
    const cell = add({ kind: 'object', base: 'object', parent: undefined, props: [['v', PLAIN, part]], extensible: true })
    for (const { draft } of users) {
      const own = cells.get(draft) ?? new Map<string, Cell>()
      cells.set(draft, own.set(name, { name: unusedName(`${name}$`, draft.text), part: cell }))
    }
  }
  return (draft) => cells.get(draft) ?? NONE
}

function groupsOf(drafts: readonly Draft[], assigned: ReadonlySet<string>): readonly Group[] {
  const groups: Group[] = []
  for (const draft of drafts) {
    for (const captured of draft.captured) {
      const { name, scope } = captured
      if (!scope || !assigned.has(name)) continue
      const script = draft.inspected?.location?.scriptId
      const isCertain = isOfScript(scope, draft)
      const isSame = isCertain ? isOfKind(scope) : looksLike(scope)
      const group = groups.find((other) => other.name === name && other.script === script && isSame(other.scope))
      if (!group) groups.push({ name, scope, script, users: [{ draft, captured }] })
      else if (!isCertain && hasTwin(draft, group)) throw refusal(draft.trail, indistinguishable(name))
      else group.users.push({ draft, captured })
    }
  }
  return groups
}

/**
 * Whether a group has a closure of the same text already. Such closures seldom share a scope: mostly each has its own, and the
 * variables happen to hold the same.
 */
function hasTwin({ inspected }: Draft, { users }: Group): boolean {
  const { line, column } = inspected!.location!
  return users.some(({ draft }) => draft.inspected?.location?.line === line && draft.inspected.location.column === column)
}

/** Whether a scope is the only one of its kind in the script. A text that was revived has one of its own. */
function isOfScript(scope: OuterScope, { inspected }: Draft): boolean {
  if (/^(Module|Script)$/.test(scope.description)) return true
  return scope.description === 'Closure' && scope === inspected?.scopes.at(-1) && !hasRevived()
}

function isOfKind({ description }: OuterScope): (other: OuterScope) => boolean {
  return (other) => other.description === description
}

function looksLike(scope: OuterScope): (other: OuterScope) => boolean {
  const names = Object.keys(scope.variables)
  return (other) =>
    other.description === scope.description &&
    names.length === Object.keys(other.variables).length &&
    names.every((name) => holdsSame(name, scope, other))
}

function holdsSame(name: string, { variables }: OuterScope, other: OuterScope): boolean {
  try {
    return name in other.variables && Object.is(Reflect.get(variables, name), Reflect.get(other.variables, name))
  } catch {
    return true // neither has a value yet
  }
}
