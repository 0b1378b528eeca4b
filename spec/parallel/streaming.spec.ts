import { expect } from 'chai'
import { delayed, Parallel, type Task } from 'allcores'
import { endAfter, log, logged, opened } from '../fixtures/basics-tasks.js'
import { collect } from '../helpers/collect.js'
import { EVERY_BACKEND, IN_WORKERS } from '../helpers/every-backend.js'
import { ManualBackend, turn } from '../helpers/manual-backend.js'
import { runProgram } from '../helpers/program.js'
import { rejection } from '../helpers/rejection.js'
import { useScratch } from '../helpers/scratch.js'

/** The plain loop does nothing before it is asked, and then one task at a time: nothing overtakes, nothing is early. */
const CONCURRENT = ['async', ...IN_WORKERS] as const
const MODES = ['generator', 'generatorUnordered'] as const
const range = (n: number) => Array.from({ length: n }, (_, i) => i)
const double = (n: number) => 2 * n
const triple = (n: number) => 3 * n

/** Counts up for ever, and knows how far and whether it was closed. */
function counter() {
  const seen = { made: 0, closed: 0 }
  async function* later() {
    yield* count()
  }
  function* count() {
    try {
      for (;;) yield seen.made++
    } finally {
      seen.closed++
    }
  }
  return { seen, numbers: count(), later }
}

