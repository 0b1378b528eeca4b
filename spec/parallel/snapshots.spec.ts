import { delayed, Parallel, type Task } from 'allcores'
import { expect } from 'chai'
import { rejection } from '../helpers/rejection.js'
import { IN_WORKERS } from '../helpers/every-backend.js'
import { useMessages } from '../helpers/messages.js'
import { useScratch } from '../helpers/scratch.js'
import { until } from '../helpers/until.js'

let factor = 2
const scale = (x: number) => x * factor
const scaleTwice = (x: number) => scale(scale(x))

class Account {
  balance = 0
  readonly log: string[] = []
  add(amount: number) {
    this.log.push(`+${amount}`)
    return (this.balance += amount)
  }
}

for (const backend of IN_WORKERS) {
  describe(`what functions capture, on ${backend}`, () => {
    const messages = useMessages()
    const scratch = useScratch()
    const parallel = Parallel({ backend, nJobs: 1 })
    before(() => parallel([delayed(Math.abs)(1)])) // starts the worker
    after(() => parallel.close())
    const sizeOf = (message: unknown) => (message instanceof Uint8Array ? message : Buffer.from(JSON.stringify(message))).length

    it('[A14] functions made on the spot run as the task, as an argument, and in an object that is one', async () => {
      const factor = 3
      const twice = (fn: (x: number) => number, x: number) => fn(fn(x))
      const withOptions = ({ fn, x }: { fn: (x: number) => number; x: number }) => fn(x)
      const results = await parallel([
        delayed((x: number) => x * factor)(1),
        delayed(function named(x: number): number { return x < 1 ? factor : named(x - 1) })(2),
        delayed(twice)((x) => x * factor, 1),
        delayed(withOptions)({ fn: (x) => x + factor, x: 1 }),
      ])
      expect(results).to.deep.equal([3, 3, 9, 4])
    })

    it('[A16] a bound method works on a copy of its object, which keeps what it does for the call', async () => {
      const account = new Account()
      const add = account.add.bind(account)
      const log = () => [account.log, account instanceof Account]
      expect(await parallel([delayed(add)(5), delayed(add)(3), delayed(log)()])).to.deep.equal([5, 8, [['+5', '+3'], true]])
      expect([account.balance, account.log]).to.deep.equal([0, []])
      expect(await parallel([delayed(add)(1)])).to.deep.equal([1])
    })

    it('[A17] a value that changes between two calls is seen by the second, however it is reached', async () => {
      const state = { n: 1, list: [1] }
      const read = () => [state.n, state.list]
      const bound = ((x: object) => x).bind(undefined, state)
      const tasks = (): Task<unknown>[] => [delayed(scale)(1), delayed(scaleTwice)(1), delayed(read)(), delayed(bound)()]
      factor = 2
      expect(await parallel(tasks())).to.deep.equal([2, 4, [1, [1]], { n: 1, list: [1] }])
      factor = 3
      state.n++
      state.list.push(2)
      expect(await parallel(tasks())).to.deep.equal([3, 9, [2, [1, 2]], { n: 2, list: [1, 2] }])
    })

    it('[A17] so are a global of the program and a property of the function', async () => {
      const program = globalThis as typeof globalThis & { spec?: { seen: number }; specLater?: number }
      const read = Object.assign(() => [program.spec?.seen, read.count], { count: 1 })
      try {
        program.spec = { seen: 1 }
        const look = new Function('return spec.seen') as () => number
        const ask = new Function('return typeof specLater') as () => string
        expect(await parallel([delayed(ask)()])).to.deep.equal(['undefined'])
        program.specLater = 1
        expect(await parallel([delayed(ask)()])).to.deep.equal(['number'])
        expect(await parallel([delayed(look)(), delayed(read)()])).to.deep.equal([1, [undefined, 1]])
        program.spec.seen = 2
        read.count = 2
        expect(await parallel([delayed(look)(), delayed(read)()])).to.deep.equal([2, [undefined, 2]])
      } finally {
        delete program.spec
        delete program.specLater
      }
    })

    it('[A17] a change during a call is not seen: one snapshot of a function a call', async () => {
      const signal = scratch.file('go on')
      let shared = 'before'
      const read = async (isFirst: boolean) => {
        const { existsSync, writeFileSync } = process.getBuiltinModule('node:fs')
        if (isFirst) writeFileSync(`${signal} up to here`, '')
        while (isFirst && !existsSync(signal)) await new Promise(setImmediate)
        return shared
      }
      function* tasks() {
        for (let i = 0; i < 6; i++) yield delayed(read)(i === 0)
      }
      const one = Parallel({ backend, nJobs: 1, batchSize: 1, preDispatch: 1 })
      const results = one(tasks())
      await until(() => scratch.has('go on up to here'), 'the first task runs')
      shared = 'after'
      scratch.write('go on')
      expect(await results).to.deep.equal(Array(6).fill('before'))
      expect(await one([delayed(read)(false)])).to.deep.equal(['after'])
      await one.close()
    })

    it('[A17] functions of one call share what they capture, as it was when the first was sent', async () => {
      const state = { n: 0 }
      const add = () => ++state.n
      const read = () => state.n
      const hold = (other: typeof state) => other === state
      const same = hold.bind(undefined, state)
      expect(await parallel([delayed(add)(), delayed(add)(), delayed(read)(), delayed(same)()])).to.deep.equal([1, 2, 2, true])
      expect(state.n).to.equal(0)
      expect(await parallel([delayed(read)()])).to.deep.equal([0])
    })

    it('[A18] closures of one factory are not mixed, and call themselves', async () => {
      const raise = (to: number) => function power(x: number): number {
        return to === 0 ? 1 : to === 1 ? x : x * raise(to - 1)(x)
      }
      const powers = [0, 1, 2, 3].map(raise)
      const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))
      expect(await parallel([...powers, ...powers].map((fn) => delayed(fn)(3)))).to.deep.equal([1, 3, 9, 27, 1, 3, 9, 27])
      expect(await parallel([delayed(factorial)(5), delayed(powers[2]!)(5)])).to.deep.equal([120, 25])
    })

    it('[A18] a closure of each round of a loop has the value of its round', async () => {
      const tasks: Task<number>[] = []
      for (let i = 0; i < 20; i++) tasks.push(delayed(() => i * i)())
      expect(await parallel(tasks)).to.deep.equal(Array.from({ length: 20 }, (_, i) => i * i))
    })

    it('a function and what it captures is sent once a call, whatever the number of batches', async () => {
      const table = Array.from({ length: 10_000 }, (_, i) => i)
      const at = (i: number) => table[i]
      const rows = (i: number) => table.length - i
      const batches = Parallel({ backend, nJobs: 1, batchSize: 1 })
      const tasks = Array.from({ length: 10 }, (_, i) => [delayed(at)(i), delayed(rows)(i)]).flat()
      expect(await batches(tasks)).to.deep.equal(tasks.map(({ fn, args }) => fn(...(args as never[]))))
      const large = messages.filter((message) => sizeOf(message) > 10_000)
      expect(messages.length).to.be.at.least(tasks.length)
      expect(large).to.have.length(1)
      await batches.close()
    })

    it('an initializer is captured anew for an instance that starts workers', async () => {
      let setting = 1
      const initializer = () => void Object.assign(globalThis, { setting })
      const seen = () => (globalThis as { setting?: number }).setting
      for (const expected of [1, 2]) {
        setting = expected
        const prepared = Parallel({ backend, nJobs: 1, initializer })
        expect(await prepared([delayed(seen)()])).to.deep.equal([expected])
        await prepared.close()
      }
    })

    it('what a function keeps in its properties starts anew with each call', async () => {
      function counted(this: void): number {
        const own = counted as typeof counted & { n?: number }
        return (own.n = (own.n ?? 0) + 1)
      }
      const scaled = (x: number): unknown => (scaled as { factor?: number }).factor ?? `${x}`
      expect(await parallel([delayed(counted)(), delayed(scaled)(1)])).to.deep.equal([1, '1'])
      Object.assign(scaled, { factor: 2 })
      expect(await parallel([delayed(counted)(), delayed(scaled)(1)])).to.deep.equal([1, 2])
      expect(counted).to.not.have.property('n')
    })

    it('functions of one call each see all of what they share with others', async () => {
      let count = 0
      const inc = () => void count++
      const f = () => (inc(), count > 0)
      const g = () => (inc(), count > 0)
      const keys = new WeakMap<object, number>()
      const key = {}
      keys.set(key, 5)
      const fresh = () => keys.get({})
      const kept = () => keys.get(key)
      expect(await parallel([delayed(f)(), delayed(g)(), delayed(fresh)()])).to.deep.equal([true, true, undefined])
      await rejection(parallel([delayed(fresh)(), delayed(kept)()]))
    })

    it('what functions among the arguments have captured is one with the other arguments', async () => {
      const state = { n: 0, inc: () => void state.n++ }
      const mark = Symbol('mark')
      const marked = { [mark]: 7, get: (key: symbol) => key === mark }
      expect(await parallel([delayed((s: typeof state) => (s.inc(), s.n))(state)])).to.deep.equal([1])
      expect(await parallel([delayed((m: typeof marked, s: symbol) => [m[mark], m.get(s)])(marked, mark)])).to.deep.equal([[7, true]])
    })

    it('a worker keeps nothing of it when the call is over', async () => {
      const captured = { rows: Array.from({ length: 100 }, (_, n) => ({ n })) }
      const place = globalThis as typeof globalThis & { spec?: WeakRef<object> }
      const remember = () => void (place.spec = new WeakRef(captured))
      const isKept = async () => {
        process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc')
        const gc = process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void
        for (let i = 0; i < 3; i++) {
          await new Promise(setImmediate)
          gc()
        }
        const isKept = place.spec?.deref() !== undefined
        delete place.spec
        return isKept
      }
      expect(await parallel([delayed(remember)(), delayed(isKept)()])).to.deep.equal([undefined, true])
      // something for good, as a worker that has nothing else is told to forget everything
      expect(await parallel([delayed(remember)(), delayed(Math.abs)(1)])).to.deep.equal([undefined, 1])
      expect(await parallel([delayed(isKept)()])).to.deep.equal([false])
    })
  })
}
