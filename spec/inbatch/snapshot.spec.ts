import { availableParallelism } from 'node:os'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { delayed, Parallel, shared } from 'allcores'
import { expect } from 'chai'
import { noteBase } from '../../lib/inbatch/base-classes.js'
import { setRawMethod } from '../../lib/inbatch/raw-method.js'
import { onSnapshot } from '../../lib/inbatch/snapshot.js'
import { ClosureError } from '../../lib/model/errors.js'
import { rejectionOf } from '../helpers/rejection.js'

type Method = (...args: never[]) => unknown

/** Calls a method in worker threads, once for each list of arguments. */
function inThreads(batch: object, method: Method, ...calls: unknown[][]): Promise<unknown[]> {
  const task = delayed(onSnapshot(batch, method))
  const options = { backend: 'threads', nJobs: 2, mmapMode: 'r+', maxNbytes: 0 } as const
  return Parallel(options)(calls.map((args) => task(...args)))
}

/** The same, once. */
async function once(batch: object, method: Method, ...args: unknown[]): Promise<unknown> {
  const [result] = await inThreads(batch, method, args)
  return result
}

function failure(batch: object, method: Method, ...args: unknown[]): Promise<TypeError> {
  return rejectionOf(TypeError, once(batch, method, ...args))
}

const WAYS_OUT = /`this` is a copy in a worker thread: return the value and use post, write into a typed array, or take target 'async' or 'for'$/
const factor = 10

class Numbers {
  data = new Float64Array([1, 2, 3, 4])
  parts = [new Uint8Array(2), new Uint8Array(2)]
  labels = ['a', 'b']
  counts: Record<string, number> = { a: 1 }
  map = new Map([['a', { n: 1 }]])
  set = new Set([1])
  when = new Date(0)
  pattern = /a/g
  add = (a: number, b: number) => a + b + factor
  nothing: unknown
  deep = { list: [{ n: 1 }] };
  [Symbol.iterator](): Iterator<string> {
    return this.labels[Symbol.iterator]()
  }
}

