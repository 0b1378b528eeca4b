import { AsyncLocalStorage } from 'node:async_hooks'
import { expect } from 'chai'
import {
  type Codec, type CodecOptions, delayed, NotCloneableError, OptionError, Parallel, parallelConfig, type Shared, shared, taskOf, TimeoutError, WorkerDiedError,
} from 'allcores'
import { bareBackend } from '../helpers/bare-backend.js'
import { collect } from '../helpers/collect.js'
import { IN_PROCESS, IN_WORKERS } from '../helpers/every-backend.js'
import { rejection, rejectionOf } from '../helpers/rejection.js'

class Money {
  readonly cents: number

  constructor(cents: number) {
    this.cents = cents
  }

  plus(other: Money): Money {
    return new Money(this.cents + other.cents)
  }

  toString(): string {
    return `${this.cents / 100} €`
  }
}

/** Cents, where money is meant; anything else as it is. */
const money: Codec = {
  encode: (value) => (value instanceof Money ? { cents: value.cents } : value),
  decode: (data) => (typeof data === 'object' && data !== null && 'cents' in data ? new Money(Number(data.cents)) : data),
}
const MONEY: CodecOptions = { arguments: money, results: money }

/** loky's own example: numbers change on the way. */
const plus5: Codec = { encode: (n: number) => n + 5, decode: (n) => n }
const times7: Codec = { encode: (n) => n, decode: (n: number) => n * 7 }
const range = (count: number) => Array.from({ length: count }, (_, n) => n)
const echo = (n: number) => n
const worth = (money: Money) => `${money instanceof Money} ${money}`
const double = (money: Money) => money.plus(money)
const oops = (message: string) => (): never => {
  throw new RangeError(message)
}

const same: Codec['encode'] = (value) => value

/** Notes what it is given. */
function noting(seen: unknown[]): Codec['encode'] {
  return (value) => {
    seen.push(value)
    return value
  }
}

