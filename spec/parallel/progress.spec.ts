import { expect } from 'chai'
import { AsyncLocalStorage } from 'node:async_hooks'
import { Parallel, type ParallelOptions, type ProgressEvent } from 'allcores'
import { collect } from '../helpers/collect.js'
import { EVERY_BACKEND } from '../helpers/every-backend.js'
import { rejection } from '../helpers/rejection.js'

const range = (n: number) => Array.from({ length: n }, (_, i) => i)
const double = (n: number) => 2 * n
const failOdd = (n: number) => {
  if (n % 2 === 1) throw new Error(`odd: ${n}`)
  return n
}
const RETURN_AS = ['list', 'generator', 'generatorUnordered'] as const

/** Some events, and what puts them there. */
function watched(options: ParallelOptions) {
  const events: ProgressEvent[] = []
  const parallel = Parallel({ ...options, progress: (event) => void events.push(event) })
  /** All results of a call, however they come. */
  const run = async (fn: (n: number) => number, items: Iterable<number>) => {
    const results: unknown = parallel.map(fn, items)
    return results instanceof Promise ? ((await results) as unknown[]) : collect(results as AsyncIterable<unknown>)
  }
  return { events, run }
}

function assertSane(events: readonly ProgressEvent[]): void {
  expect(events.map(({ ended }) => ended)).to.deep.equal(events.map((_, i) => i === events.length - 1))
  for (const count of ['done', 'failed', 'retried', 'elapsed'] as const) {
    const counts = events.map((event) => event[count])
    expect(counts, count).to.deep.equal(counts.toSorted((a, b) => a - b))
  }
  for (const { done, total, failed } of events) {
    expect(failed).to.be.at.most(done)
    if (total !== undefined) expect(done).to.be.at.most(total)
  }
}

describe('Parallel: progress', () => {
  for (const backend of EVERY_BACKEND) {
    describe(`on ${backend}`, () => {
      for (const nJobs of [1, 2]) {
        for (const returnAs of RETURN_AS) {
          it(`tells of all tasks, by '${returnAs}' with nJobs ${nJobs}`, async () => {
            const { events, run } = watched({ nJobs, backend, returnAs })
            expect(await run(double, range(300))).to.have.length(300)
            assertSane(events)
            expect(events.length).to.be.at.least(2)
            expect(events[0]!).to.include({ total: 300, failed: 0 })
            expect(events.at(-1)!).to.include({ done: 300, total: 300, failed: 0, eta: 0 })
          })
        }
      }

      it('knows how many tasks there were once the input has ended', async () => {
        const { events, run } = watched({ nJobs: 2, backend })
        await run(double, range(50).values())
        assertSane(events)
        expect(events.at(-1)!).to.include({ done: 50, total: 50 })
      })

      for (const total of [10, 50, 1000]) {
        it(`takes the word of a hint, ${total} for 50 tasks, until it knows better`, async () => {
          const { events, run } = watched({ nJobs: 2, backend, total, returnAs: 'generator', preDispatch: 2, batchSize: 1 })
          await run(double, range(50).values())
          assertSane(events)
          expect(events[0]!.total).to.equal(total)
          expect(events.at(-1)!).to.include({ done: 50, total: 50 })
        })
      }

      it('tells of an empty input', async () => {
        const { events, run } = watched({ nJobs: 2, backend })
        await run(double, [])
        expect(events).to.have.length(1)
        expect(events[0]!).to.include({ done: 0, total: 0, ended: true })
      })

      it('counts failures that are returned', async () => {
        const { events, run } = watched({ nJobs: 2, backend, onError: 'return' })
        await run(failOdd, range(20))
        assertSane(events)
        expect(events.at(-1)!).to.include({ done: 20, failed: 10 })
      })

      it('counts what is run again', async () => {
        const { events, run } = watched({ nJobs: 2, backend, onError: 'return', retries: { limit: 2, minDelay: 0 } })
        await run(failOdd, range(10))
        assertSane(events)
        expect(events.at(-1)!).to.include({ done: 10, failed: 5, retried: 10 })
      })

      for (const returnAs of RETURN_AS) {
        it(`tells of the end of a call that has failed, by '${returnAs}'`, async () => {
          const { events, run } = watched({ nJobs: 2, backend, returnAs })
          const error = await rejection(run(failOdd, range(20)))
          expect(error).to.be.an('error').with.property('message').that.matches(/^odd/)
          assertSane(events)
        })

        it(`ends a call with what the hook throws, whatever that is, by '${returnAs}'`, async () => {
          for (const thrown of [new Error('enough'), undefined]) {
            let calls = 0
            const progress = () => {
              calls++
              throw thrown
            }
            const results: unknown = Parallel({ nJobs: 2, backend, returnAs, progress }).map(double, range(100))
            const ended = results instanceof Promise ? results : collect(results as AsyncIterable<number>)
            expect(await rejection(ended)).to.equal(thrown)
            expect(calls).to.equal(1)
          }
        })
      }

      it('ends a call with what the hook throws at its end', async () => {
        const progress = ({ ended }: ProgressEvent) => {
          if (ended) throw 'at the end'
        }
        expect(await rejection(Parallel({ nJobs: 2, backend, progress }).map(double, range(10)))).to.equal('at the end')
      })

      for (const returnAs of ['generator', 'generatorUnordered'] as const) {
        it(`tells of the end of a call that was left, by '${returnAs}'`, async () => {
          const events: ProgressEvent[] = []
          const parallel = Parallel({ nJobs: 2, backend, returnAs, progress: (event) => void events.push(event) })
          for await (const _ of parallel.map(double, range(1000))) break
          assertSane(events)
        })
      }

      it("runs the hook, and the input's iterator, in the caller's context", async () => {
        const storage = new AsyncLocalStorage<string>()
        const seen = new Set<string | undefined>()
        function* numbers() {
          for (const n of range(200)) {
            seen.add(storage.getStore())
            yield n
          }
        }
        const parallel = Parallel({ nJobs: 2, backend, batchSize: 2, progress: () => void seen.add(storage.getStore()) })
        const call = (name: string) => storage.run(name, () => parallel.map(double, numbers()))
        await call('first')
        expect([...seen]).to.deep.equal(['first'])
        seen.clear()
        await call('second') // by workers that the first call has started
        expect([...seen]).to.deep.equal(['second'])
      })
    })
  }

  it('leaves each of several calls its own counts', async () => {
    const calls = [30, 60, 90].map((n) => ({ n, ...watched({ nJobs: 2 }) }))
    await Promise.all(calls.map(({ run, n }) => run(double, range(n))))
    for (const { events, n } of calls) {
      assertSane(events)
      expect(events.at(-1)!).to.include({ done: n, total: n })
    }
  })
})