describe('Parallel: generators', () => {
  const scratch = useScratch()

  for (const backend of EVERY_BACKEND) {
    describe(`on ${backend}`, () => {
      for (const nJobs of [1, 2, 4]) {
        it(`[F1] 'generator' yields in the order of the input, with nJobs ${nJobs}`, async () => {
          const results = Parallel({ nJobs, backend, returnAs: 'generator' }).map(double, range(300).values())
          expect(await collect(results)).to.deep.equal(range(300).map(double))
        })

        it(`'generatorUnordered' yields every result once, with nJobs ${nJobs}`, async () => {
          const results = Parallel({ nJobs, backend, returnAs: 'generatorUnordered' }).map(double, range(300).values())
          expect((await collect(results)).sort((a, b) => a - b)).to.deep.equal(range(300).map(double))
        })
      }

      for (const returnAs of MODES) {
        it(`[F3] can be left after two of many large results, by '${returnAs}'`, async () => {
          await using parallel = Parallel({ nJobs: 2, backend, returnAs })
          const large = (i: number) => new Uint8Array(500_000).fill(i)
          const taken: number[] = []
          for await (const result of parallel.map(large, range(20))) {
            if (taken.push(result.length) === 2) break
          }
          expect(taken).to.deep.equal([500_000, 500_000])
        })

        it(`[F4] a call while '${returnAs}' of another is read gives its own results`, async () => {
          const parallel = Parallel({ nJobs: 2, backend, returnAs })
          const first = parallel.map(double, range(50))
          const { value } = await first.next()
          const second = await collect(parallel.map(triple, range(50)))
          const all = [value as number, ...(await collect(first))]
          expect(all.sort((a, b) => a - b)).to.deep.equal(range(50).map(double))
          expect(second.sort((a, b) => a - b)).to.deep.equal(range(50).map(triple))
        })

        it(`[F7] '${returnAs}' closes the input at once when it is left, and says nothing`, async () => {
          const { seen, numbers } = counter()
          const parallel = Parallel({ nJobs: 2, backend, returnAs })
          const warnings: unknown[] = []
          const warned = (warning: Error) => warnings.push(warning)
          process.on('warning', warned)
          for await (const result of parallel.map(double, numbers)) {
            expect(result % 2).to.equal(0)
            break
          }
          expect(seen.closed).to.equal(1)
          const { made } = seen
          expect(await collect(parallel.map(double, [1]))).to.deep.equal([2])
          process.off('warning', warned)
          expect(seen).to.deep.equal({ made, closed: 1 })
          expect(warnings).to.deep.equal([])
        })

        it(`[F7] '${returnAs}' waits for an async input to be closed when it is left`, async () => {
          const { seen, later } = counter()
          for await (const result of Parallel({ nJobs: 2, backend, returnAs }).map(double, later())) {
            expect(result % 2).to.equal(0)
            break
          }
          expect(seen.closed).to.equal(1)
        })

        it(`'${returnAs}' can be returned before it was asked for anything`, async () => {
          const { seen, numbers } = counter()
          const parallel = Parallel({ nJobs: 2, backend, returnAs })
          const results = parallel.map(double, numbers)
          expect(await results.return()).to.deep.equal({ done: true, value: undefined })
          expect(await results.next()).to.deep.equal({ done: true, value: undefined })
          expect(numbers.next()).to.deep.equal({ done: true, value: undefined })
          expect(seen.made).to.be.below(100)
          expect(await collect(parallel.map(double, [1]))).to.deep.equal([2])
        })

        it(`'${returnAs}' does not read an endless input further than it must`, async () => {
          const { seen, numbers } = counter()
          const ahead: number[] = []
          const parallel = Parallel({ nJobs: 2, backend, returnAs, preDispatch: 5, batchSize: 2 })
          for await (const result of parallel.map(double, numbers)) {
            expect(result).to.be.a('number')
            if (ahead.push(seen.made - ahead.length - 1) === 200) break
          }
          expect(Math.max(...ahead)).to.be.at.most(5)
        })

        it(`'${returnAs}' throws what is thrown into it, and closes the input`, async () => {
          const { seen, numbers } = counter()
          const results = Parallel({ nJobs: 2, backend, returnAs }).map(double, numbers)
          await results.next()
          const thrown = new Error('enough')
          expect(await rejection(results.throw(thrown))).to.equal(thrown)
          expect(seen.closed).to.equal(1)
          expect(await results.next()).to.deep.equal({ done: true, value: undefined })
        })

        it(`'${returnAs}' throws what is thrown into it before it was asked for anything`, async () => {
          const { numbers } = counter()
          const results = Parallel({ nJobs: 2, backend, returnAs }).map(double, numbers)
          const thrown = new Error('not wanted')
          expect(await rejection(results.throw(thrown))).to.equal(thrown)
          expect(numbers.next()).to.deep.equal({ done: true, value: undefined })
        })

        it(`'${returnAs}' can be disposed of`, async () => {
          const { seen, numbers } = counter()
          const results = Parallel({ nJobs: 2, backend, returnAs }).map(double, numbers)
          await results.next()
          await results[Symbol.asyncDispose]()
          expect(seen.closed).to.equal(1)
        })

        it(`'${returnAs}' of an input that hangs can be left`, async () => {
          async function* stuck() {
            yield 1
            await new Promise<never>(() => {})
          }
          const parallel = Parallel({ nJobs: 2, backend, returnAs })
          for await (const result of parallel.map(double, stuck())) {
            expect(result).to.equal(2)
            break
          }
          const returned = parallel.map(double, stuck())
          expect(await returned.next()).to.deep.equal({ done: false, value: 2 })
          expect(await returned.return()).to.deep.equal({ done: true, value: undefined })
          expect(await collect(parallel.map(double, [3]))).to.deep.equal([6])
        })

        it(`'${returnAs}' yields what came before an error of the input, then throws that`, async () => {
          const broken = new Error('broken')
          function* failing() {
            yield* range(5)
            throw broken
          }
          const seen: number[] = []
          const error = await rejection(drain(Parallel({ nJobs: 2, backend, returnAs }).map(double, failing()), seen))
          expect(error).to.equal(broken)
          if (returnAs === 'generator') expect(seen).to.deep.equal([0, 2, 4, 6, 8])
        })

        it(`'${returnAs}' yields what came before a task that fails, then throws its error`, async () => {
          const failAt3 = (n: number) => {
            if (n === 3) throw new RangeError('three')
            return n
          }
          const seen: number[] = []
          const parallel = Parallel({ nJobs: 2, backend, returnAs, batchSize: 5 })
          const error = await rejection(drain(parallel.map(failAt3, range(5)), seen))
          expect(error).to.be.instanceOf(RangeError).with.property('message', 'three')
          expect(seen).to.deep.equal([0, 1, 2])
        })
      }
    })
  }

  for (const backend of CONCURRENT) {
    it(`[F1] 'generator' holds back what overtakes an earlier task, on ${backend}`, async () => {
      const ends = scratch.file('ends')
      const tasks = range(4).map((i) => delayed(endAfter)(ends, i, i === 0 ? 3 : 0))
      const parallel = Parallel({ nJobs: 4, backend, returnAs: 'generator', batchSize: 1 })
      expect(await collect(parallel(tasks))).to.deep.equal([0, 1, 2, 3])
      expect(scratch.lines('ends').at(-1)).to.equal('0')
    })

    for (const batchSize of [1, 'auto'] as const) {
      it(`[F2] nine of ten tasks don't wait for one that takes long, batches of ${batchSize}, ${backend}`, async () => {
        const latch = scratch.file('latch')
        const taskOf = (i: number): Task<unknown> => (i === 1 ? delayed(opened)(latch) : delayed(double)(i))
        const results: unknown[] = []
        const parallel = Parallel({ nJobs: 2, backend, returnAs: 'generatorUnordered', batchSize })
        for await (const result of parallel(range(10).map(taskOf))) {
          if (results.push(result) === 9) scratch.write('latch')
        }
        expect(results.at(-1)).to.equal(true)
        expect(results.slice(0, -1).sort()).to.deep.equal([0, 10, 12, 14, 16, 18, 4, 6, 8])
      })
    }

    it(`[F8] tasks start before the first result is asked for, on ${backend}`, async () => {
      const file = scratch.file('started')
      const tasks = ['a', 'b'].map((event) => delayed(log)(file, event))
      const results = Parallel({ nJobs: 2, backend, returnAs: 'generator' })(tasks)
      expect(await logged(file, 2)).to.equal(true)
      expect(await collect(results)).to.deep.equal([undefined, undefined])
    })

    for (const modes of [[MODES[0], MODES[0]], [MODES[0], MODES[1]], [MODES[1], MODES[1]]]) {
      it(`[F5] two instances don't mix up their results: ${modes.join(' and ')}, on ${backend}`, async () => {
        const [first, second] = modes.map((returnAs) => Parallel({ nJobs: 2, backend, returnAs }))
        const [doubled, tripled] = await Promise.all([
          collect(first!.map(double, range(200))),
          collect(second!.map(triple, range(200))),
        ])
        expect(doubled.sort((a, b) => a - b)).to.deep.equal(range(200).map(double))
        expect(tripled.sort((a, b) => a - b)).to.deep.equal(range(200).map(triple))
      })
    }
  }

  it('that nobody reads do not keep the program', async () => {
    const { stdout, stderr, exitCode } = await runProgram('basics-unread')
    expect({ stdout, stderr, exitCode }).to.deep.equal({ stdout: 'over\n', stderr: '', exitCode: 0 })
  })
})

