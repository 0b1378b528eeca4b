import { EventEmitter } from 'node:events'
import { Transform } from 'node:stream'
import type { Case } from '../case.js'

const unit = 'deg'
class Shape {
  static kinds: string[] = ['shape']
  static create(...args: any[]) { return new this(...(args as [])) }
  static get label() { return `label of ${this.name}` }
  name = 'shape'
  area() { return 0 }
  get info() { return `${this.name} of ${this.area()}` }
  set info(text) { this.name = text }
  *parts(): Generator<string> { yield 'outline' }
  async load() { return [this.name] }
}
class Square extends Shape {
  static override kinds = [...super.kinds, 'square']
  static override create(side: number) { return super.create(side) as Square }
  static override get label() { return `${super.label}!` }
  override name = 'square'
  readonly side: number
  constructor(side = 2) {
    super()
    this.side = side
  }
  override area() { return super.area() + this.side ** 2 }
  override get info() { return `[${super.info}]` }
  override set info(text) { super.info = `${text} ${unit}` }
  override *parts() { yield* super.parts(); yield unit }
  override async load() { return [...(await super.load()), unit] }
  lazily() { return () => super.area() + this.side }
}
class Tile extends Square {
  override area() { return super.area() + 0.5 }
}
const tile = new Tile(3)
const chain = { Shape, Square, Tile }
class A { static make() { return new A() } toB() { return new B(this) } kind() { return unit } }
class B {
  readonly a: A
  constructor(a: A) {
    this.a = a
  }
  static base = A
  toA() {
    return this.a instanceof A ? A.make() : undefined
  }
}
class Child extends (() => class Parent { parent() { return unit } })() { child() { return this.parent() } }
const Base = { parts: { Part: class Part { at = unit } } }
class FromMember extends Base.parts.Part { also = 1 }
class NoParent extends (null as never as new () => {}) {
  static create() { return Object.create(this.prototype) as NoParent }
  hi() { return `hi ${unit}` }
}
declare class OldStyle { value: number; read(): string }
function Old(this: { value: number }) { this.value = 5 }
Old.prototype.read = function (this: { value: number }) { return this.value + unit }
class OfOld extends (Old as never as typeof OldStyle) { twice() { return this.read().repeat(2) } }

type Class = new (...args: any[]) => object
const Serializable = <T extends Class>(Super: T) =>
  class Serializable extends Super {
    serialize() {
      return `${unit} ${JSON.stringify(this)}`
    }
  }
const Tagged = (tag: string) => <T extends Class>(Super: T) => class extends Super { tag = tag; static mixed = true }
const Mixed = Tagged('red')(Serializable(Square))
const MixedAgain = Tagged('blue')(Square)
const mixed = new Mixed(1)
class Abstract {
  constructor() { if (new.target === Abstract) throw new TypeError(`abstract ${unit}`) }
  template() { return `<${(this as never as { part(): string }).part()}>` }
}
class Concrete extends Abstract { part() { return unit } }
class Species extends Array<number> { static override get [Symbol.species]() { return Array } }
class Stack extends Array<number> { peek() { return [this.at(-1), unit] } }
class Counts extends Map<string, number> {
  add(key: string) { return this.set(key, (this.get(key) ?? 0) + 1) }
  override get(key: string) { return super.get(key.toLowerCase()) }
  override set(key: string, value: number) { return super.set(key.toLowerCase(), value) }
}
const counts = new Counts([['a', 1]])
class Unique extends Set<string> { override add(x: string) { return super.add(x.trim() + unit) } }
class Failure extends TypeError {
  override name = 'Failure'
  readonly extra = unit
  static from(e: Error) {
    return new this(`${e.message}!`, { cause: e })
  }
}
class Day extends Date {
  next() {
    return new Day(this.getTime() + 86_400_000)
  }
  get tag() {
    return this.toISOString() + unit
  }
}
class Task<T> extends Promise<T> { static tag = unit; twice() { return this.then((x) => [x, x, unit]) } }
class Bytes extends Uint8Array { hex() { return Buffer.from(this).toString('hex') + unit } }
class Bus extends EventEmitter {
  log: unknown[] = []
  constructor() {
    super()
    this.on('x', (v) => this.log.push(v, unit))
  }
}
class Upper extends Transform {
  override _transform(chunk: Buffer, _: string, done: (e: null, text: string) => void) {
    done(null, String(chunk).toUpperCase() + unit)
  }
}
class Pattern extends RegExp {
  override [Symbol.replace](text: string, by: any) {
    return `${super[Symbol.replace](text, by)}${unit}`
  }
}
class Fn extends Function {
  constructor() {
    super('x', 'return x + 1')
    return Object.setPrototypeOf(this, new.target.prototype)
  }
  tag() {
    return unit
  }
}
class Text extends String { shout() { return `${this.toUpperCase()} ${unit} ${this.length}` } }

