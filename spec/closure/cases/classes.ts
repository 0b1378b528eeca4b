import type { Case } from '../case.js'

const unit = 'm'
const key = 'computedName'
const mark = Symbol('mark')
const computedStatic = 'computedStaticName'
let made = 0

class Empty {}
class Length {
  static readonly unit = unit
  static #count = 0
  static kinds: string[]
  static {
    const kinds = [unit]
    this.kinds = kinds
  }
  readonly #value: number
  note?: string
  constructor(value: number) {
    this.#value = value
    Length.#count++
  }
  static of(value: number) { return new this(value) }
  static get count() { return Length.#count }
  static isLength(x: object) { return #value in x }
  get value() { return this.#value }
  set value(_x: number) { this.note = 'read only' }
  plus(other: Length) { return new Length(this.#value + other.#value) }
  #secret() { return `${this.#value}${unit}` }
  toString() { return this.#secret() }
  toJSON() { return { length: this.#value, unit } }
  [Symbol.toPrimitive](hint: string) { return hint === 'number' ? this.#value : `${hint} ${this.#secret()}` }
  get [Symbol.toStringTag]() { return 'Length' }
  equals = (other: Length) => other.#value === this.#value
}
class Keyed {
  [key]() { return 1 }
  static [computedStatic] = 2;
  [mark] = 'by symbol';
  ['two words']() { return unit }
  get [`${key}Getter`]() { return 3 }
  static async *[Symbol.asyncIterator]() { yield* [unit, key] }
  42 = 'number'
}
class List {
  items = [3, 1, 2]
  constructor() { made++ }
  *[Symbol.iterator]() { yield* this.items }
  static [Symbol.hasInstance](x: unknown) { return Array.isArray(x) }
}
class Account {
  balance = 10
  owner: { name: string }
  tags = new Set(['new'])
  constructor(owner: string) { this.owner = { name: owner } }
  pay(n: number) { this.balance -= n; return this }
  get rich() { return this.balance > 5 }
}
const account = new Account('Ada')
const accounts = [
  account,
  Object.freeze(new Account('Bob')),
  Object.assign(new Account('Eve'), { balance: 1, extra: unit }),
]
const Expression = class { who = unit }
const Named = class Inner { self() { return [Inner.name, Inner === Named] } }
const patched = class { old() { return 'old' } }
patched.prototype.old = () => `patched ${unit}`
Object.assign(patched, { added: 'static' })
Object.defineProperty(patched.prototype, 'late', { get: () => key })
class Lazy {
  static get instance(): Lazy { return (Lazy.#instance ??= new Lazy()) }
  static #instance: Lazy | undefined
  n = 0
  next() { return ++this.n }
}
class Renamed { static label = unit }
Object.defineProperty(Renamed, 'name', { value: 'AnotherName' })
class Accessors {
  static #kept = 1
  static get kept() { return this.#kept }
  static set kept(v) { this.#kept = v * 2 }
  static accessorOf() { return Object.getOwnPropertyDescriptor(this, 'kept')!.set!.length }
}
const instances = new Map<object, string>([[account, 'the account']])
const Frozen = Object.freeze(class { static a = 1 })
const classes: Record<string, new () => object> = { Empty, Expression, Lazy }
const singleton = new (class { value = unit; read() { return this.value } })()
class Builder {
  static #token = Symbol(unit)
  static build() { return new Builder(Builder.#token) }
  constructor(token: symbol) { if (token !== Builder.#token) throw new TypeError('use build()') }
}
class Fields {
  a = unit
  b = this.a + this.constructor.name
  c = () => [this.b, typeof made]
  static d = [this.name, unit]
}

class Ticket {
  static #next = 0
  static #taken?: Set<number>
  static #book: unknown[] = []
  static {
    this.#taken = new Set()
  }
  static take() {
    Ticket.#taken!.add(Ticket.#next)
    Ticket.#book.push(Ticket)
    return [Ticket.#next++, Ticket.#taken!.size, Ticket.#book.length, Ticket.#book[0] === Ticket]
  }
}
for (let i = 0; i < 3; i++) Ticket.take()
const ticketOffice = () => {
  const state = Ticket.take() as number[]
  return [state[0]! >= 3, state[1] === state[0]! + 1, state.slice(2)[1]]
}

class Alias {
  static make() { return new this() }
  static get one() { return 1 }
  static get two() { return 2 }
  toObject() { return { unit } }
  values() { return [unit, made][Symbol.iterator]() }
  bar() { return 'bar' }
  foo() { return 'foo' }
}
Object.assign(Alias, { create: Alias.make })
Object.assign(Alias.prototype, { toJSON: Alias.prototype.toObject })
Alias.prototype.foo = Alias.prototype.bar
Object.defineProperty(Alias.prototype, Symbol.iterator, { value: Alias.prototype.values })
Object.defineProperty(Alias, 'one', Object.getOwnPropertyDescriptor(Alias, 'two')!)
Object.defineProperty(Alias.prototype, 'bar', { enumerable: true })
const { bar } = Alias.prototype

export const cases: Case[] = [
  { title: 'private static state that has changed', run: ticketOffice },
  {
    title: 'methods under other names',
    run: () => {
      const a = new Alias()
      const made = (Alias as never as { create(): unknown }).create()
      return [JSON.stringify(a), [...(a as never as Iterable<unknown>)].length, made instanceof Alias, Alias.one]
    },
  },
  { title: 'a method in place of another', run: () => [new Alias().foo(), bar(), Object.keys(Alias.prototype)] },
  { title: 'an empty class', run: () => [new Empty(), Empty] },
  {
    title: 'private members',
    run: () => {
      const l = Length.of(2).plus(new Length(3))
      return [l.value, `${l.toString()}`, Length.isLength(l), Length.isLength({})]
    },
  },
  { title: 'static members', run: () => [Length.unit, Length.kinds, new Length(1).value, Length.count > 0] },
  { title: 'a setter of an instance', run: () => { const l = new Length(1); l.value = 5; return [l.value, l.note] } },
  {
    title: 'how an instance is shown',
    run: () => [
      JSON.stringify(new Length(1)),
      +(new Length(2) as never),
      `${new Length(3)}`,
      Object.prototype.toString.call(new Length(4)),
    ],
  },
  { title: 'a field that is a function', run: () => new Length(1).equals(Length.of(1)) },
  {
    title: 'computed names',
    run: () => {
      const k = new Keyed() as never as Record<PropertyKey, any>
      return [k[key](), Keyed[computedStatic], k[mark], k['two words'](), k[`${key}Getter`], k[42]]
    },
  },
  {
    title: 'a static async iterator',
    run: async () => {
      const all = []
      for await (const x of Keyed as never as AsyncIterable<string>) all.push(x)
      return all
    },
  },
  { title: 'instances that can be iterated', run: () => [[...new List()], Math.max(...new List()), made] },
  { title: 'Symbol.hasInstance', run: () => [([] as object) instanceof List, new List() instanceof List] },
  {
    title: 'instances of a captured class',
    run: () => [account.rich, account instanceof Account, account.tags.has('new'), new Account('Eve').pay(6).rich, account],
  },
  {
    title: 'frozen instances and more properties',
    run: () => [accounts, accounts.map((a) => a instanceof Account), Object.isFrozen(accounts[1])],
  },
  { title: 'an instance as a key', run: () => [instances.get(account), instances.has(new Account('Ada'))] },
  { title: 'class expressions', run: () => [new Expression(), Expression.name, new Named().self()] },
  {
    title: 'a class that was changed later',
    run: () => [
      new patched().old(),
      (patched as never as { added: string }).added,
      (new patched() as never as { late: string }).late,
    ],
  },
  {
    title: 'the one instance of a class',
    run: () => [Lazy.instance.next(), Lazy.instance.next(), Lazy.instance === Lazy.instance],
  },
  {
    title: 'a class with another name',
    run: () => [Renamed.name, Renamed.label, new Renamed().constructor === Renamed],
  },
  {
    title: 'static accessors',
    run: () => {
      Accessors.kept = 4
      return [Accessors.kept, Accessors.accessorOf(), Object.keys(Accessors)]
    },
  },
  { title: 'a frozen class', run: () => [Object.isFrozen(Frozen), Reflect.set(Frozen, 'a', 2), Frozen.a] },
  { title: 'classes by name', run: () => Object.entries(classes).map(([name, Class]) => [name, new Class()]) },
  {
    title: 'an instance of a class that nobody can name',
    run: () => [singleton.read(), singleton.constructor === Object.getPrototypeOf(singleton).constructor],
  },
  {
    title: 'a class that makes only its own instances',
    run: () => {
      try {
        return new Builder(Symbol())
      } catch (e) {
        return [String(e), Builder.build() instanceof Builder]
      }
    },
  },
  { title: 'fields that use each other', run: () => [new Fields().b, new Fields().c(), Fields.d] },
  { title: 'a class can not be called', run: () => Reflect.apply(Account as never, undefined, []), throws: true },
  {
    title: 'attributes of methods',
    run: () => [
      Object.getOwnPropertyDescriptor(Account.prototype, 'pay'),
      Object.keys(new Account('x')),
      Object.getOwnPropertyNames(Account.prototype),
    ],
  },
]
