import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import type { Case } from '../case.js'

const limit = 4
const log: string[] = []
function* count(from: number): Generator<number, string, undefined> {
  for (let n = from; n < limit; n++) yield n
  return `up to ${limit}`
}
const delegate = function* () {
  const result = yield* count(2)
  yield result
}
async function* ticks(n: number) {
  for (const each of count(n)) yield await double(each)
}
const double = async (x: number) => {
  await null
  return x * 2
}
async function sum(xs: AsyncIterable<number>) {
  let total = 0
  for await (const x of xs) total += x
  return total
}
const talk = function* (): Generator<string, void, string> {
  const name = yield `who, of ${limit}?`
  yield `hello ${name}`
}
const tidy = function* () {
  try {
    yield 1
    yield 2
  } finally {
    log.push(`closed at ${limit}`)
  }
}
const later = async (label: string, turns: number) => {
  for (let i = 0; i < turns; i++) await turn()
  log.push(label)
  return label
}
const failing = async () => {
  await sleep(1)
  throw new RangeError(`after ${limit}`)
}
const tree = {
  value: 1,
  children: [{ value: 2, children: [] }, { value: 3, children: [{ value: 4, children: [] }] }],
  *[Symbol.iterator](): Generator<number> { yield* walk(this) },
}
interface Branch { value: number; children: Branch[] }
function* walk({ value, children }: Branch): Generator<number> {
  yield value
  for (const child of children) yield* walk(child)
}
const countdown = {
  from: 3,
  [Symbol.iterator]() {
    let n = this.from
    return { next: () => (n > 0 ? { done: false, value: n-- } : { done: true, value: undefined }) }
  },
}
const lazily = function* <T, U>(xs: Iterable<T>, fn: (x: T) => U) { for (const x of xs) yield fn(x) }
const take = function* <T>(n: number, xs: Iterable<T>) { for (const x of xs) { if (n-- <= 0) return; yield x } }
const naturals = function* () { for (let n = limit; ; n++) yield n }
const GeneratorFunction = Object.getPrototypeOf(count).constructor
const thenable = { then: (resolve: (x: number) => void) => resolve(limit) }
const queue = async (fns: (() => Promise<unknown>)[]) => {
  const results: unknown[] = []
  for (const fn of fns) results.push(await fn().catch((error: Error) => error.message))
  return results
}
const methods = {
  async load(id: number) { return [id, await double(limit)] },
  async *pages() { yield* ticks(3) },
  *pair() { yield 'a'; yield limit },
  async: async () => limit,
}

export const cases: Case[] = [
  { title: 'a generator is the case', run: count, args: [1] },
  { title: 'a generator that goes through another', run: delegate },
  { title: 'an async generator is the case', run: ticks, args: [2] },
  { title: 'an async function is the case', run: double, args: [21] },
  { title: 'an async generator read by a helper', run: () => sum(ticks(0)) },
  {
    title: 'a generator that is spoken to',
    run: () => {
      const t = talk()
      return [t.next().value, t.next('you').value, t.next()]
    },
  },
  {
    title: 'a generator that is left early',
    run: () => {
      for (const x of tidy()) {
        log.push(`${x}`)
        break
      }
      return log.slice(-2)
    },
  },
  {
    title: 'a generator that is thrown into',
    run: () => {
      const t = tidy()
      t.next()
      return t.throw(new Error('stop'))
    },
    throws: true,
  },
  {
    title: 'promises in order of their end',
    run: async () => {
      log.length = 0
      return [await Promise.all([later('slow', 3), later('fast', 1)]), log]
    },
  },
  { title: 'an async failure', run: failing, throws: true },
  {
    title: 'an async failure that is caught',
    run: async () => {
      try {
        return await failing()
      } catch (error) {
        return String(error)
      }
    },
  },
  { title: 'every outcome', run: () => Promise.allSettled([double(1), failing(), thenable]) },
  { title: 'the first outcome', run: () => Promise.race([later('b', 5), Promise.resolve('a')]) },
  { title: 'an object that can be walked', run: () => [...tree] },
  { title: 'an iterator of the user', run: () => [...countdown, ...countdown] },
  { title: 'lazy steps', run: () => [...take(3, lazily(naturals(), (n) => n * limit))] },
  { title: 'a class of generators', run: () => [count instanceof GeneratorFunction, GeneratorFunction.name] },
  { title: 'what can be awaited', run: async () => [await thenable, await Promise.resolve(thenable)] },
  { title: 'one after the other', run: () => queue([() => double(1), failing, () => double(2)]) },
  {
    title: 'async methods',
    run: async () => [await methods.load(1), await sum(methods.pages()), [...methods.pair()], await methods.async()],
  },
  { title: 'a generator method is the case', run: methods.pair },
  { title: 'an async generator method is the case', run: methods.pages },
  { title: 'an async arrow with one parameter', run: async (x: number) => (await double(x)) + limit, args: [1] },
  {
    title: 'await in every place',
    run: async () => ({ [await double(1)]: `${await double(2)}`, list: [...(await Promise.resolve([limit]))] }),
  },
]
