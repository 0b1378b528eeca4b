import { inspect } from 'node:util'
import type { Case } from '../case.js'

const dictionary = Object.assign(Object.create(null), { a: 1, toString: 'mine' }) as Record<string, unknown>
const settings = Object.freeze({ level: 1, deep: { open: true } })
const sealed = Object.seal({ a: 1 })
const closed = Object.preventExtensions({ a: 1 })
const emptyFrozen = Object.freeze({})
const hidden = Object.defineProperties({ shown: 1 }, { unseen: { value: 2 }, loose: { value: 3, configurable: true } })
const readOnly = Object.defineProperty({}, 'version', { value: '1.0', enumerable: true }) as { version: string }
const secret = Symbol('secret')
const keyed = { [secret]: 'known', [Symbol.for('open')]: 'open', plain: true }
const ordered = { b: 1, 2: 'two', a: 2, 1: 'one', '-1': 'minus' }
const oddNames = {
  '': 'empty',
  ' ': 'space',
  'a-b': 'dash',
  __proto_: 1,
  ['__proto__']: 'own',
  ключ: 'key',
  '\n': 'line',
}
const parent = { greet() { return `I am ${this.name}` }, name: 'parent' }
const child = Object.create(parent, { name: { value: 'child', enumerable: true } }) as typeof parent
const grandchild = Object.setPrototypeOf({ own: 1 }, child) as typeof parent & { own: number }
const self: { name: string; me?: unknown; list: unknown[] } = { name: 'self', list: [] }
self.me = self
self.list.push(self, { again: self })
const point = { x: 1, y: 2, toJSON() { return [this.x, this.y] } }
const weight = { [Symbol.toPrimitive]: (hint: string) => (hint === 'number' ? 7 : hint) }
const amount = { valueOf: () => 20, toString: () => 'twenty' }
const titled = { [Symbol.toStringTag]: 'Titled', constructor: 'not a function' }
const pictured = { [inspect.custom]: () => 'a picture' }
const base = 100
const temperature = {
  celsius: 20,
  get fahrenheit() { return this.celsius * 1.8 + 32 },
  set fahrenheit(value) { this.celsius = (value - 32) / 1.8 },
  get lazily(): number { return Object.defineProperty(this, 'lazily', { value: base }).lazily },
}
const writeOnly = {
  set value(v: number) {
    Object.assign(this, { stored: v + base })
  },
} as { value: number; stored?: number }
const range = { from: 1, to: 3, *[Symbol.iterator]() { for (let i = this.from; i <= this.to; i++) yield i } }
const ticks = { async *[Symbol.asyncIterator]() { yield* [base, base + 1] } }
const calculator = {
  total: 0,
  add(n: number) { this.total += n; return this },
  times: function (n: number) { this.total *= n; return this },
  reset: () => base,
}
const polite = {
  __proto__: parent,
  greet() {
    return `Hello, ${super.greet()}`
  },
  name: 'polite',
} as unknown as typeof parent
const proxied = (target: object) =>
  new Proxy(target, { get: (o, key) => Reflect.get(o, key) ?? `no ${String(key)}, ${base}` })
const namespaces = { Math, JSON, process, nested: { console, globalThis } }

export const cases: Case[] = [
  {
    title: 'an object without a prototype',
    run: () => [dictionary, Object.getPrototypeOf(dictionary), 'valueOf' in dictionary],
  },
  {
    title: 'a frozen object',
    run: () => [settings, Reflect.set(settings, 'level', 2), Object.isFrozen(settings.deep)],
  },
  { title: 'a sealed object', run: () => [sealed, Reflect.set(sealed, 'a', 2), Reflect.deleteProperty(sealed, 'a')] },
  { title: 'an object that takes no more', run: () => [closed, Reflect.set(closed, 'b', 1), emptyFrozen] },
  { title: 'properties that are not enumerable', run: () => hidden },
  { title: 'a property that is read only', run: () => [readOnly, Reflect.set(readOnly, 'version', '2.0')] },
  {
    title: 'writing to a frozen object throws',
    run: () => {
      'use strict'
      ;(settings as { level: number }).level = 5
    },
    throws: true,
  },
  { title: 'symbols as names', run: () => [keyed[secret], keyed, Object.getOwnPropertySymbols(keyed).length] },
  { title: 'the order of properties', run: () => Object.entries(ordered) },
  {
    title: 'odd names of properties',
    run: () => [Object.entries(oddNames), Object.getPrototypeOf(oddNames) === Object.prototype],
  },
  {
    title: 'a prototype that is a plain object',
    run: () => [child.greet(), Object.getPrototypeOf(child) === parent, child],
  },
  { title: 'a chain of prototypes', run: () => [grandchild.greet(), grandchild.own, parent.isPrototypeOf(grandchild)] },
  { title: 'an object in itself', run: () => [self, self.me === self] },
  { title: 'toJSON', run: () => JSON.stringify({ point }) },
  { title: 'Symbol.toPrimitive', run: () => [+(weight as never), `${weight as never}`, (weight as never) + ''] },
  { title: 'valueOf and toString', run: () => [(amount as never) * 2, `${amount as never}`] },
  { title: 'Symbol.toStringTag and a property called constructor', run: () => [String(titled), titled.constructor] },
  { title: 'a picture for inspect', run: () => [inspect(pictured), pictured] },
  {
    title: 'a getter and its setter',
    run: () => {
      temperature.fahrenheit = 212
      return [temperature.celsius, temperature.fahrenheit]
    },
  },
  {
    title: 'a getter that replaces itself',
    run: () => [temperature.lazily, Object.getOwnPropertyDescriptor(temperature, 'lazily')],
  },
  {
    title: 'a setter without a getter',
    run: () => {
      writeOnly.value = 5
      return [writeOnly.value, writeOnly.stored]
    },
  },
  {
    title: 'an object that can be iterated',
    run: () => [[...range], Math.max(...range), Array.from(range, (x) => x * base)],
  },
  {
    title: 'an object that can be awaited one by one',
    run: async () => {
      const all = []
      for await (const x of ticks) all.push(x)
      return all
    },
  },
  { title: 'methods that use this', run: () => [calculator.add(2).times(5).add(1).total, calculator.reset()] },
  { title: 'a method that uses super', run: () => polite.greet() },
  {
    title: 'a proxy made inside',
    run: () => {
      const p = proxied({ a: 1 }) as Record<string, unknown>
      return [p.a, p.b]
    },
  },
  {
    title: 'objects of the language in an object',
    run: () => [
      namespaces.Math === Math,
      namespaces.nested.globalThis === globalThis,
      namespaces.process.pid === process.pid,
      namespaces.nested.console === console,
    ],
  },
  {
    title: 'a getter whose function is shared with a method',
    run: (() => {
      const size = function (this: { items: number[] }) { return this.items.length }
      const list = Object.defineProperty({ items: [1, 2], count: size }, 'size', { get: size, enumerable: true }) as {
        items: number[]
        count(): number
        size: number
      }
      return () => [list.size, list.count(), Object.getOwnPropertyDescriptor(list, 'size')!.get === list.count]
    })(),
  },
]
