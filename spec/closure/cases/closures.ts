import type { Case } from '../case.js'

const adder = (n: number) => (x: number) => x + n
const [addOne, addTen] = [adder(1), adder(10)]
function counter(start: number) {
  let n = start
  return { up: () => ++n, down: () => --n, now: () => n }
}
const [small, large] = [counter(0), counter(100)]
const account = (() => {
  let balance = 0
  const history: number[] = []
  const put = (amount: number) => {
    history.push(amount)
    return (balance += amount)
  }
  return { put, take: (amount: number) => put(-amount), show: () => [balance, [...history]] }
})()
const perTurn: (() => unknown)[] = []
for (let i = 0; i < 3; i++) perTurn.push(() => [i, perTurn.length])
const perTurnOf: (() => string)[] = []
for (const [i, letter] of ['a', 'b'].entries()) perTurnOf.push(() => letter + i)
const perTurnIn: (() => string)[] = []
for (const key in { x: 1, y: 2 }) perTurnIn.push(() => key)
const together: (() => number)[] = []
for (var v = 0; v < 3; v++) together.push(() => v)
const stepping: (() => number)[] = []
for (let i = 0; i < 2; i++) {
  stepping.push(() => (i += 10))
  stepping.push(() => i)
}
const caught = (() => {
  try {
    throw new RangeError('caught long ago')
  } catch (error) {
    return () => (error as Error).message
  }
})()
const caughtParts = (() => {
  try {
    throw { code: 7, rest: [1, 2] }
  } catch ({ code, rest: [first] }: any) {
    return () => [code, first]
  }
})()
const byCase = (kind: string) => {
  switch (kind) {
    case 'one':
      let chosen = 'first'
      return () => chosen
    default:
      const other = 'second'
      return () => `${other} of ${kind}`
  }
}
const [inFirst, inSecond] = [byCase('one'), byCase('two')]
const inBlock = (() => {
  const x = 'outer'
  {
    const x = 'inner'
    var show = () => x
  }
  return () => [x, show()]
})()
const shadows = ((x: string) => {
  const first = () => x
  return ((x: number) => () => [first(), x])(5)
})('text')
const hoisted = (() => {
  return () => [typeof late, late()]
  function late() {
    return word
  }
  var word: string
})()
const blockFunction = (() => {
  const base = 2
  if (base > 1) {
    function inside() { return base * 2 }
    return () => inside()
  }
  return () => 0
})()
const memoized = (fn: (n: number) => number) => {
  const cache = new Map<number, number>()
  return (n: number) => cache.get(n) ?? (cache.set(n, fn(n)), cache.get(n)!)
}
const slow = { calls: 0 }
const square = memoized((n) => (slow.calls++, n * n))
const once = <T>(fn: () => T) => {
  let done = false
  let value: T
  return () => (done ? value : ((done = true), (value = fn())))
}
const makings = { calls: 0 }
const makeOnce = once(() => ({ made: ++makings.calls }))
let reassigned = 'first'
const readReassigned = () => reassigned
reassigned = 'second'
let total = 0
const addTo = (n: number) => (total += n)
const swap = (() => {
  let [a, b] = [1, 2]
  return { swap: () => ([a, b] = [b, a]), read: () => ({ a, b }) }
})()
const fields = (() => {
  let state = { n: 0 } as { n: number; old?: object }
  return { next: () => void (state = { n: state.n + 1, old: state }), read: () => state }
})()
const ids = (() => {
  let id = 0
  return function* () { for (let i = 0; i < 2; i++) yield ++id }
})()
const lazyRing = (() => {
  const ring = { value: 1, self: () => ring, grow: () => ((ring.value *= 2), ring.value) }
  return ring
})()
const flags = (() => {
  let a: number | undefined, b: number | null = null, c = 1, d = 2n
  return () => [(a ??= 5), (b ||= 6), (c &&= 7), d++, (d **= 2n), [a, b, c, d]]
})()
const loopedOver = (() => {
  let key = '', n = 0
  return {
    walk: () => {
      for (key in { p: 1, q: 2 });
      for (n of [3, 4]);
      ;({ key, n = 9 } = { key: `${key}!` } as any)
    },
    read: () => [key, n],
  }
})()

export const cases: Case[] = [
  { title: 'two of one factory', run: () => [addOne(1), addTen(1), addOne(2)] },
  { title: 'two counters', run: () => [small.up(), small.up(), large.down(), small.now(), large.now()] },
  { title: 'a variable that three functions share', run: () => [account.put(10), account.take(3), account.show()] },
  { title: 'one variable a turn of for', run: () => perTurn.map((f) => f()) },
  { title: 'one variable a turn of for of', run: () => perTurnOf.map((f) => f()) },
  { title: 'one variable a turn of for in', run: () => perTurnIn.map((f) => f()) },
  { title: 'one variable for all turns', run: () => together.map((f) => f()) },
  { title: 'a variable of a turn that is assigned', run: () => stepping.map((f) => f()) },
  { title: 'a caught error', run: () => caught() },
  { title: 'parts of what was caught', run: () => caughtParts() },
  { title: 'variables of a switch', run: () => [inFirst(), inSecond()] },
  { title: 'variables of a block', run: () => inBlock() },
  { title: 'one name at two depths', run: () => shadows() },
  { title: 'what is hoisted', run: () => hoisted() },
  { title: 'a function of a block', run: () => blockFunction() },
  { title: 'a cache', run: () => [square(4), square(4), square(3), slow.calls] },
  { title: 'only once', run: () => [makeOnce() === makeOnce(), Object.keys(makeOnce())] },
  { title: 'the latest value of a variable', run: () => readReassigned() },
  { title: 'a variable of the module that is assigned', run: () => [addTo(2), addTo(3), total] },
  { title: 'assigned by taking apart', run: () => [swap.swap(), swap.read()] },
  { title: 'an object put in the place of another', run: () => { fields.next(); fields.next(); return fields.read() } },
  { title: 'a generator that goes on counting', run: () => [...ids(), ...ids()] },
  {
    title: 'an object whose functions give it',
    run: () => [lazyRing.self() === lazyRing, lazyRing.grow(), lazyRing.self().grow()],
  },
  { title: 'every way to assign', run: () => [flags(), flags()] },
  { title: 'assigned by loops and patterns', run: () => { loopedOver.walk(); return loopedOver.read() } },
]