describe('a method on a snapshot', () => {
  describe('reads', () => {
    it('fields, variables around it, getters and what other methods read', async () => {
      class Job extends Numbers {
        get total() { return this.data.length + this.labels.length }
        scaled(i: number) { return this.data[i]! * factor }
        run(i: number, k: number) { return [this.scaled(i) + k, this.total, this.labels[0], this.add(1, 2)] }
      }
      expect(await inThreads(new Job(), Job.prototype.run, [0, 5], [3, 6])).to.deep.equal([[15, 6, 'a', 13], [46, 6, 'a', 13]])
    })

    it('getters as they were when the call began, asked once', async () => {
      let asked = 0
      class Job {
        get now() { return ++asked }
        run() { return this.now + this.now }
      }
      expect(await inThreads(new Job(), Job.prototype.run, [], [], [])).to.deep.equal([2, 2, 2])
      expect(asked).to.equal(1)
    })

    it('accessors of the object itself', async () => {
      const images = [1, 2, 3]
      const batch = Object.defineProperty({}, 'images', { get: () => images, enumerable: true })
      const methods = { run(this: { images: number[] }, i: number) { return this.images[i] } }
      expect(await once(batch, methods.run, 1)).to.equal(2)
    })

    it('inherited methods, and those that super calls', async () => {
      class Base {
        scale = 2
        get unit() { return `${this.scale}u` }
        one(x: number) { return x * this.scale }
        two(x: number) { return `base ${this.one(x)}` }
      }
      class Middle extends Base {
        override two(x: number) { return `middle ${super.two(x)}` }
      }
      class Job extends Middle {
        override get unit() { return 'own' }
        override one(x: number) { return super.one(x) + 100 }
        override two(x: number) { return `job ${super.two(x)}` }
        run(x: number) { return [this.two(x), super.one(x), super.unit, this.unit] }
      }
      expect(await once(new Job(), Job.prototype.run, 3)).to.deep.equal(['job middle base 106', 6, '2u', 'own'])
    })

    it('super from a method of a class in between', async () => {
      class Base { name() { return 'base' } }
      class Middle extends Base { run() { return `${super.name()} ${this.name()}` } override name() { return 'middle' } }
      class Job extends Middle { override name() { return 'job' } }
      expect(await once(new Job(), Middle.prototype.run)).to.equal('base job')
    })

    it('methods that call each other in circles', async () => {
      class Job {
        even(n: number): boolean { return n === 0 || this.odd(n - 1) }
        odd(n: number): boolean { return n !== 0 && this.even(n - 1) }
      }
      expect(await once(new Job(), Job.prototype.even, 7)).to.equal(false)
    })

    it('static members', async () => {
      class Base { static unit = 'px'; static sizes = [1] }
      class Job extends Base {
        static double(x: number) { return x * 2 * this.sizes.length }
        run(x: number) {
          const { double, name, unit } = this.constructor as typeof Job
          return [(this.constructor as typeof Job).double(x), unit, name, typeof double]
        }
      }
      expect(await once(new Job(), Job.prototype.run, 4)).to.deep.equal([8, 'px', 'Job', 'function'])
      class Writer extends Job { write() { (this.constructor as typeof Job).sizes.push(1) } }
      expect((await failure(new Writer(), Writer.prototype.write)).message).to.match(WAYS_OUT)
    })

    it('what it is an instance of, if it asks for that', async () => {
      class Base {
        #secret = 1
        get secret() { return this.#secret }
        static { noteBase(this) }
      }
      class Middle extends Base { n = 1 }
      class Other extends Middle {}
      class Job extends Middle {
        run() { return [this instanceof Job, this instanceof Middle, this instanceof Base, this instanceof Other, this.n] }
        write() { if (this instanceof Job) this.n = 2 }
        asks() { return this.is() }
        is() { return this instanceof Job }
      }
      expect(await inThreads(new Job(), Job.prototype.run, [], [])).to.deep.equal([[true, true, true, false, 1], [true, true, true, false, 1]])
      expect(await once(new Job(), Job.prototype.asks)).to.equal(true)
      expect((await failure(new Job(), Job.prototype.write)).message).to.match(WAYS_OUT)
    })

    it('a property that does not exist', async () => {
      const methods = { run(this: { a?: number }) { return [this.a, 'a' in this] } }
      expect(await once({}, methods.run)).to.deep.equal([undefined, false])
    })

    it('Maps, Sets, Dates, instances of classes, a handle of shared()', async () => {
      class Point { x = 3; get double() { return this.x * 2 } }
      class Job extends Numbers {
        point = new Point()
        table = shared({ n: 5 })
        run() {
          return [this.map.get('a'), this.set.has(1), this.when.getTime(), 'xa'.replace(this.pattern, 'b'), this.point.double, this.point instanceof Point, this.table.value.n]
        }
      }
      expect(await once(new Job(), Job.prototype.run)).to.deep.equal([{ n: 1 }, true, 0, 'xb', 6, true, 5])
    })

    it('arrow functions in fields, whose `this` is the snapshot too', async () => {
      class Job extends Numbers {
        scale = (i: number) => this.data[i]! * this.two()
        later = async (i: number) => [await this.scale(i), (() => this.labels)()]
        two() { return 2 }
        write = () => { this.labels = [] }
        run(i: number) { return this.later(i) }
        fail() { this.write() }
      }
      expect(await inThreads(new Job(), Job.prototype.run, [1], [2])).to.deep.equal([[4, ['a', 'b']], [6, ['a', 'b']]])
      expect((await failure(new Job(), Job.prototype.fail)).message).to.match(WAYS_OUT)
    })

    it('nothing of an arrow function that comes from elsewhere', async () => {
      class Other { n = 1; arrow = () => this.n }
      const methods = { run(this: Other) { return this.arrow() } }
      const error = await rejectionOf(Error, once({ ...new Other() }, methods.run))
      expect(error.message).to.include('is an arrow function that uses the `this` of the code around it')
    })

    it('of classes of the library, what they say', async () => {
      class Index { #ids = ['x', 'y']; getPos(id: string) { return this.#ids.indexOf(id) } get ids() { return this.#ids } }
      class Base {
        readonly index = new Index()
        get indices() { return Object.freeze(this.index.ids) }
        getPos(id: string) { return this.index.getPos(id) }
        other() { return 1 }
      }
      class Job extends Base {
        override getPos(id: string) { return super.getPos(id) + 10 }
        run(id: string) { return [this.getPos(id), this.indices] }
        all(id: string) { const [self] = [this]; return [self.getPos(id), self.indices, self.index, typeof self.other] }
      }
      noteBase(Base, {
        getPos: ({ indices }: Base) => (id: string) => indices.indexOf(id),
        index: ({ indices }: Base) => ({ length: indices.length }),
      })
      expect(await once(new Job(), Job.prototype.run, 'y')).to.deep.equal([11, ['x', 'y']])
      expect(await once(new Job(), Job.prototype.all, 'y')).to.deep.equal([11, ['x', 'y'], { length: 2 }, 'undefined'])
    })

    it('symbols', async () => {
      const size = Symbol('size')
      const methods = { run(this: { [size]: number }) { return this[size] } }
      expect(await once({ [size]: 7 }, methods.run)).to.equal(7)
    })

    it('async methods, generators and defaults', async () => {
      class Job extends Numbers {
        async *letters() { yield* this.labels }
        async run(prefix = this.labels[0]) {
          const seen = []
          for await (const letter of this.letters()) seen.push(prefix + letter)
          return seen
        }
      }
      expect(await once(new Job(), Job.prototype.run)).to.deep.equal(['aa', 'ab'])
    })

    it('anything, where `this` is handed on; but dataset and pipeline only if they are named', async () => {
      const list = (object: object) => Object.keys(object).sort().join()
      class Job extends Numbers {
        dataset: unknown = { big: createServer() }
        pipeline: unknown = createServer()
        get size() { return this.data.length }
        get unasked(): never { throw new Error('not to be asked') }
        own() { return this.size }
        run() { return [list(this), (this as { own(): number }).own(), [...this]] }
        named() { const [self] = [this]; return (self.dataset as { n: number }).n }
      }
      const names = 'add,counts,data,deep,labels,map,nothing,parts,pattern,set,when'
      expect(await once(new Job(), Job.prototype.run)).to.deep.equal([names, 4, ['a', 'b']])
      const job = Object.assign(new Job(), { dataset: { n: 3 } })
      expect(await once(job, Job.prototype.named)).to.equal(3)
      const part = function (this: { dataset: { n: number } }) { return this.dataset.n }
      expect(await once({ dataset: { n: 3, server: createServer() } }, part)).to.equal(3)
    })

    it('only what it uses', async () => {
      class Job {
        server = createServer()
        n = 1
        run() { return this.n }
        self() { const self = this; return [1].map(() => self.n) }
      }
      expect(await once(new Job(), Job.prototype.run)).to.equal(1)
      expect(await once(new Job(), Job.prototype.self)).to.deep.equal([1])
    })

    it('an object without a class, or without a prototype', async () => {
      function run(this: { n: number }, i: number) { return this.n + i }
      expect(await once({ n: 1 }, run, 2)).to.equal(3)
      expect(await once(Object.assign(Object.create(null) as object, { n: 1 }), run, 2)).to.equal(3)
    })
  })

  describe('writes', () => {
    it('into typed arrays, which all and the caller see', async () => {
      class Job extends Numbers {
        run(i: number) {
          this.data[i] = this.data[i]! * 2
          this.parts[i % 2]![i >> 1] = i
        }
      }
      const job = new Job()
      await inThreads(job, Job.prototype.run, [0], [1], [2], [3])
      expect([...job.data]).to.deep.equal([2, 4, 6, 8])
      expect(job.parts.map((part) => [...part])).to.deep.equal([[0, 2], [1, 3]])
    })

    it('into a subclass of a typed array', async () => {
      class Row extends Float64Array { get total() { return this.reduce((a, b) => a + b, 0) } }
      class Job { row = Row.from([1, 2]) as Row; run() { this.row[0] = 5; return this.row.total } }
      const job = new Job()
      expect(await once(job, Job.prototype.run)).to.equal(7)
      expect([...job.row]).to.deep.equal([5, 2])
    })

    const WRITES: Readonly<Record<string, readonly [(this: Numbers) => unknown, string]>> = {
      'a property of this': [function () { this.labels = [] }, "Cannot assign to read only property 'labels' of object '#<Object>'"],
      'a new property of this': [function () { (this as { more?: number }).more = 1 }, 'Cannot add property more, object is not extensible'],
      'a deleted property': [function () { delete (this as Partial<Numbers>).labels }, "Cannot delete property 'labels' of #<Object>"],
      'an element': [function () { this.labels[0] = 'x' }, "Cannot assign to read only property '0' of object '[object Array]'"],
      'push': [function () { this.labels.push('x') }, 'Cannot add property 2, object is not extensible'],
      'sort': [function () { this.labels.sort() }, "Cannot assign to read only property '0' of object '[object Array]'"],
      'an object in it': [function () { this.counts['a']!++ }, "Cannot assign to read only property 'a' of object '#<Object>'"],
      'deep in it': [function () { this.deep.list[0]!.n = 2 }, "Cannot assign to read only property 'n' of object '#<Object>'"],
      'an array of typed arrays': [function () { this.parts[0] = new Uint8Array(2) }, "Cannot assign to read only property '0' of object '[object Array]'"],
      'what a Map holds': [function () { this.map.get('a')!.n = 2 }, "Cannot assign to read only property 'n' of object '#<Object>'"],
      'a Map': [function () { this.map.set('b', { n: 1 }) }, 'Cannot change a Map that is frozen'],
      'a Set': [function () { this.set.delete(1) }, 'Cannot change a Set that is frozen'],
      'a Date': [function () { this.when.setTime(1) }, 'Cannot change a Date that is frozen'],
      'in an async method': [async function () { await null; this.labels = [] }, "Cannot assign to read only property 'labels' of object '#<Object>'"],
    }
    for (const [title, [method, message]] of Object.entries(WRITES)) {
      it(`${title}: an error that names the ways out`, async () => {
        const batch = new Numbers()
        const before = structuredClone({ ...batch, add: undefined })
        const error = await failure(batch, method)
        expect(error.message).to.match(WAYS_OUT)
        expect(error.message.startsWith(`${message}. `)).to.equal(true, error.message)
        expect({ ...batch, add: undefined }).to.deep.equal(before)
        expect(Object.isFrozen(batch.deep)).to.equal(false)
      })
    }

    it('the error has its stack, from the line that writes', async () => {
      class Job extends Numbers { run() { this.labels = [] } }
      const { stack, message } = await failure(new Job(), Job.prototype.run)
      const [first, second, third] = stack!.split('\n')
      expect(`${first}\n${second}`).to.include(`TypeError: ${message}`)
      expect(`${second}${third}`).to.include('snapshot.spec')
    })

    it('what is no part of `this` is not frozen, and its errors stay as they are', async () => {
      const own = { frozen: Object.freeze({ mine: 1 }), open: { n: 1 } }
      class Job extends Numbers {
        run(item: { n: number }) { item.n++; own.open.n++; return [item.n, own.open.n] }
        fail() { (own.frozen as { mine: number }).mine = 2 }
        other() { throw new TypeError('Cannot do that') }
      }
      expect(await once(new Job(), Job.prototype.run, { n: 5 })).to.deep.equal([6, 2])
      expect((await failure(new Job(), Job.prototype.fail)).message).to.equal("Cannot assign to read only property 'mine' of object '#<Object>'")
      expect((await failure(new Job(), Job.prototype.other)).message).to.equal('Cannot do that')
    })

    it('modules and what the language has are not frozen', async () => {
      const path = await import('node:path')
      const acorn = createRequire(import.meta.url)('acorn') as { version: string; tokTypes: object }
      class Job {
        acorn = acorn
        path = path.default
        math = Math
        run() { return [this.math.max(1, 2), this.path.join('a', 'b'), Object.isFrozen(this.math), Object.isFrozen(this.path), Object.isFrozen(this.acorn), Object.isFrozen(this.acorn.tokTypes)] }
      }
      expect(await once(new Job(), Job.prototype.run)).to.deep.equal([2, 'a/b', false, false, false, false])
    })
  })

  describe('is refused', () => {
    it('with #private names, before anything runs', () => {
      class Job {
        #count = 1
        open = 2
        #add() { return this.#count }
        run() { return this.add() }
        add() { return this.open + this.#add() }
        fine() { return this.open }
      }
      expect(() => onSnapshot(new Job(), Job.prototype.run)).to.throw(ClosureError, /function 'add' \(.*snapshot\.spec.*\) uses `#add`, which the copy/)
      expect(() => onSnapshot(new Job(), Job.prototype.fine)).not.to.throw()
    })

    it('if it is an arrow function with the `this` of the code around it', () => {
      class Job { n = 1; run = () => this.n; whole = () => [this]; fine = (n: number) => n }
      const { run, whole, fine } = new Job()
      for (const arrow of [run, whole]) {
        expect(() => onSnapshot(new Job(), arrow)).to.throw(ClosureError, /snapshot\.spec.* is an arrow function that uses `this`.*Write `function/)
      }
      expect(() => onSnapshot(new Job(), fine)).not.to.throw()
    })

    it('with what cannot be sent, naming the way to it', async () => {
      class Job { conf = { server: createServer() }; run() { return this.conf } }
      const error = await rejectionOf(Error, once(new Job(), Job.prototype.run))
      expect(error.name).to.equal('ClosureError')
      expect(error.message).to.match(/^function 'run' \(.*snapshot\.spec.*\) can't be sent to a worker: its `this.conf` leads to a Server/)
      expect(error.message).to.include("its property 'server' is a Server")
    })

    it('with a static that cannot be sent, also one of a class above', async () => {
      class Job { static server = createServer(); run() { return (this.constructor as typeof Job).server } }
      class Own extends Job {}
      for (const job of [new Job(), new Own()]) {
        const error = await rejectionOf(Error, once(job, Job.prototype.run))
        expect(error.message).to.match(/^function 'run' \(.*\) can't be sent to a worker: its `this.constructor.server` is a Server/)
      }
    })
  })

  describe('fails where it', () => {
    it('returns `this`', async () => {
      class Job { n = 1; run() { return this } async later() { return this } }
      for (const method of [Job.prototype.run, Job.prototype.later]) {
        expect((await failure(new Job(), method)).message).to.match(/^The method returns `this`/).and.match(WAYS_OUT)
      }
    })

    it('calls a parallel action, of the object or of its class, which goes along without it', async () => {
      class Job {
        static twice(x: number) { return x * 2 }
        run(): unknown { return this.act() }
        act(): unknown { return 1 }
        other(): unknown { return Job.twice(2) }
        another(): unknown { return new Job().act() }
      }
      const server = createServer()
      Job.prototype.act = function act() { return server }
      setRawMethod(Job.prototype.act, function raw() {})
      const message = /^'act' is a parallel action, which can't be called in a worker thread\. Call it outside/
      expect((await failure(new Job(), Job.prototype.run)).message).to.match(message)
      expect((await failure(new Job(), Job.prototype.another)).message).to.match(message)
      expect(await once(new Job(), Job.prototype.other)).to.equal(4)
    })

    it('reads a getter that throws', async () => {
      class Job {
        get late(): never { throw new RangeError('too late') }
        run(reads: boolean) { return reads && this.late }
      }
      const job = new Job()
      expect(await once(job, Job.prototype.run, false)).to.equal(false)
      expect((await rejectionOf(RangeError, once(job, Job.prototype.run, true))).message).to.equal('too late')
    })
  })

  it('more tasks than workers find the same snapshot frozen once', async () => {
    class Job { list = [1]; run(i: number) { return [Object.isFrozen(this), Object.isFrozen(this.list), i] } }
    const calls = Array.from({ length: availableParallelism() * 50 }, (_, i) => [i])
    expect(await inThreads(new Job(), Job.prototype.run, ...calls)).to.deep.equal(calls.map(([i]) => [true, true, i]))
  })
})
