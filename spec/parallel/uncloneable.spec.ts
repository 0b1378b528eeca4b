import v8 from 'node:v8'
import { expect } from 'chai'
import { delayed, NotCloneableError, Parallel, taskOf } from 'allcores'
import { double } from '../fixtures/errors-tasks.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { EVERY_BACKEND, IN_PROCESS, IN_WORKERS } from '../helpers/every-backend.js'
import { rejectionOf } from '../helpers/rejection.js'

const take = (value: unknown) => typeof value
const give = (n: number) => (n === 4 ? { x: { y: [0, new WeakSet()] } } : { x: n })

/** Node 20 writes an error that is its own cause, and can't read it again. */
const cyclicErrorsCross = (() => {
  const error = new Error('round and round')
  error.cause = error
  try {
    return v8.deserialize(v8.serialize(error)) instanceof Error
  } catch {
    return false
  }
})()

/** Such an error, so many arrays deep. */
function selfCaused(depth: number): unknown {
  const error = new Error('round and round')
  error.cause = { by: [error] }
  let value: unknown = error
  for (let level = 0; level < depth; level++) value = [value]
  return value
}

for (const backend of IN_WORKERS) {
  describe(`what can't be cloned, on ${backend}`, () => {
    const parallel = Parallel({ backend, nJobs: 2 })
    const returning = Parallel({ backend, nJobs: 2, batchSize: 10, onError: 'return' })

    it('an argument: the error says so, names the task and the place in the argument', async () => {
      const error = await rejectionOf(
        NotCloneableError,
        parallel([delayed(take)('fine'), delayed(take)({ a: [1, Promise.resolve()] })]),
      )
      expect(error).to.include({ code: 'ERR_NOT_CLONEABLE', direction: 'argument', path: 'args[0].a[1]' })
      expect(error.message).to.match(/^task 1: take\(.*\) can't be sent to a worker: args\[0\]\.a\[1\] is a Promise\. Await it first$/)
      expect(taskOf(error)).to.include({ index: 1, fn: 'take' })
    })

    it('a result: the error says so, names the task and the place in the result', async () => {
      const error = await rejectionOf(NotCloneableError, parallel([delayed(give)(3), delayed(give)(4)]))
      expect(error).to.include({ code: 'ERR_NOT_CLONEABLE', direction: 'result', path: 'result.x.y[1]' })
      expect(error.message).to.match(/^the result of task 1: give\(4\) can't be sent back: result\.x\.y\[1\] is a WeakSet\. Return plain/)
      expect(taskOf(error)).to.deep.equal({ index: 1, fn: 'give', args: '4' })
    })

    it('what would arrive as {}: an argument and what it has, a result and what it has', async () => {
      const makers: readonly (() => object)[] = [
        () => AbortSignal.abort(), () => new AbortController(), () => new Event('e'), () => new Headers(), () => new FormData(),
        () => new URLSearchParams('a=1'), () => new TextEncoder(), () => new Response(),
      ]
      const made = makers.map((make) => make())
      const given = made.flatMap((value) => [value, { value }, [value]])
      const args = await returning(given.map((value) => delayed(take)(value)))
      expect(args.map((result) => result.status === 'rejected' && result.reason.path))
        .to.deep.equal(made.flatMap(() => ['args[0]', 'args[0].value', 'args[0][0]']))
      const returned = await returning(makers.flatMap((make) => [delayed(make)(), delayed((make: () => object) => [make()])(make)]))
      expect(returned.map((result) => result.status === 'rejected' && result.reason.path))
        .to.deep.equal(made.flatMap(() => ['result', 'result[0]']))
      const [first] = args
      expect(first?.status === 'rejected' && first.reason.message).to.match(/ args\[0\] is an AbortSignal\. Give it to Parallel instead: /)
    })

    it('an object of a class of one\'s own arrives as its data, whatever the class is called and wherever it is', async () => {
      class Event {
        readonly size = 1
      }
      Reflect.set(globalThis, 'OwnClass', class OwnClass { readonly size = 2 })
      const own = Reflect.construct(Reflect.get(globalThis, 'OwnClass') as new () => { size: number }, [])
      try {
        const same = (value: { readonly size: number }) => value
        const results = await Parallel({ backend, nJobs: 2 }).map(same, [new Event(), own])
        expect(results).to.deep.equal([{ size: 1 }, { size: 2 }])
      } finally {
        Reflect.deleteProperty(globalThis, 'OwnClass')
      }
    })

    it('an argument fails its own task alone, in a batch of ten', async () => {
      const values = Array.from({ length: 10 }, (_, i) => (i % 4 === 1 ? Symbol(i) : i))
      const results = await returning(values.map((value) => delayed(take)(value)))
      expect(results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.path))).to.deep.equal([
        'number', 'args[0]', 'number', 'number', 'number', 'args[0]', 'number', 'number', 'number', 'args[0]',
      ])
      expect(results.map((result) => result.status === 'rejected' && result.task.index)).to.deep.equal([
        false, 1, false, false, false, 5, false, false, false, 9,
      ])
    })

    it('a result fails its own task alone, in a batch of ten', async () => {
      const results = await returning(Array.from({ length: 10 }, (_, i) => delayed(give)(i)))
      const lost = results.splice(4, 1, { status: 'fulfilled', value: { x: 4 } })[0]
      expect(lost).to.have.nested.property('reason.direction', 'result')
      expect(lost).to.have.nested.property('task.index', 4)
      expect(results).to.deep.equal(Array.from({ length: 10 }, (_, i) => ({ status: 'fulfilled', value: { x: i } })))
    })

    it('all arguments of a batch fail all its tasks, and the next batch runs', async () => {
      const results = await returning(Array.from({ length: 20 }, (_, i) => delayed(take)(i < 10 ? new WeakMap() : i)))
      expect(results.map(({ status }) => status)).to.deep.equal([
        ...Array<string>(10).fill('rejected'), ...Array<string>(10).fill('fulfilled'),
      ])
    })

    it('an argument of the first call ever, whose workers have not started', async () => {
      await using cold = Parallel({ backend, nJobs: 2, initializer: coldWorkers() })
      const error = await rejectionOf(NotCloneableError, cold([delayed(take)(Symbol('first'))]))
      expect(error.path).to.equal('args[0]')
      expect(await cold([delayed(double)(2)])).to.deep.equal([4])
    })

    it('a result with a getter that throws fails its own task alone', async () => {
      const lazy = () => ({
        get x() {
          throw new Error('look away')
        },
      })
      const [lost, next] = await returning([delayed(lazy)(), delayed(double)(2)])
      expect(lost).to.have.nested.property('reason.path', 'result.x')
      expect(next).to.deep.equal({ status: 'fulfilled', value: 4 })
    })

    it('a getter that throws, a proxy, a class instance: told by what they are', async () => {
      const getter = {
        get x() {
          throw new Error('look away')
        },
      }
      const args = [getter, [new Proxy({}, {})], new (class Job { run = Symbol('run') })()]
      const results = await returning(args.map((arg) => delayed(take)(arg)))
      expect(results.map((result) => result.status === 'rejected' && result.reason.message.replace(/^.*worker: /, ''))).to.deep.equal([
        'args[0].x is a getter that throws. Pass plain data, or make it inside the task',
        'args[0][0] is a Proxy. Pass plain data, or make it inside the task',
        'args[0] is an instance of Job whose .run is a symbol (run). Pass plain data, or make it inside the task',
      ])
    })

    it('an instance with functions in it arrives as one', async () => {
      class Job {
        run = () => 1
      }
      const use = (job: Job) => [job.run(), job.constructor.name]
      expect(await returning([delayed(use)(new Job())])).to.deep.equal([{ status: 'fulfilled', value: [1, 'Job'] }])
    })

    for (const depth of [0, 1]) {
      const fate = cyclicErrorsCross ? 'crosses' : 'is refused'

      it(`an error inside its own cause, as an argument ${depth} levels deep, ${fate} on this Node`, async () => {
        const [result, next] = await returning([delayed(take)(selfCaused(depth)), delayed(take)(1)])
        if (cyclicErrorsCross) expect(result).to.deep.equal({ status: 'fulfilled', value: 'object' })
        else expect(result).to.have.nested.property('reason.code', 'ERR_NOT_CLONEABLE')
        expect(next).to.deep.equal({ status: 'fulfilled', value: 'number' })
      })

      it(`an error inside its own cause, as a result ${depth} levels deep, ${depth === 0 ? 'crosses' : fate} on this Node`, async () => {
        const [result, next] = await returning([delayed(selfCaused)(depth), delayed(double)(2)])
        if (depth === 0) expect(result).to.have.nested.property('value.cause.by[0]', (result as PromiseFulfilledResult<unknown>).value)
        else if (cyclicErrorsCross) expect(result).to.have.property('status', 'fulfilled')
        else expect(result).to.have.nested.property('reason.code', 'ERR_NOT_CLONEABLE')
        expect(next).to.deep.equal({ status: 'fulfilled', value: 4 })
      })
    }

    it('an error inside its own cause, buried in data, may cost its worker where Node can\'t read it, and no more', async () => {
      for (const buried of [delayed(take)(selfCaused(3)), delayed(selfCaused)(3)]) {
        const [result] = await returning([buried])
        if (cyclicErrorsCross) expect(result).to.have.property('status', 'fulfilled')
        else expect(result).to.have.nested.property('reason.code').that.is.oneOf(['ERR_NOT_CLONEABLE', 'ERR_WORKER_DIED'])
        expect(await returning([delayed(double)(2)])).to.deep.equal([{ status: 'fulfilled', value: 4 }])
      }
    })
  })
}

