import { basename } from 'node:path'
import type { Case } from '../case.js'

const factor = 4
const scale = (x: number) => x * factor
const counter = (() => {
  let n = 0
  return { up: () => ++n, now: () => n }
})()
class Point {
  x = factor
  norm() { return this.x * 2 }
}
const twice = { fn: scale, list: [scale, scale] }
const recursive = (n: number): number => (n < 1 ? factor : recursive(n - 1) + 1)
const circular: Record<string, unknown> = { name: 'circle', read: () => [circular.name, circular.self === circular] }
circular.self = circular
const handlers = new Map<string, (x: number) => unknown>([['scale', scale], ['same', (x) => x]])

export const cases: Case[] = [
  { title: 'an arrow', run: (fn: (x: number) => number) => fn(2), args: [scale] },
  {
    title: 'two functions',
    run: (f: (x: number) => number, g: (x: number) => number) => g(f(1)),
    args: [scale, (x: number) => x - factor],
  },
  {
    title: 'one in an object',
    run: ({ fn, list }: typeof twice) => [fn(1), list[0] === list[1], list[0] === fn],
    args: [twice],
  },
  {
    title: 'functions that share a variable',
    run: ({ up, now }: typeof counter) => [up(), up(), now()],
    args: [counter],
  },
  { title: 'a class', run: (Kind: typeof Point) => [new Kind(), new Kind().norm(), Kind.name], args: [Point] },
  {
    title: 'a class and the function that uses it',
    run: (Kind: typeof Point, make: () => Point) => make() instanceof Kind,
    args: [Point, () => new Point()],
  },
  {
    title: 'a list of functions',
    run: (list: ((x: number) => unknown)[]) => list.map((fn) => fn(2)),
    args: [[scale, Math.sqrt, String]],
  },
  {
    title: 'functions in a map',
    run: (map: typeof handlers) => [...map].map(([name, fn]) => [name, fn(3)]),
    args: [handlers],
  },
  {
    title: 'functions of Node and of the language',
    run: (...fns: ((x: string) => unknown)[]) => fns.map((fn) => fn('/a/1.5')),
    args: [basename, encodeURI, isNaN],
  },
  { title: 'a bound function', run: (fn: () => number) => [fn(), fn.name], args: [scale.bind(null, 5)] },
  { title: 'a function that calls itself', run: (fn: typeof recursive) => fn(3), args: [recursive] },
  {
    title: 'an object that its own functions read',
    run: (o: { read(): unknown; self: unknown }) => [o.read(), o.self === o],
    args: [circular],
  },
  {
    title: 'an async function and a generator',
    run: async (f: () => Promise<number>, g: () => Iterable<number>) => [await f(), ...g()],
    args: [
      async () => factor,
      function* () {
        yield factor + 1
      },
    ],
  },
  {
    title: 'options with functions deep inside',
    run: (o: { on: { done: { call(x: number): number }[] } }) => o.on.done[0]!.call(2),
    args: [{ on: { done: [{ call: scale }] } }],
  },
  {
    title: 'a method that uses this',
    run: (o: { n: number; get(): number }) => o.get() + factor,
    args: [
      {
        n: 1,
        get(this: { n: number }) {
          return this.n
        },
      },
    ],
  },
  {
    title: 'functions next to data',
    run: (fn: (x: number) => number, data: Map<string, number>, day: Date, bytes: Uint8Array) => [
      fn(data.get('a')!),
      day.getTime(),
      bytes,
    ],
    args: [scale, new Map([['a', 2]]), new Date(5), new Uint8Array([1])],
  },
  {
    title: 'a function that gives a function',
    run: (make: (a: number) => (b: number) => number) => make(1)(2),
    args: [(a: number) => (b: number) => a + b + factor],
  },
  {
    title: 'a function given to one that is captured',
    run: (fn: (x: number) => number) => [1, 2].map(fn).map(scale),
    args: [(x: number) => x + factor],
  },
]
