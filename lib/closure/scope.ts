/** How a name is used that its function does not declare. */
export interface Use {
  /** Positions of the uses. */
  readonly indexes: readonly number[]
  /** The function asks with `typeof` whether the name exists. */
  readonly guarded: boolean
}

/**
 * One scope of a text. Declarations are collected here, uses too; when the scope is left, the uses that it doesn't
 * declare become uses of the scope around it. So the order of uses and (hoisted) declarations doesn't matter.
 * Names need not be identifiers: `this`, `super`, `#x` and the like are declared and used the same way.
 */
export class Scope {
  readonly #declared: Set<string>
  readonly #uses = new Map<string, Use>()
  readonly #around: Scope | undefined
  /** The scope that `var` declares in. */
  readonly hoist: Scope

  constructor(around?: Scope, options: ScopeOptions = {}) {
    this.#around = around
    this.#declared = new Set(options.declared)
    this.hoist = around && !options.hoists ? around.hoist : this
  }

  declare(name: string): void {
    this.#declared.add(name)
  }

  use(name: string, indexes: readonly number[], guarded = false): void {
    const before = this.#uses.get(name)
    this.#uses.set(name, {
      indexes: before ? [...before.indexes, ...indexes] : indexes,
      guarded: guarded || before?.guarded === true,
    })
  }

  /** To be called once, when everything in the scope has been seen. */
  leave(): Map<string, Use> {
    for (const name of this.#declared) this.#uses.delete(name)
    for (const [name, use] of this.#uses) this.#around?.use(name, use.indexes, use.guarded)
    return this.#uses
  }
}

export interface ScopeOptions {
  readonly declared?: readonly string[]
  /** `var` declares here. */
  readonly hoists?: boolean
}
