import type { Case } from '../case.js'

const unit = 'cm'
const scale = { cm: 1, m: 100 }
const numbers = [3, 1, 2]
const convert = (x: number, to: keyof typeof scale = unit, by = scale[to]) => `${x * by} ${to}`
function chained(a = numbers[0]!, b = a * 2, c = () => a + b + numbers.length) {
  a = 100
  return [a, b, c()]
}
const ownScope = ((x = 'parameter', read = () => x) => {
  var x: string = `${x} and variable`
  return () => [x, read()]
})()
interface Shape { a: number; b?: { c?: string; d?: number } }
const shape = ({ a, b: { c = unit, ...rest } = {}, ...others }: Shape) => ({ a, c, rest, others })
const positions = ([a, , b = numbers.length, ...more]: unknown[]) => ({ a, b, more })
const gather = (first: unknown, ...rest: unknown[]) => [first, rest, unit]
const spread = (...xs: number[]) => Math.max(...xs, ...numbers)
const computedKey = ({ [unit]: value = numbers }: Record<string, unknown>) => value
function all(this: unknown, _a?: unknown) {
  return [arguments.length, Array.from(arguments), typeof this, unit]
}
function outerArguments(..._: unknown[]) {
  return () => [arguments.length, arguments[1], Array.prototype.slice.call(arguments, numbers.length - 1)]
}
const keptArguments = outerArguments('zero', 'one', 'two')
const fromOutside = (size: number, { label }: { label: string }, [first]: string[]) => () => ({ size, label, first })
const partly = fromOutside(5, { label: 'five' }, ['f'])
const required = (name: string): never => {
  throw new TypeError(`${name} is missing`)
}
const strict = (value = required('value')) => value
const emptyDefaults = ({ a = 1, b = numbers } = {}, [c = unit] = []) => ({ a, b, c })
const recursive = (n: number, rest = n > 0 ? recursive(n - 1) : ['end']): unknown[] => [n, ...rest]
const sideEffect: string[] = []
const evaluated = (a = sideEffect.push('a'), b = sideEffect.push('b')) => [a, b, sideEffect]
const sameName = (numbers: number, scale = numbers) => [numbers, scale]
const classDefault = (Kind = class Local { unit = unit }) => new Kind()

export const cases: Case[] = [
  { title: 'defaults that use captured values', run: () => [convert(2), convert(2, 'm'), convert(2, 'm', 7)] },
  { title: 'the case itself has them', run: convert, args: [5, undefined, 4] },
  { title: 'defaults that use earlier parameters', run: () => [chained(), chained(1), chained(1, 1)] },
  { title: 'parameters have a scope of their own', run: () => ownScope() },
  { title: 'objects taken apart', run: shape, args: [{ a: 1, b: { d: 2, e: 3 }, f: 4, g: 5 }] },
  { title: 'something else than a list taken apart', run: () => [unit, positions({} as never)], throws: true },
  { title: 'lists with gaps taken apart', run: positions, args: [[1, 2, undefined, 4, 5]] },
  { title: 'rest', run: () => [gather(1), gather(1, 2, 3)] },
  { title: 'spread', run: () => [spread(), spread(9)] },
  { title: 'a key that is captured', run: () => [computedKey({ cm: 2 }), computedKey({ m: 2 })] },
  { title: 'arguments', run: all, args: [1, [2], undefined] },
  { title: 'arguments of the function around', run: () => keptArguments() },
  { title: 'parameters of the function around', run: () => partly() },
  { title: 'a default that throws', run: () => strict(), throws: true },
  { title: 'a default that is not needed', run: () => strict(0 as never) },
  { title: 'defaults of defaults', run: () => [emptyDefaults(), emptyDefaults({ a: 2 }, ['m'])] },
  { title: 'a default that calls the function', run: () => recursive(3) },
  { title: 'defaults run from left to right', run: () => evaluated(undefined, 7) },
  { title: 'parameters named as captured values are', run: sameName, args: [1] },
  { title: 'a class as a default', run: () => classDefault() },
  { title: 'more arguments than parameters', run: (a: unknown) => [a, numbers], args: [1, 2, 3] },
  { title: 'fewer arguments than parameters', run: (a: unknown, b: unknown) => [a, b, gather.length, unit], args: [1] },
]
