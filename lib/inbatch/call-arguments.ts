import type { TaskFunction } from '../model/task.js'

export type Named = Readonly<Record<string, unknown>>

/** Positional and named arguments. */
export class Arguments<P extends readonly unknown[] = readonly unknown[], N extends object = object> {
  readonly positional: P
  readonly named: N

  constructor(positional: P, named: N) {
    this.positional = positional
    this.named = named
  }
}

/** A function along with arguments that it gets. */
export class Partial {
  readonly fn: TaskFunction
  readonly positional: readonly unknown[]
  readonly named: object

  constructor(fn: TaskFunction, positional: readonly unknown[], named: object) {
    this.fn = fn
    this.positional = positional
    this.named = named
  }
}

/** Arguments of one call, positional ones and named ones: from an init for an item, or last in a call of an action. */
export function args<const P extends readonly unknown[], N extends object = {}>(list: P, named?: N): Arguments<P, N> {
  return new Arguments(list, named ?? ({} as N))
}

/** What a method with target 'nogil' or 'mpc' may return instead of a function: the function, and arguments for it. */
export function partial(fn: TaskFunction, positional: readonly unknown[] = [], named: object = {}): Partial {
  return new Partial(fn, positional, named)
}