export const cases: Case[] = [
  {
    title: 'three classes deep',
    run: () => [tile.area(), tile.info, tile instanceof Shape, tile.lazily()(), Object.keys(tile)],
  },
  {
    title: 'statics are inherited',
    run: () => [Square.kinds, Tile.kinds === Square.kinds, Tile.label, Shape.kinds, Tile.create(2) instanceof Tile],
  },
  { title: 'setters call those above', run: () => { const s = new Square(); s.info = 'new'; return [s.name, s.info] } },
  { title: 'generators and async methods call those above', run: async () => [[...tile.parts()], await tile.load()] },
  {
    title: 'prototypes are linked',
    run: () => [
      Object.getPrototypeOf(Tile) === Square,
      Object.getPrototypeOf(Square.prototype) === Shape.prototype,
      Object.keys(chain),
    ],
  },
  {
    title: 'classes that refer to each other',
    run: () => [A.make().toB().toA()!.kind(), B.base === A, new B(new A()).toA() instanceof A],
  },
  { title: 'a parent that is made by a call', run: () => [new Child().child(), Object.getPrototypeOf(Child).name] },
  { title: 'a parent that is a member', run: () => new FromMember() },
  {
    title: 'a class that extends null',
    run: () => [NoParent.create().hi(), Object.getPrototypeOf(NoParent.prototype)],
  },
  {
    title: 'a class that extends a function',
    run: () => {
      const o = new OfOld()
      return [o.twice(), o instanceof (Old as never), o.value]
    },
  },
  { title: 'mixins', run: () => [mixed.serialize(), mixed.area(), mixed.tag, Mixed.mixed, mixed instanceof Square] },
  {
    title: 'one mixin twice',
    run: () => [new MixedAgain(2).tag, new Mixed(2).tag, 'serialize' in MixedAgain.prototype],
  },
  {
    title: 'mixins applied inside',
    run: () => {
      const M = Serializable(Tagged('late')(Object))
      return [new M(), (new M() as any).serialize()]
    },
  },
  {
    title: 'an abstract class',
    run: () => {
      try {
        return new Abstract()
      } catch (e) {
        return [String(e), new Concrete().template()]
      }
    },
  },
  {
    title: 'extends Array',
    run: () => {
      const s = Stack.of(1, 2) as Stack
      s.push(3)
      return [s.peek(), s.length, s.filter((x) => x > 1), Array.isArray(s)]
    },
  },
  {
    title: 'Symbol.species',
    run: () => {
      const s = Species.from([1, 2])
      return [s instanceof Species, s.map((x) => x) instanceof Species]
    },
  },
  {
    title: 'extends Map',
    run: () => [new Counts().add('B').add('b').get('b'), counts.get('A'), counts instanceof Map, counts],
  },
  { title: 'extends Set', run: () => new Unique([' a ', 'a']) },
  {
    title: 'extends Error',
    run: () => [Failure.from(new Error('x')), Failure.from(new Error('y')) instanceof TypeError],
  },
  { title: 'extends Error, thrown', run: () => { throw Failure.from(new Error(unit)) }, throws: true },
  { title: 'extends Date', run: () => [new Day(0).next().tag, new Day(0).next()] },
  {
    title: 'extends Promise',
    run: async () => [await Task.resolve(1), await (Task.resolve(2) as Task<number>).twice(), Task.tag],
  },
  { title: 'extends a typed array', run: () => [(Bytes.of(1, 255).subarray(1) as Bytes).hex(), new Bytes(2)] },
  {
    title: 'extends EventEmitter',
    run: () => {
      const bus = new Bus()
      bus.emit('x', 1)
      return [bus.log, bus.listenerCount('x')]
    },
  },
  {
    title: 'extends a stream',
    run: async () => {
      const up = new Upper()
      up.end('abc')
      return String((await up.toArray())[0])
    },
  },
  { title: 'extends RegExp', run: () => 'abc'.replace(new Pattern('b'), 'x') },
  { title: 'extends Function', run: () => { const f = new Fn(); return [f(1), f.tag(), f instanceof Fn] } },
  { title: 'extends String', run: () => new Text('abc').shout() },
]
