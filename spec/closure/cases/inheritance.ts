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
]