for (const backend of IN_PROCESS) {
  it(`what can't be cloned is no obstacle on ${backend}: nothing is`, async () => {
    const same = (value: unknown) => value
    const value = { a: [Promise.resolve(), Symbol('s'), () => 1] }
    expect((await Parallel({ backend, nJobs: 2 })([delayed(same)(value)]))[0]).to.equal(value)
  })
}

/** The smallest WebAssembly.Module there is. */
function compile(): object {
  const { Module } = (globalThis as unknown as { WebAssembly: { Module: new (bytes: Uint8Array) => object } }).WebAssembly
  return new Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]))
}
const compiled = (depth: number, size: number) => [new Uint8Array(size), depth === 0 ? compile() : { deep: { er: [compile()] } }]
const LARGE = 2 ** 21

describe('what only threads can clone', () => {
  it('arrives from them, beside a large array too', async () => {
    const [small, large] = await Parallel({ backend: 'threads', nJobs: 2 })([delayed(compiled)(0, 1), delayed(compiled)(1, LARGE)])
    expect(small![1]).to.be.instanceOf(compile().constructor)
    expect(large![1]).to.have.nested.property('deep.er[0]').that.is.instanceOf(compile().constructor)
  })

  for (const [depth, size, path] of [[0, 1, 'result[1]'], [0, LARGE, 'result[1]'], [1, LARGE, 'result[1].deep.er[0]']] as const) {
    it(`processes name as ${path} of a result, with an array of ${size} bytes`, async () => {
      const call = Parallel({ backend: 'processes', nJobs: 2 })([delayed(give)(1), delayed(compiled)(depth, size)])
      const error = await rejectionOf(NotCloneableError, call)
      expect(error).to.include({ direction: 'result', path })
      expect(error.message).to.contain('task 1: compiled(')
    })
  }

  it('processes refuse as an argument', async () => {
    for (const value of [compile(), new Blob(['x'])]) {
      const error = await rejectionOf(NotCloneableError, Parallel({ backend: 'processes', nJobs: 2 })([delayed(take)({ value })]))
      expect(error).to.include({ direction: 'argument', path: 'args[0].value' })
    }
  })
})

describe('a SharedArrayBuffer as an argument', () => {
  const count = (counter: Int32Array, by: number) => Atomics.add(counter, 0, by)

  for (const backend of EVERY_BACKEND.filter((backend) => backend !== 'processes')) {
    it(`is the caller's own memory on ${backend}`, async () => {
      const counter = new Int32Array(new SharedArrayBuffer(4))
      await Parallel({ backend, nJobs: 2 })([1, 2, 3, 4].map((by) => delayed(count)(counter, by)))
      expect(counter[0]).to.equal(10)
    })
  }

  for (const [what, shared] of [['', new SharedArrayBuffer(4)], ['view of a ', new Int32Array(new SharedArrayBuffer(4))]] as const) {
    it(`${what}SharedArrayBuffer is refused by processes, which share no memory: a copy would lose what is written`, async () => {
      const error = await rejectionOf(NotCloneableError, Parallel({ backend: 'processes', nJobs: 2 })([delayed(take)(shared)]))
      expect(error).to.include({ direction: 'argument', path: 'args[0]' })
    })
  }
})
