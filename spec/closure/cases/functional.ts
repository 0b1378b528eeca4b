import { EventEmitter } from 'node:events'
import type { Case } from '../case.js'

type Fn = (...args: any[]) => any
const curry = (fn: Fn, ...held: unknown[]): Fn => (...more) =>
  held.length + more.length >= fn.length ? fn(...held, ...more) : curry(fn, ...held, ...more)
const compose = (...fns: Fn[]): Fn => fns.reduceRight((inner, outer) => (...args) => outer(inner(...args)))
const flip = (fn: Fn): Fn => (...args) => fn(...args.reverse())
const volume = (a: number, b: number, c: number) => `${a}x${b}x${c}`
const curried = curry(volume)
const held = curried(1)(2)
const shout = compose((s: string) => `${s}!`, (s: string) => s.toUpperCase(), String)
const memoize = <T>(fn: (key: T) => unknown) => {
  const cache = new Map<T, unknown>()
  return Object.assign((key: T) => (cache.has(key) ? cache.get(key) : cache.set(key, fn(key)).get(key)), { cache })
}
const fib: ReturnType<typeof memoize<number>> = memoize((n: number) =>
  n < 2 ? n : (fib(n - 1) as number) + (fib(n - 2) as number),
)
fib(10)
const Y = (f: Fn): Fn => ((x: Fn) => x(x))((x: Fn) => f((...args: unknown[]) => x(x)(...args)))
const sumTo = Y((self: Fn) => (n: number) => (n === 0 ? 0 : n + self(n - 1)))
const pipe = <T>(start: T) => ({ to: (fn: Fn) => pipe(fn(start)), get: () => start })
const cons = (head: unknown, tail: Fn | null): Fn => (pick) => pick(head, tail)
const toArray = (list: Fn | null): unknown[] => (list ? list((h: unknown, t: Fn | null) => [h, ...toArray(t)]) : [])
const linked = cons(1, cons('two', cons(3, null)))
interface Endless { n: number; rest(): Endless }
const stream = (n: number): Endless => ({ n, rest: () => stream(n * 2) })
const lens = (key: string) => ({ get: (o: any) => o[key], set: (v: unknown) => (o: any) => ({ ...o, [key]: v }) })
const name = lens('name')
const trampoline =
  (fn: Fn) =>
  (...args: unknown[]) => {
    let r = fn(...args)
    while (typeof r === 'function') r = r()
    return r
  }
const count: Fn = (n: number, total = 0) => (n === 0 ? total : () => count(n - 1, total + 1))
const countFar = trampoline(count)
const emitter = new EventEmitter()
const heard: unknown[] = []
emitter.on('word', (word) => heard.push(word, emitter.listenerCount('word')))
const observable = (() => {
  const listeners = new Set<Fn>()
  return {
    on: (fn: Fn) => (listeners.add(fn), () => listeners.delete(fn)),
    emit: (x: unknown) => [...listeners].map((fn) => fn(x)),
  }
})()
observable.on((x) => [x, volume.name])
const off = observable.on((x) => `second ${x}`)
const machine = {
  state: 'idle',
  table: { idle: { go: 'busy' }, busy: { done: 'idle' } } as Record<string, Record<string, string>>,
  send(event: string) {
    return (this.state = this.table[this.state]![event] ?? this.state)
  },
}
const store = (reducer: (state: any, action: string) => any, state: unknown) => ({
  dispatch: (a: string) => void (state = reducer(state, a)),
  get: () => state,
})
const counter = store((n: number, action) => (action === 'up' ? n + 1 : n), 5)
const middleware: Fn[] = [(next: Fn) => (x: number) => next(x + 1) * 2, (next: Fn) => (x: number) => next(x * 10)]
const app = middleware.reduceRight((next: Fn, layer: Fn): Fn => layer(next), (x: number) => x)
const container = {
  make: { a: () => 1, b: (c: any) => c.get('a') + 1 } as Record<string, Fn>,
  seen: new Map<string, unknown>(),
  get(key: string): unknown {
    return this.seen.get(key) ?? this.seen.set(key, this.make[key]!(this)).get(key)
  },
}
const html = (parts: TemplateStringsArray, ...values: unknown[]) =>
  parts.raw.map((part, i) => part + (values[i] ?? '')).join('')
const sameParts = () => ((p: TemplateStringsArray, _: number) => p)`a${1}b`
const byWeak = new (class {
  tag(o: object) {
    const seen = new WeakMap([[o, held(3)]])
    return [seen.get(o), new WeakSet([o]).has(o), new WeakRef(o).deref() === o]
  }
})()
const partial = (fn: Fn, ...args: unknown[]) => fn.bind(null, ...args)
const deep = partial(partial(partial(volume, 1), 2), 3)
const tokens = [[/^\d+/, Number], [/^\w+/, String]] as const
const tokenize = (text: string): unknown[] => {
  for (const [pattern, make] of tokens) {
    const m = pattern.exec(text)
    if (m) return [make(m[0]), ...tokenize(text.slice(m[0].length).trimStart())]
  }
  return []
}
const debounced = ((fn: Fn) => {
  const queue: unknown[][] = []
  return { call: (...args: unknown[]) => queue.push(args), flush: () => queue.splice(0).map((args) => fn(...args)) }
})(volume)
debounced.call(1, 2, 3)

export const cases: Case[] = [
  { title: 'currying', run: () => [curried(1)(2)(3), curried(1, 2, 3), held(9)] },
  { title: 'a curried function is the case', run: held, args: [7] },
  { title: 'composition', run: () => [shout(12), compose(shout, shout)('a')] },
  { title: 'a composed function is the case', run: shout, args: ['b'] },
  { title: 'order turned round', run: () => flip(volume)(1, 2, 3) },
  { title: 'a cache that was filled', run: () => [fib.cache.size, fib(20), fib.cache.size] },
  { title: 'recursion without a name', run: () => sumTo(10) },
  { title: 'a pipe', run: () => pipe(3).to(held).to(shout).get() },
  { title: 'a list made of functions', run: () => toArray(linked) },
  { title: 'an endless list', run: () => stream(1).rest().rest().n },
  {
    title: 'getters and setters made of functions',
    run: () => [name.get({ name: 'a' }), name.set('b')({ name: 'a', age: 1 })],
  },
  { title: 'a loop that bounces', run: () => countFar(20_000) },
  {
    title: 'listeners of an emitter',
    run: () => {
      emitter.emit('word', 'a')
      emitter.emit('word', 'b')
      return heard
    },
  },
  { title: 'listeners of an object', run: () => [observable.emit(1), off(), observable.emit(2)] },
  { title: 'a machine of states', run: () => [machine.send('go'), machine.send('go'), machine.send('done')] },
  { title: 'a store', run: () => { counter.dispatch('up'); counter.dispatch('?'); return counter.get() } },
  { title: 'layers', run: () => app(1) },
  { title: 'a container', run: () => [container.get('b'), container.seen] },
  { title: 'a tagged template', run: () => html`<b>${held(3)}</b>\n${[1, 2]}` },
  {
    title: 'the parts of a template are one object',
    run: () => [sameParts() === sameParts(), Object.isFrozen(sameParts())],
  },
  { title: 'weak collections made inside', run: () => byWeak.tag({}) },
  { title: 'bound again and again', run: () => [deep(), deep.name] },
  { title: 'a table of patterns and functions', run: tokenize, args: ['12 ab 3'] },
  { title: 'calls that wait in a list', run: () => { debounced.call(4, 5, 6); return debounced.flush() } },
]