for (const backend of IN_WORKERS) {
  describe(`codec on ${backend}`, () => {
    const options = { backend, nJobs: 2 } as const
    const moneyed = Parallel({ ...options, codec: MONEY })
    after(() => moneyed.close())

    it('[I17] has a way for arguments and one for results, and leaves other instances alone', async () => {
      const parallel = Parallel({ ...options, codec: { arguments: plus5, results: times7 } })
      const both = [parallel([delayed(echo)(1)]), Parallel(options)([delayed(echo)(1)])]
      expect(await Promise.all(both)).to.deep.equal([[42], [1]])
      expect(await Parallel({ ...options, codec: { arguments: plus5 } }).map(echo, [1])).to.deep.equal([6])
      expect(await Parallel({ ...options, codec: { results: times7 } }).map(echo, [1])).to.deep.equal([7])
      expect(await Parallel({ ...options, codec: {} }).map(echo, [1])).to.deep.equal([1])
    })

    it('runs each half at its end', async () => {
      const { pid } = process
      const where = (value: unknown) => [...(Array.isArray(value) ? value : []), `${process.pid === pid && !Reflect.get(globalThis, 'worker')}`]
      const mark = () => void Reflect.set(globalThis, 'worker', true)
      const codec = { arguments: { encode: () => where([]), decode: where }, results: { encode: where, decode: where } }
      await using parallel = Parallel({ ...options, codec, initializer: mark })
      expect(await parallel.map((all) => all, [0])).to.deep.equal([['true', 'false', 'false', 'true']])
    })

    it('carries instances of classes, which are the ones that tasks know, there and back', async () => {
      const results = await moneyed([delayed(worth)(new Money(150)), delayed(double)(new Money(150))])
      expect(results).to.deep.equal(['true 1.5 €', new Money(300)])
      expect(results[1]).to.be.an.instanceOf(Money)
    })

    it('takes each argument of each task, and what promises give', async () => {
      const add = async (a: Money, n: number, b: Money) => a.plus(b).plus(new Money(n))
      expect(await moneyed(range(40).map((n) => delayed(add)(new Money(n), n, new Money(1))))).to.deep.equal(range(40).map((n) => new Money(2 * n + 1)))
    })

    it('takes the items of map()', async () => {
      const items = range(3000).map((n) => new Money(n))
      expect(await moneyed.map(double, items)).to.deep.equal(range(3000).map((n) => new Money(2 * n)))
    })

    it('is asked once for each argument and for each result, also of tasks whose worker ended before they began', async () => {
      const seen = { arguments: [] as unknown[], results: [] as unknown[] }
      const codec = { arguments: { encode: noting(seen.arguments), decode: same }, results: { encode: same, decode: noting(seen.results) } }
      const die = (n: number) => (n === 0 ? process.exit(1) : n)
      const parallel = Parallel({ ...options, nJobs: 1, batchSize: 30, onError: 'return', codec })
      for (const mapped of [false, true]) {
        const results = await (mapped ? parallel.map(die, range(60)) : parallel(range(60).map((n) => delayed(die)(n))))
        expect(results.filter(({ status }) => status === 'rejected')).to.have.lengthOf(1)
        expect(seen.arguments.splice(0)).to.deep.equal(range(60))
        expect(seen.results.splice(0)).to.deep.equal(range(60).slice(1))
      }
    })

    it('encodes just in time', async () => {
      const seen: unknown[] = []
      const codec = { arguments: { encode: noting(seen), decode: same } }
      const parallel = Parallel({ ...options, batchSize: 1, preDispatch: 'all', returnAs: 'generator', codec })
      const results = parallel.map((n) => (n === 0 ? n : new Promise(() => {})), range(100))
      expect((await results.next()).value).to.equal(0)
      expect(seen.length).to.be.below(10)
      await results.return()
    })

    it('keeps the order of streams', async () => {
      const parallel = Parallel({ ...options, codec: MONEY, returnAs: 'generator' })
      const input = (function* () {
        for (const n of range(50)) yield delayed(double)(new Money(n))
      })()
      expect(await collect(parallel(input))).to.deep.equal(range(50).map((n) => new Money(2 * n)))
    })

    it('leaves handles of shared() alone', async () => {
      const table = shared([1, 2])
      const at = (table: Shared<readonly number[]>, i: number) => table.value[i]
      const codec = { arguments: { encode: (i: number) => String(i), decode: (i: string) => Number(i) } }
      const parallel = Parallel({ ...options, codec })
      expect(await parallel([delayed(at)(table, 1), delayed(at)(table, 0)])).to.deep.equal([2, 1])
      expect(await parallel.map((handle) => handle.value.length, [table])).to.deep.equal([2])
    })

    it('serves functions that were given options, and several at once', async () => {
      const scale = (money: Money) => money.cents * Number(Reflect.get({ factor }, 'factor'))
      const factor = 3
      const tasks = [delayed(scale, { capture: { factor: 10 } })(new Money(2)), delayed(scale)(new Money(2)), delayed(worth)(new Money(1))]
      expect(await moneyed([...tasks])).to.deep.equal([20, 6, 'true 0.01 €'])
    })

    for (const mapped of [false, true]) {
      const how = mapped ? 'by map()' : 'one by one'

      it(`fails just the task whose argument can't be encoded, with what was thrown here, ${how}`, async () => {
        const bad = {}
        const thrown = new RangeError('bad')
        const encode = (value: unknown) => {
          if (value === bad) throw thrown
          return value
        }
        const codec = { arguments: { encode, decode: same } }
        const parallel = Parallel({ ...options, codec, onError: 'return', batchSize: 5 })
        const items = range(20).map((n) => (n % 7 === 3 ? bad : n))
        const name = (value: unknown) => typeof value
        const results = mapped ? await parallel.map(name, items) : await parallel(items.map((item) => delayed(name)(item)))
        expect(results.map(({ status }) => status)).to.deep.equal(items.map((item) => (item === bad ? 'rejected' : 'fulfilled')))
        expect(results[3]).to.have.property('reason', thrown)
        expect(results[3]).to.have.deep.property('task', { index: 3, fn: 'name', args: '{}' })
        expect(results[4]).to.have.property('value', 'number')
      })
    }

    it("fails just the task whose argument can't be decoded, or whose result can't be encoded or decoded", async () => {
      const fail: Codec['encode'] = (value) => {
        if (value === 3) throw new RangeError('three')
        return value
      }
      const codecs = [
        { arguments: { encode: same, decode: fail } },
        { results: { encode: fail, decode: same } },
        { results: { encode: same, decode: fail } },
      ]
      for (const codec of codecs) {
        const parallel = Parallel({ ...options, codec, onError: 'return', batchSize: 4 })
        const results = await parallel.map(echo, range(8))
        expect(results.map(({ status }) => status).indexOf('rejected')).to.equal(3)
        expect(results.filter(({ status }) => status === 'fulfilled')).to.have.lengthOf(7)
        expect(results[3]).to.have.nested.property('reason.message', 'three')
        expect(results[3]).to.have.nested.property('reason.task.index', 3)
        const error = await rejectionOf(RangeError, Parallel({ ...options, codec }).map(echo, range(8)))
        expect(taskOf(error)).to.deep.equal({ index: 3, fn: 'echo', args: '3' })
      }
    })

    it('tells of tasks by their own arguments', async () => {
      const codec = { arguments: { encode: () => 'encoded', decode: () => 'decoded' } }
      const parallel = Parallel({ ...options, codec, timeout: 60_000 })
      const thrown = await rejectionOf(RangeError, parallel([delayed((_: string) => oops('task')())('mine')]))
      expect(thrown.stack).to.contain("<anonymous>('mine') (worker")
      expect(taskOf(thrown)).to.have.property('args', "'mine'")
      const died = await rejectionOf(WorkerDiedError, parallel([delayed((_: string) => process.exit(3))('mine')]))
      expect(died.message).to.contain("<anonymous>('mine')")
      const unsent = await rejectionOf(NotCloneableError, parallel([delayed((_: string) => () => {})('mine')]))
      expect(unsent.message).to.contain("<anonymous>('mine')")
      const late = await rejectionOf(TimeoutError, Parallel({ ...options, codec, timeout: 30 })([delayed((_: string) => new Promise(() => {}))('mine')]))
      expect(late.message).to.contain("<anonymous>('mine')")
      const symbol = { arguments: { encode: () => Symbol('s'), decode: same } }
      const uncloneable = await rejectionOf(NotCloneableError, Parallel({ ...options, codec: symbol }).map(worth, [new Money(1)]))
      expect(uncloneable.message).to.contain('worth(Money { cents: 1 })').and.to.contain('args[0] is a symbol (s)')
    })

    it("that can't be sent fails with the reason, and names its own function", async () => {
      const socket = new WeakRef({})
      const decode = function decodeBySocket(data: unknown) {
        return socket.deref() && data
      }
      for (const codec of [{ arguments: { encode: echo, decode } }, { results: { encode: decode, decode: echo } }] as CodecOptions[]) {
        const error = await rejection(Parallel({ ...options, codec }).map(echo, [1, 2]))
        expect(error).to.include({ code: 'ERR_CLOSURE_CAPTURE', function: 'decodeBySocket', variable: 'socket' })
      }
    })

    it('is asked again when a task is retried, whoever has failed', async () => {
      const failed = new Set<unknown>()
      const once = (value: unknown) => {
        if (value === 1 && failed.size < 2) {
          failed.add(failed.size)
          throw new RangeError('once')
        }
        return value
      }
      for (const codec of [{ arguments: { encode: once, decode: echo } }, { results: { encode: echo, decode: once } }] as CodecOptions[]) {
        failed.clear()
        const told: number[] = []
        const parallel = Parallel({ ...options, codec, retries: { limit: 2, minDelay: 0 }, onRetry: ({ attempt }) => void told.push(attempt) })
        expect(await parallel.map(echo, range(4))).to.deep.equal(range(4))
        expect(told).to.deep.equal([1, 2])
      }
    })

    it('outlives a worker, which takes its task along and nothing else', async () => {
      const die = (money: Money) => (money.cents === 2 ? process.exit(1) : money.plus(money))
      const parallel = Parallel({ ...options, codec: MONEY, onError: 'return', batchSize: 5 })
      const results = await parallel.map(die, range(10).map((n) => new Money(n)))
      const lost = results.flatMap((result, i) => (result.status === 'rejected' ? [i] : []))
      expect(lost).to.deep.equal([2])
      expect(results[9]).to.have.deep.property('value', new Money(18))
    })

    it('may end the call', async () => {
      const controller = new AbortController()
      const codec = { arguments: { encode: () => controller.abort('enough'), decode: same } }
      const parallel = Parallel({ ...options, codec, signal: controller.signal })
      expect(await rejection(parallel.map(echo, range(9)))).to.equal('enough')
    })

    it("runs its own halves in the caller's async context", async () => {
      const store = new AsyncLocalStorage<string>()
      const seen: unknown[] = []
      const here = (value: unknown) => {
        seen.push(store.getStore())
        return value
      }
      const codec = { arguments: { encode: here, decode: same }, results: { encode: same, decode: here } }
      const parallel = Parallel({ ...options, codec, batchSize: 1, preDispatch: 2, returnAs: 'generator' })
      const results = store.run('caller', () => parallel.map(echo, range(10)))
      await store.run('reader', () => collect(results))
      expect(seen).to.deep.equal(Array(20).fill('caller'))
    })
  })
}

