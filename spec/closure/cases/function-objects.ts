import { inherits, inspect } from 'node:util'
import type { Case } from '../case.js'

const unit = 'px'
type Cached = { (n: number): number; cache: Map<number, number>; hits: number }
const cached = ((n) => {
  if (cached.cache.has(n)) return (cached.hits++, cached.cache.get(n)!)
  return cached.cache.set(n, n * n).get(n)!
}) as Cached
cached.cache = new Map([[3, 9]])
cached.hits = 0
/** A case by itself. */
const counted = Object.assign((n: number): number => n * ++counted.hits, { hits: 0 })
const plugin = Object.assign((x: number) => `${x}${unit}`, {
  version: [1, 2],
  defaults: { unit },
  twice: (x: number) => plugin(x) + plugin(x),
  [Symbol.for('plugin')]: true,
})
const hidden = Object.defineProperties(() => unit, {
  hidden: { value: 'unseen' },
  live: { get: () => plugin.version.length, enumerable: true },
})
const renamed = Object.defineProperty((x: number) => x + unit.length, 'name', { value: 'given name' })
const nameless = Object.defineProperty(function () { return unit }, 'name', { value: '' })
const longer = Object.defineProperty((...xs: number[]) => xs.length + unit.length, 'length', { value: 7 })
const lying = Object.assign((x: number) => x + unit, { toString: () => 'function () { return "a lie" }' })
const frozen = Object.freeze(Object.assign(() => unit, { level: 1 }))
const unusual = Object.setPrototypeOf(() => unit, { own: 'of the prototype' }) as {
  (): string
  own: string
  call?: unknown
}

function Point(this: any, x: number, y: number) {
  if (!new.target) return new (Point as any)(x, y)
  this.x = x
  this.y = y
}
Point.origin = null as any
Point.prototype.norm = function () { return Math.hypot(this.x, this.y) }
Point.prototype[inspect.custom] = function () { return `<${this.x}, ${this.y} ${unit}>` }
Point.of = (...xy: [number, number]) => new (Point as any)(...xy)
Point.origin = Point.of(0, 0)

function Animal(this: any, name: string) { this.name = name }
Animal.prototype.speak = function () { return `${this.name} ${this.sound()}` }
function Dog(this: any, name: string) { (Animal as any).call(this, name) }
Dog.prototype = Object.create(Animal.prototype, { constructor: { value: Dog, writable: true, configurable: true } })
Dog.prototype.sound = () => `says woof in ${unit}`
function Puppy(this: any, name: string) { (Dog as any).call(this, `little ${name}`) }
inherits(Puppy as never, Dog as never)
Puppy.prototype.sound = function () { return `${Dog.prototype.sound.call(this)}!` }
const rex = new (Puppy as any)('Rex')

const target = function (this: unknown) { return [new.target === target, new.target?.name, unit] }
const outerTarget = function () { const inner = () => new.target; return inner }
const plainPrototype = Object.assign(function () {}, { prototype: { kind: unit } })
const asObject = { fn: Object.assign(() => asObject.fn.count, { count: 3 }) }
const handlers = { on: plugin, list: [plugin, renamed] }

export const cases: Case[] = [
  {
    title: 'a cache that hangs on a function',
    run: () => [cached(3), cached(4), cached(4), cached.hits, cached.cache],
  },
  { title: 'a function that uses its own properties is the case', run: counted, args: [3] },
  {
    title: 'properties of all kinds',
    run: () => [plugin(1), plugin.twice(2), plugin.version, plugin.defaults, plugin],
  },
  {
    title: 'properties that are not enumerable',
    run: () => [Object.getOwnPropertyDescriptor(hidden, 'hidden'), (hidden as never as { live: number }).live],
  },
  { title: 'a name that was given', run: () => [renamed.name, renamed(1), nameless.name === '', nameless()] },
  { title: 'a function with another name is the case', run: renamed, args: [2] },
  { title: 'a length that was given', run: () => [longer.length, longer(1, 2)] },
  { title: 'a toString that lies', run: () => [lying(1), String(lying)] },
  { title: 'a function with a toString that lies is the case', run: lying, args: [2] },
  {
    title: 'a frozen function',
    run: () => [frozen(), Object.isFrozen(frozen), Reflect.set(frozen, 'level', 2), frozen.level],
  },
  { title: 'a function of an unusual prototype', run: () => [unusual(), unusual.own, unusual.call] },
  {
    title: 'a constructor function',
    run: () => {
      const p = new (Point as any)(3, 4)
      return [p.norm(), p instanceof (Point as any), p.constructor === Point, p]
    },
  },
  { title: 'a constructor that may be called', run: () => [(Point as any)(1, 2), Point.of(6, 8).norm(), Point.origin] },
  {
    title: 'its instances',
    run: () => [
      Point.origin instanceof (Point as any),
      Object.getPrototypeOf(Point.origin) === Point.prototype,
      Point.origin.norm(),
    ],
  },
  {
    title: 'inheritance by prototypes',
    run: () => [new (Dog as any)('Bo').speak(), Dog.prototype instanceof (Animal as any)],
  },
  {
    title: 'inheritance by util.inherits',
    run: () => [rex.speak(), rex instanceof (Animal as any), (Puppy as any).super_ === Dog],
  },
  {
    title: 'attributes of a prototype',
    run: () => [Object.getOwnPropertyDescriptor(Dog.prototype, 'constructor'), Object.keys(Dog.prototype)],
  },
  { title: 'new.target', run: () => [target(), Reflect.construct(target, [], Point), new (target as any)()] },
  {
    title: 'new.target of the function around',
    run: () => [outerTarget()(), (Reflect.construct(outerTarget, []) as () => unknown)() === outerTarget],
  },
  {
    title: 'a prototype that is a plain object',
    run: () => [new (plainPrototype as any)().kind, plainPrototype.prototype],
  },
  { title: 'a property used through its object', run: () => asObject.fn() },
  {
    title: 'one function at many places',
    run: () => [handlers.on === handlers.list[0], handlers.on === plugin, handlers.list[1]!(1)],
  },
  {
    title: 'arrows have no prototype',
    run: () => [
      Object.hasOwn(plugin, 'prototype'),
      Object.hasOwn(Point, 'prototype'),
      Object.hasOwn(handlers, 'prototype'),
    ],
  },
]
