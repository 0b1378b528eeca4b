import type { Case } from '../case.js'

const factor = 3
const scale = (x: number) => x * factor
function shift(x: number) {
  return scale(x) + 1
}
function factorial(n: bigint): bigint {
  return n < 2n ? 1n : n * factorial(n - 1n)
}
const fibonacci = (n: number): number => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2))
const isEven = (n: number): boolean => n === 0 || isOdd(n - 1)
const isOdd = (n: number): boolean => n !== 0 && isEven(n - 1)
const named = function itself(n: number): number[] {
  return n === 0 ? [] : [n, ...itself(n - 1)]
}
const fromInside = function outer(n: number): unknown {
  const step = () => (n > 0 ? outer(n - 1) : outer.name)
  return step()
}
const hanoi = (n: number, from: string, to: string, over: string): string =>
  n === 0 ? '' : hanoi(n - 1, from, over, to) + from + to + hanoi(n - 1, over, to, from)

const l1 = (x: string) => `${x}1`
const l2 = (x: string) => l1(x) + 2
const l3 = (x: string) => l2(x) + 3
const l4 = (x: string) => l3(x) + 4
const l5 = (x: string) => l4(x) + 5
const l6 = (x: string) => l5(x) + 6
const l7 = (x: string) => l6(x) + 7
const l8 = (x: string) => l7(x) + 8
const l9 = (x: string) => l8(x) + 9
const l10 = (x: string) => l9(x) + 10

const registry = {
  parse: (text: string): unknown => (text.startsWith('(') ? registry.list(text.slice(1, -1)) : registry.atom(text)),
  list: (text: string) => text.split(' ').map(registry.parse),
  atom: (text: string) => (Number.isNaN(+text) ? Symbol.for(text) : +text),
}
const earlier = () => later() + 1
const later = () => 41
const immediately = (() => {
  const hidden = [1, 2, 3]
  return { sum: () => hidden.reduce(scaledSum, 0), push: (n: number) => hidden.push(n) }
  function scaledSum(a: number, b: number) {
    return a + scale(b)
  }
})()
const choose = { plus: (a: number, b: number) => a + b, minus: (a: number, b: number) => a - b } as const
const nested = () => () => () => [factor, nested.name]
const lookup = new Map<string, (x: number) => number>([['scale', scale], ['shift', shift]])
const pipeline = new Set([scale, shift, scale])
const callbacks = [3, 1, 2].map((n) => () => n * factor)
const { floor, max: largest } = Math
const hasOwn = Object.prototype.hasOwnProperty
const slice = Function.prototype.call.bind(Array.prototype.slice) as (list: unknown[], from: number) => unknown[]
const AsyncFunction = (async () => {}).constructor as FunctionConstructor
const made = new Function('a', 'b', 'return a * b') as (a: number, b: number) => number

const calls: number[] = []
function leonardo(n: number): number { calls.push(n); return n < 2 ? n : leonardo(n - 1) + leonardo(n - 2) }
const remembered = new Map<number, number>()
const slowLeonardo = leonardo
// @ts-expect-error a function may get another one in its place
leonardo = (n: number): number => {
  if (!remembered.has(n)) remembered.set(n, slowLeonardo(n))
  return remembered.get(n)!
}
const itself = (inner: (n: number) => number) => inner
const expressed = itself(function leonardo(n): number { return n < 1 ? 0 : 1 + leonardo(n - 1) })

export const cases: Case[] = [
  { title: 'a declaration whose name holds another function', run: () => (calls.splice(0), remembered.clear(), [leonardo(12), calls.length]) },
  { title: 'a function expression of the same name', run: () => expressed(3) },
  { title: 'a function that calls another', run: () => [scale(2), shift(2)] },
  { title: 'a declared function that calls itself', run: () => factorial(25n) },
  { title: 'an arrow that calls itself', run: () => fibonacci(12) },
  { title: 'the function itself is the case', run: fibonacci, args: [10] },
  { title: 'two functions that call each other', run: () => [isEven(10), isOdd(7), isEven(3)] },
  { title: 'one of two that call each other is the case', run: isOdd, args: [5] },
  { title: 'a function that calls itself by a name of its own', run: () => [named(3), named.name] },
  { title: 'its own name used by an arrow inside', run: () => fromInside(2) },
  { title: 'recursion that branches', run: () => hanoi(3, 'a', 'c', 'b') },
  { title: 'ten functions deep', run: () => l10('x') },
  { title: 'functions that find each other by an object', run: () => registry.parse('(1 two 3)') },
  { title: 'a function declared later', run: () => earlier() },
  {
    title: 'a function that is at once called',
    run: () => [immediately.sum(), immediately.push(4), immediately.sum()],
  },
  { title: 'chosen by name', run: (how: 'plus' | 'minus') => choose[how](7, 2), args: ['minus'] },
  { title: 'functions in functions', run: () => nested()()() },
  { title: 'functions in a map', run: () => [...lookup].map(([name, fn]) => [name, fn(5), fn === scale]) },
  {
    title: 'functions in a set',
    run: () => [pipeline.size, [...pipeline].reduce((x, fn) => fn(x), 1), pipeline.has(shift)],
  },
  { title: 'a list of closures', run: () => callbacks.map((callback) => callback()) },
  { title: 'parts of the language taken out', run: () => [floor(2.5), largest(1, 2), floor === Math.floor] },
  {
    title: 'a method without its object',
    run: () => [hasOwn.call({ a: 1 }, 'a'), hasOwn === Object.prototype.hasOwnProperty],
  },
  { title: 'call bound to a method', run: () => slice([1, 2, 3], 1) },
  {
    title: 'a constructor without a name of its own',
    run: async () => [await new AsyncFunction('a', 'return await a + 1')(1), AsyncFunction.name],
  },
  { title: 'a function made of text', run: () => [made(6, 7), made.name] },
  {
    title: 'what a function is called',
    run: () => [scale, shift, named, choose.plus, callbacks[0], immediately.sum].map((f) => [f!.name, f!.length]),
  },
  {
    title: 'a function is the same wherever it is captured',
    run: () => [lookup.get('scale') === scale, pipeline.has(scale), lookup.get('shift') === shift],
  },
]
