import { Arguments, args } from '../inbatch/call-arguments.js'
import { isPlainObject } from '../model/is-object.js'

/** Stands for a value of the dataset that an argument has when the action runs. */
export class NamedExpression {
  /** Undefined: the dataset itself. */
  readonly name: string | undefined

  constructor(name: string | undefined) {
    this.name = name
  }
}

/** Types of arguments, any of which a named expression may stand for: also a property of named arguments. */
export type OrNamed<A extends readonly unknown[]> = { [K in keyof A]: A[K] | NamedExpression | OrNamedIn<A[K]> }
type OrNamedIn<T> = T extends Arguments<infer P, infer N> ? Arguments<OrNamed<P>, N | OrNamedProperties<N>> : OrNamedProperties<T>
type OrNamedProperties<T> = T extends object ? (T extends Whole ? never : { [K in keyof T]: T[K] | NamedExpression }) : never
type Whole = readonly unknown[] | ArrayBufferView | ((...args: never[]) => unknown)

/**
 * In place of an argument of an action: the attribute of the dataset of that name, or the dataset itself.
 *
 * ```ts
 * new Dataset(100, MyBatch, { rate: 0.5 }).p.scale(D('rate'))
 * ```
 *
 * @source BatchFlow `D`
 */
export function D(name?: string): NamedExpression {
  if (name === undefined || typeof name === 'string') return new NamedExpression(name)
  throw new TypeError(`D() expects the name of an attribute of the dataset, or nothing, got: ${typeof name}`)
}

/** The argument as the action gets it. */
export function evaluate(argument: unknown, dataset: object): unknown {
  if (argument instanceof NamedExpression) return valueOf(argument, dataset)
  if (argument instanceof Arguments) return evaluateAll(argument, dataset)
  if (!isPlainObject(argument) || !Object.values(argument).some((value) => value instanceof NamedExpression)) return argument
  return Object.fromEntries(Object.entries(argument).map(([name, value]) => [name, evaluate(value, dataset)]))
}

function evaluateAll({ positional, named }: Arguments, dataset: object): Arguments {
  return args(positional.map((each) => evaluate(each, dataset)), evaluate(named, dataset) as object)
}

function valueOf({ name }: NamedExpression, dataset: object): unknown {
  if (name === undefined) return dataset
  if (name in dataset) return (dataset as Readonly<Record<string, unknown>>)[name]
  const advice = `Give it one: new Dataset(index, MyBatch, { ${name}: … })`
  throw new ReferenceError(`D('${name}'): the dataset has no attribute '${name}'. ${advice}`)
}
