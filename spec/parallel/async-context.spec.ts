import { expect } from 'chai'
import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate as turn } from 'node:timers/promises'
import { delayed, Parallel, type ParallelOptions } from 'allcores'
import { collect } from '../helpers/collect.js'
import { EVERY_BACKEND, IN_PROCESS } from '../helpers/every-backend.js'
import { until } from '../helpers/until.js'

const store = new AsyncLocalStorage<string>()
const COUNT = 30
const ITEMS = Array.from({ length: COUNT }, (_, n) => n)
const echo = (n: number) => n

/** Every one of them is `which`, and there are some. */
function expectAll(seen: readonly unknown[], which: string, count = COUNT): void {
  expect(seen).to.deep.equal(Array(count).fill(which))
}

for (const backend of EVERY_BACKEND) {
  describe(`the caller's async context on ${backend}`, () => {
    const open = (options: ParallelOptions = {}) => Parallel({ backend, nJobs: 2, batchSize: 1, ...options, returnAs: 'list', onError: 'raise' })
    const openStream = () => Parallel({ backend, nJobs: 2, batchSize: 1, preDispatch: 3, returnAs: 'generator' })

    function* reading(seen: unknown[]): Generator<number, void, void> {
      for (const n of ITEMS) {
        seen.push(store.getStore())
        yield n
      }
      seen.push(store.getStore())
    }

    async function* waiting(seen: unknown[]): AsyncGenerator<number, void, void> {
      for (const n of ITEMS) {
        seen.push(store.getStore())
        if (n % 3 === 0) await turn()
        yield n
      }
      seen.push(store.getStore())
    }

    for (const [kind, input] of [['a generator', reading], ['an async generator', waiting]] as const) {
      it(`is that of ${kind} that is read`, async () => {
        await using parallel = open({ preDispatch: 3 })
        const seen: unknown[][] = [[], []]
        await Promise.all([
          store.run('one', () => parallel.map(echo, input(seen[0]!))),
          store.run('two', () => parallel.map(echo, input(seen[1]!))),
        ])
        expectAll(seen[0]!, 'one', COUNT + 1)
        expectAll(seen[1]!, 'two', COUNT + 1)
      })

      it(`is that of ${kind} whose results are read elsewhere; the reader keeps its own`, async () => {
        await using parallel = openStream()
        const seen: unknown[] = []
        const results = store.run('call', () => parallel.map(echo, input(seen)))
        const readers: unknown[] = []
        await store.run('reader', async () => {
          for await (const _ of results) readers.push(store.getStore())
        })
        expectAll(seen, 'call', COUNT + 1)
        expectAll(readers, 'reader')
      })

      it(`is that of ${kind} that is ended early`, async () => {
        await using parallel = openStream()
        const seen: unknown[] = []
        const closing = async function* () {
          try {
            yield* input([])
          } finally {
            seen.push(store.getStore())
          }
        }
        const results = store.run('call', () => parallel.map(echo, closing()))
        await store.run('reader', async () => {
          for await (const _ of results) break
        })
        await until(() => seen.length > 0) // it may have been in the midst of an item
        expect(seen).to.deep.equal(['call'])
      })
    }

    it('is that of hooks', async () => {
      const seen: unknown[] = []
      const note = () => {
        seen.push(store.getStore())
        return true
      }
      let told = 0
      const progress = () => (expect(store.getStore()).to.equal('call'), void told++)
      await using parallel = open({ retries: { limit: 2, minDelay: 0, shouldRetry: note }, onRetry: note, progress })
      const fail = () => Promise.reject(new Error('no'))
      await store.run('call', () => parallel([delayed(fail)()]).then(() => expect.fail(), ({ message }) => expect(message).to.equal('no')))
      expectAll(seen, 'call', 4)
      expect(told).to.be.at.least(1)
    })

    it('is that of nobody where the caller has none, also after a call that had one', async () => {
      await using parallel = open()
      const seen: unknown[] = []
      await store.run('call', () => parallel.map(echo, ITEMS))
      await parallel.map(echo, reading(seen))
      expect(seen).to.deep.equal(Array(COUNT + 1).fill(undefined))
    })
  })
}

for (const backend of IN_PROCESS) {
  describe(`the caller's async context in tasks on ${backend}`, () => {
    type Look = () => string | undefined | Promise<string | undefined>
    const look: Look = () => store.getStore()
    const lookLater: Look = async () => {
      await turn()
      return store.getStore()
    }

    for (const batchSize of [1, 3] as const) {
      for (const [kind, task] of [['that return', look], ['that wait', lookLater]] as const) {
        it(`is that of tasks ${kind}, ${batchSize} a batch, of calls from several places`, async () => {
          await using parallel = Parallel({ backend, nJobs: 2, batchSize })
          const places = ['one', 'two', 'three']
          const calls = places.map((place) => store.run(place, () => parallel.map(task, ITEMS)))
          for (const [i, place] of places.entries()) expectAll(await calls[i]!, place)
        })

        it(`is that of tasks ${kind}, ${batchSize} a batch, whose results are read elsewhere`, async () => {
          await using parallel = Parallel({ backend, nJobs: 2, batchSize, preDispatch: 4, returnAs: 'generator' })
          const results = store.run('call', () => parallel.map(task, ITEMS))
          await store.run('reader', async () => expectAll(await collect(results), 'call'))
        })
      }
    }

    it('is that of tasks that wait behind those of another call', async () => {
      await using parallel = Parallel({ backend, nJobs: 2, batchSize: 1 })
      const seen: unknown[] = []
      const task = async (wait: boolean) => {
        if (wait) await turn()
        seen.push(store.getStore())
      }
      const first = store.run('first', () => parallel.map(task, [true, true]))
      const second = store.run('second', () => parallel.map(task, [false, true, false]))
      await Promise.all([first, second])
      expect(seen.sort()).to.deep.equal(['first', 'first', 'second', 'second', 'second'])
    })

    it('is that of tasks that run again', async () => {
      await using parallel = Parallel({ backend, nJobs: 2, retries: { limit: 2, minDelay: 1 } })
      const seen: unknown[] = []
      let runs = 0
      const task = () => {
        seen.push(store.getStore())
        if (++runs < 3) throw new Error('no')
      }
      await store.run('call', () => parallel([delayed(task)()]))
      expectAll(seen, 'call', 3)
    })
  })
}
