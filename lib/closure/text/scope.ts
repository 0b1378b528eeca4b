import type { Range } from './edits.js'

/** One place where a text uses a name that it doesn't declare there. */
export interface Site {
  /** Where the name stands. */
  readonly range: Range
  /** Whether the use goes well when there is no such variable, as `typeof name` does. */
  readonly guarded?: boolean
  /** Whether the use assigns: `name = 1`, `name++`, `[name] = []`, `for (name of [])`. */
  readonly assigned?: boolean
  /** The member in `name.member` where that is read or called; of `this` and `super`, where it is used in any way. */
  readonly member?: string
  /** The next member in `name.member.next`, however that is used. */
  readonly next?: string
  /** Whether the use only gives the value another name, whose uses tell what is done with it. */
  readonly renamed?: boolean
  /** The form of the use, where an expression in place of the name has to mind it. */
  readonly form?: SiteForm
  /** The function or class without a name that takes its name from an assignment to this one. */
  readonly names?: Range
}

/** A form of use: `{ name }`; `name()`, which gets no `this`; `name()` that begins a statement. */
export type SiteForm = 'shorthand' | 'called' | 'called first'

/**
 * One scope of a text. Declarations are collected here, uses too; when the scope is left, the uses that it doesn't
 * declare become uses of the scope around it. So the order of uses and (hoisted) declarations doesn't matter.
 * Names need not be identifiers: `this`, `super`, `#x` and the like are declared and used the same way.
 */
export class Scope {
  readonly #declared: Set<string>
  readonly #perhaps = new Set<string>()
  readonly #uses = new Map<string, Site[]>()
  readonly #ofThis: (readonly [name: string, path: readonly string[]])[] = []
  readonly #around: Scope | undefined
  /** The scope that `var` declares in. */
  readonly hoist: Scope
  /** Where the statement starts that is looked at. */
  statement = -1

  constructor(around?: Scope, options: ScopeOptions = {}) {
    this.#around = around
    this.#declared = new Set(options.declared)
    this.hoist = around && !options.hoists ? around.hoist : this
  }

  declare(name: string): void {
    this.#declared.add(name)
  }

  /** Says of a name that is declared here what of `this` it is: `[]` itself, `['a']` its member. */
  declareOfThis(name: string, path: readonly string[]): void {
    this.#ofThis.push([name, path])
  }

  /** Declares a name if the text turns out to be sloppy: strict code has no such declaration. */
  declarePerhaps(name: string): void {
    this.#perhaps.add(name)
  }

  use(name: string, ...sites: Site[]): void {
    const before = this.#uses.get(name)
    if (before) before.push(...sites)
    else this.#uses.set(name, sites)
  }

  /** Ends the scope, once, when everything in it has been seen, and returns its free names. */
  leave(): Map<string, Site[]> {
    for (const [name, path] of this.#ofThis) this.use('this', ...(this.#uses.get(name) ?? []).map((site) => below(path, site)))
    for (const name of this.#declared) this.#uses.delete(name)
    for (const name of this.#perhaps) this.#guard(name)
    for (const [name, sites] of this.#uses) this.#around?.use(name, ...sites)
    return this.#uses
  }

  #guard(name: string): void {
    const sites = this.#uses.get(name)
    if (sites) this.#uses.set(name, sites.map((site) => ({ ...site, guarded: true })))
  }
}

/** A use of what has that path, as one of `this`. */
function below(path: readonly string[], { range, member, next }: Site): Site {
  return { range, ...siteAt([...path, ...(member === undefined ? [] : [member]), ...(next === undefined ? [] : [next])]) }
}

/** A use of a member, and of a member of that. */
export function siteAt([member, next]: readonly string[]): Pick<Site, 'member' | 'next'> {
  return { ...(member !== undefined && { member }), ...(next !== undefined && { next }) }
}

export interface ScopeOptions {
  readonly declared?: readonly string[]
  /** Whether `var` declares here. */
  readonly hoists?: boolean
}
