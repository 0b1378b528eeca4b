import type { Path } from './node.js'

/**
 * Returns what stands at a path. Besides names of properties a path may have these steps: `@@iterator` for a property named by a
 * symbol of the language, `get x` and `set x` for the functions behind an accessor; and it may begin with a name in
 * percent signs, by which the language's specification calls what no global name leads to.
 */
export function follow(root: unknown, path: Path): unknown {
  return path.reduce((value, step) => (step.startsWith('%') ? UNNAMED[step]?.() : at(value, step)), root)
}

/** The step for an own property; undefined for symbols of the program. */
export function stepFor(key: string | symbol): string | undefined {
  if (typeof key === 'string') return key
  const name = key.description?.replace(/^Symbol\./, '') ?? ''
  return Reflect.get(Symbol, name) === key ? `@@${name}` : undefined
}

function at(value: unknown, step: string): unknown {
  if (value === null || value === undefined) return undefined
  const [, accessor, name] = /^([gs]et) (.*)$/s.exec(step) ?? []
  if (accessor) return Object.getOwnPropertyDescriptor(value, keyOf(name!))?.[accessor as 'get' | 'set']
  return (value as Record<string | symbol, unknown>)[keyOf(step)]
}

function keyOf(step: string): string | symbol {
  return step.startsWith('@@') ? (Reflect.get(Symbol, step.slice(2)) as symbol) : step
}

const parentOf = Object.getPrototypeOf

export const UNNAMED: Readonly<Record<string, () => object>> = {
  '%TypedArray%': () => parentOf(Uint8Array),
  '%AsyncFunction%': () => (async () => {}).constructor,
  '%GeneratorFunction%': () => function* () {}.constructor,
  '%AsyncGeneratorFunction%': () => async function* () {}.constructor,
  '%IteratorPrototype%': () => parentOf(parentOf([][Symbol.iterator]())),
}
