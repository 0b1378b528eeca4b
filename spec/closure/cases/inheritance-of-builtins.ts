import { EventEmitter } from 'node:events'
import { Transform } from 'node:stream'
import type { Case } from '../case.js'

const unit = 'deg'
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
