import type { Case } from '../case.js'

const rate = 1.5
const key = 'computed'
const mark = Symbol('mark')
const shop = {
  name: 'corner',
  price(x: number) { return x * rate },
  [key](x: number) { return [key, x] },
  [`${key}-${rate}`]() { return this.name },
  [mark]() { return mark.description },
  'two words'(x: number) { return x + rate },
  42() { return rate },
  get total() { return this.price(10) },
  set total(x) { this.name = `${this.name} ${x * rate}` },
  get [`${key}Getter`]() { return rate },
  get() { return `get ${rate}` },
  set(x: unknown) { return [x, rate] },
  static() { return rate },
  async() { return rate },
  await: () => rate,
  new: (x: number) => x * rate,
}
const bySymbol = shop[mark]
const getTotal = Object.getOwnPropertyDescriptor(shop, 'total')!
const person = {
  first: 'Ada',
  greet(this: { first: string }, word: string, end = '!') {
    return `${word} ${this.first}${end}`
  },
}
const hello = person.greet.bind(person, 'hello')
const helloTwice = hello.bind({ first: 'not seen' }, '?')
const toOther = person.greet.bind({ first: 'Bob' })
const ratio = ((x: number, y: number) => (x / y) * rate).bind(null, 3)
const sortBy = <T>(pick: (x: T) => number, xs: T[]) => [...xs].sort((a, b) => pick(a) - pick(b))
const byLength = sortBy.bind<null, [(x: string) => number], [string[]], string[]>(null, (x) => x.length * rate)
const cyclic = { bound: undefined as unknown as () => unknown, n: 1 }
cyclic.bound = function (this: typeof cyclic) { return [this === cyclic, this.n] }.bind(cyclic)
class Clock {
  time = 12
  now() { return this.time * rate }
  later = () => rate + 1
}
const clock = new Clock()
const now = clock.now.bind(clock)
const NewClock = Clock.bind(null)
const push = Array.prototype.push.bind([0])
const isList = Array.isArray.bind(null)
const upper = Function.prototype.call.bind(String.prototype.toUpperCase) as (text: string) => string
const grand = { who() { return `grand ${rate}` }, get title() { return 'the grand' } }
const mother = {
  __proto__: grand,
  who() {
    return `mother of ${super.who()}`
  },
  get title() {
    return `${super.title} mother`
  },
} as unknown as typeof grand
const me = {
  __proto__: mother,
  who() {
    return (() => `me, ${super.who()}`)()
  },
  get title() {
    return [super.title, rate].join()
  },
} as unknown as typeof grand
const chain = {
  steps: [] as unknown[],
  add(step: unknown) { this.steps.push(step); return this },
  done() { return [this.steps, this.steps.length * rate] },
}
const nestedThis = {
  list: [1, 2],
  arrow() { return this.list.map((x) => x * this.list.length * rate) },
  deep() { return [() => () => this.list].map((f) => f()()) },
}

export const cases: Case[] = [
  { title: 'a method is the case', run: shop.price, args: [4] },
  { title: 'a method with a computed name', run: shop[key], args: [1] },
  { title: 'methods with computed names', run: () => [shop[key](2), (shop as never)[`${key}-${rate}`], shop[mark]()] },
  { title: 'a method named by a symbol is the case', run: bySymbol },
  { title: 'a method with a quoted name is the case', run: shop['two words'], args: [1] },
  { title: 'a method with a number for a name is the case', run: shop[42] },
  {
    title: 'methods called get, set, static and async',
    run: () => [shop.get(), shop.set(1), shop.static(), shop.async(), shop.await(), shop.new(2)],
  },
  { title: 'a method called get is the case', run: shop.get },
  { title: 'a method called static is the case', run: shop.static },
  {
    title: 'a getter and a setter taken out',
    run: () => {
      const o = { price: () => 3, name: 'o' }
      getTotal.set!.call(o, 2)
      return [getTotal.get!.call(o), o.name]
    },
  },
  { title: 'a getter with a computed name', run: () => (shop as never as Record<string, unknown>)[`${key}Getter`] },
  { title: 'a bound function is the case', run: hello },
  { title: 'bound functions', run: () => [hello(), helloTwice(), toOther('hi', '.'), hello.name, hello.length] },
  { title: 'bound to a first argument', run: () => [ratio(2), ratio.name] },
  { title: 'bound to a function', run: byLength, args: [['ccc', 'a', 'bb']] },
  { title: 'bound to an object that has it', run: () => cyclic.bound() },
  { title: 'bound to an instance', run: () => [now(), clock.now.call({ time: 2 } as Clock), clock.later()] },
  {
    title: 'a bound class',
    run: () => {
      const made = new NewClock()
      return [made.now(), made instanceof Clock, NewClock.name]
    },
  },
  { title: 'bound functions of the language', run: () => [push(1, 2), isList([]), upper('abc')] },
  { title: 'super in objects', run: () => [me.who(), me.title, mother.who()] },
  { title: 'methods one after the other', run: () => chain.add(1).add({ two: 2 }).done() },
  { title: 'arrows that use this of their method', run: () => [nestedThis.arrow(), nestedThis.deep()] },
]