for (const backend of IN_PROCESS) {
  it(`codec on ${backend}: nothing travels, nothing is encoded`, async () => {
    const codec = { arguments: { encode: oops('encode'), decode: oops('decode') }, results: { encode: oops('encode'), decode: oops('decode') } }
    const money = new Money(1)
    const results = await Parallel({ backend, nJobs: 2, codec }).map((money) => money, [money])
    expect(results[0]).to.equal(money)
  })
}

describe('codec', () => {
  it('is kept where the choice of backend is ours, for tasks of any length', async () => {
    await using parallel = Parallel({ nJobs: 2, codec: { arguments: plus5, results: times7 } })
    for (let round = 0; round < 3; round++) {
      expect(await parallel.map(echo, range(5000))).to.deep.equal(range(5000).map((n) => (n + 5) * 7))
    }
  })

  it('is given to backends of the user', async () => {
    const given: unknown[] = []
    const backend = bareBackend()
    const codec = { arguments: money }
    await Parallel({ nJobs: 2, codec, backend: { ...backend, open: (options) => (given.push(options.codec), backend.open(options)) } }).map(echo, [1])
    expect(given).to.deep.equal([{ arguments: money, results: undefined }])
  })

  it('is of one instance, not of a scope', () => {
    const error = expect(() => parallelConfig({ codec: MONEY } as object, () => 0)).to.throw(OptionError)
    error.that.includes({ code: 'ERR_UNKNOWN_OPTION', option: 'codec' })
  })

  it('says what it takes', () => {
    const wrong = { codec: { argument: money } } as object
    expect(() => Parallel(wrong)).to.throw(OptionError, "unknown option 'codec.argument'. Did you mean 'codec.arguments'? Valid options: codec.arguments, codec.results")
  })
})