describe('Parallel: generators, seen from a backend', () => {
  it('a consumer that takes nothing lets no more than preDispatch be read, however fast tasks are', async () => {
    for (const returnAs of MODES) {
      const backend = new ManualBackend()
      const { seen, numbers } = counter()
      const results = Parallel({ nJobs: 2, backend, returnAs, preDispatch: 5, batchSize: 1 }).map(double, numbers)
      await turn()
      await backend.serve(0.001)
      expect(seen.made).to.equal(5)
      await results.next()
      await turn()
      await backend.serve(0.001)
      expect(seen.made).to.be.within(6, 7)
      await results.return()
    }
  })

  it('even without preDispatch reading comes to a stop', async () => {
    const backend = new ManualBackend()
    const { seen, numbers } = counter()
    const results = Parallel({ nJobs: 2, backend, returnAs: 'generator', batchSize: 3 }).map(double, numbers)
    await turn()
    await backend.serve(0.001)
    expect(seen.made).to.be.within(6, 30)
    const { made } = seen
    await turn()
    expect(seen.made).to.equal(made)
    await results.return()
  })

  it('unordered results come as they are reported, ordered ones at their turn', async () => {
    for (const returnAs of MODES) {
      const backend = new ManualBackend()
      const results = Parallel({ nJobs: 3, backend, returnAs, batchSize: 1 }).map(double, [10, 11, 12])
      const collected = collect(results)
      await turn()
      for (const i of [2, 0, 1]) {
        backend.submitted[i]!.report()
        backend.submitted[i]!.end()
        await turn()
      }
      expect(await collected).to.deep.equal(returnAs === 'generator' ? [10, 11, 12] : [12, 10, 11])
    }
  })

  it('leaving stops every batch under way', async () => {
    const backend = new ManualBackend()
    const results = Parallel({ nJobs: 2, backend, returnAs: 'generator', batchSize: 1 }).map(double, counter().numbers)
    await turn()
    backend.submitted[0]!.report()
    backend.submitted[0]!.end()
    await results.next()
    await results.return()
    expect(backend.submitted.slice(1)).to.not.be.empty
    expect(backend.submitted.map(({ stopped }) => stopped)).to.deep.equal(backend.submitted.map((_, i) => i > 0))
  })
})

async function drain<T>(results: AsyncIterable<T>, into: T[]): Promise<void> {
  for await (const result of results) into.push(result)
}
