import { expect } from 'chai'
import { type ParallelOptions, delayed, Parallel, Task } from 'allcores'
import { log, logged, met } from '../fixtures/basics-tasks.js'
import { captureOutput } from '../helpers/capture-output.js'
import { EVERY_BACKEND, IN_WORKERS } from '../helpers/every-backend.js'
import { ManualBackend, turn } from '../helpers/manual-backend.js'
import { useScratch } from '../helpers/scratch.js'

const CONCURRENT = ['async', ...IN_WORKERS] as const
const double = (n: number) => 2 * n
const range = (n: number) => Array.from({ length: n }, (_, i) => i)

describe('Parallel: dispatch', () => {
  const scratch = useScratch()

  /** Runs tasks that log their end, from a generator that logs their making. */
  async function events(items: number, options: ParallelOptions): Promise<string[]> {
    const file = scratch.file('events')
    function* tasks() {
      for (let i = 0; i < items; i++) {
        log(file, `P${i}`)
        yield delayed(log)(file, `C${i}`)
      }
    }
    await Parallel(options)(tasks())
    return scratch.lines('events')
  }

  for (const backend of EVERY_BACKEND) {
    it(`[B1] one job with batches of 1 makes and runs tasks in turn, on ${backend}`, async () => {
      const expected = ['P0', 'C0', 'P1', 'C1', 'P2', 'C2', 'P3', 'C3']
      expect(await events(4, { nJobs: 1, batchSize: 1, backend })).to.deep.equal(expected)
    })

    it(`[B1] one job makes tasks no earlier than it must by default, on ${backend}`, async () => {
      expect((await events(2, { nJobs: 1, backend })).slice(0, 2)).to.deep.equal(['P0', 'C0'])
    })

    it(`[B2] one job with batches of 4 makes and runs four in turn, on ${backend}`, async () => {
      const expected = ['P0', 'P1', 'P2', 'P3', 'C0', 'C1', 'C2', 'C3', 'P4', 'P5', 'C4', 'C5']
      expect(await events(6, { nJobs: 1, batchSize: 4, backend })).to.deep.equal(expected)
    })

    it(`[B12] more jobs than tasks, and then fewer, on ${backend}`, async () => {
      for (const nJobs of [4, 1]) {
        for (const tasks of [1, 2, 3]) {
          const doubled = await Parallel({ nJobs, backend }).map(double, range(tasks))
          expect(doubled).to.deep.equal([0, 2, 4].slice(0, tasks))
        }
      }
    })
  }

  for (const backend of CONCURRENT) {
    it(`[B3] preDispatch 3 reads the fourth task only once one is done, on ${backend}`, async () => {
      const all = await events(6, { nJobs: 2, preDispatch: 3, batchSize: 1, backend })
      expect(all[0]).to.equal('P0')
      expect(all.slice(0, all.indexOf('P3')).filter((event) => event.startsWith('C'))).to.not.be.empty
      expect([...all].sort()).to.deep.equal(['C0', 'C1', 'C2', 'C3', 'C4', 'C5', 'P0', 'P1', 'P2', 'P3', 'P4', 'P5'])
    })

    it(`[B3] preDispatch 1 runs one task at a time however many jobs there are, on ${backend}`, async () => {
      const expected = ['P0', 'C0', 'P1', 'C1', 'P2', 'C2']
      expect(await events(3, { nJobs: 3, preDispatch: 1, batchSize: 1, backend })).to.deep.equal(expected)
    })

    it(`what a slow input has given is run while it makes the next, on ${backend}`, async () => {
      const file = scratch.file('events')
      async function* slow() {
        for (const [i, event] of ['a', 'b', 'c'].entries()) {
          yield delayed(log)(file, event)
          expect(await logged(file, i + 1)).to.equal(true)
        }
      }
      expect(await Parallel({ nJobs: 2, batchSize: 4, backend })(slow())).to.have.length(3)
      expect(scratch.lines('events')).to.deep.equal(['a', 'b', 'c'])
    })

    it(`[B11] starts as many tasks at once as there are jobs, on ${backend}`, async () => {
      const barrier = scratch.file('barrier')
      const parallel = Parallel({ nJobs: 4, backend, batchSize: 1 })
      expect(await parallel(range(4).map((i) => delayed(met)(barrier, i, 4)))).to.deep.equal([true, true, true, true])
    })

    const crowds: readonly (readonly [tasks: number, options: ParallelOptions])[] = [
      [2, { nJobs: 2, preDispatch: 'all' }],
      [2, { nJobs: 2, preDispatch: 'nJobs' }],
      [517, { nJobs: 2, preDispatch: 'nJobs' }],
      [200, { nJobs: 4, preDispatch: 'nJobs' }],
      [25, { nJobs: 4, preDispatch: '2 * nJobs', batchSize: 1 }],
      [250, { nJobs: 4, preDispatch: 'all', batchSize: 1 }],
      [250, { nJobs: 4, preDispatch: '2 * nJobs', batchSize: 7 }],
      [250, { nJobs: 4, preDispatch: '2 * nJobs', batchSize: 'auto' }],
    ]
    for (const [tasks, options] of crowds) {
      const { nJobs, preDispatch, batchSize = 'auto' } = options
      const title = `${tasks} tasks, ${nJobs} jobs, preDispatch ${preDispatch}, batches of ${batchSize}`
      it(`[B4] ${title}, on ${backend}`, async () => {
        const parallel = Parallel({ ...options, backend })
        const expected = range(tasks).map(double)
        expect(await parallel.map(double, range(tasks))).to.deep.equal(expected)
        expect(await parallel.map(double, range(tasks).values())).to.deep.equal(expected)
        expect(await parallel.map(double, new OneAtATime(tasks))).to.deep.equal(expected)
      })
    }
  }

  /** How many tasks were done each time that something came back. */
  async function counts(options: ParallelOptions, tasks: number): Promise<number[]> {
    const parallel = Parallel({ ...options, returnAs: 'list', verbose: 100 })
    const { stdout } = await captureOutput(() => parallel.map(double, range(tasks)))
    return [...stdout.matchAll(/Done +(\d+) out of/g)].map(([, count]) => Number(count))
  }

  for (const [line, backend] of [['[B5]', 'threads'], ['[B6]', 'processes']] as const) {
    it(`${line} ${backend} batch: tiny tasks come back many at a time`, async () => {
      expect(await counts({ nJobs: 2, backend }, 5000)).to.have.length.within(1, 1000)
    })
  }

  it('[B5] the async backend has nothing to batch for: tiny tasks come back one by one', async () => {
    expect((await counts({ nJobs: 2, backend: 'async' }, 12)).slice(0, 10)).to.deep.equal(range(10).map((i) => i + 1))
  })

  it('[B11] the async backend starts tasks that wait at once, however short those before them were', async () => {
    const barrier = scratch.file('barrier')
    const tasks: Task<unknown>[] = range(100).map((i) => delayed(double)(i))
    tasks.push(...range(4).map((i) => delayed(met)(barrier, i, 4)))
    const results = await Parallel({ nJobs: 4, backend: 'async' })(tasks.values())
    expect(results.slice(100)).to.deep.equal([true, true, true, true])
  })

  for (const batchSize of [6, 40, 50]) {
    for (const backend of EVERY_BACKEND) {
      it(`[B9] maps 40 items in batches of ${batchSize}, on ${backend}`, async () => {
        const doubled = await Parallel({ nJobs: 2, backend, batchSize }).map(double, range(40))
        expect(doubled).to.deep.equal(range(40).map(double))
      })
    }
  }

  for (const backend of EVERY_BACKEND) {
    it(`[B10] does not mix up arrays that are made on the fly, on ${backend}`, async () => {
      function* arrays() {
        for (let i = 0; i < 100; i++) yield delayed(measure)(new Float64Array(1000).fill(i), i)
      }
      for (const nJobs of [2, 4]) {
        expect(await Parallel({ nJobs, backend })(arrays())).to.deep.equal(range(100).map((i) => [i, i, i, 1000]))
      }
    })
  }
})

describe('Parallel: batches, seen from a backend', () => {
  async function sizes(options: ParallelOptions, items: Iterable<number>, perTask: number): Promise<number[]> {
    const backend = new ManualBackend()
    const call = Parallel({ ...options, backend }).map(double, items)
    await turn()
    await backend.serve(perTask)
    await call
    return backend.submitted.map(({ batch }) => batch.tasks.length)
  }

  it('[B7] every call learns the batch size anew', async () => {
    const backend = new ManualBackend()
    const parallel = Parallel({ nJobs: 1, backend })
    const served: number[][] = []
    for (const before of [0, 1]) {
      const first = backend.submitted.length
      const call = parallel.map(double, range(2000).values())
      await turn()
      await serveFrom(backend, first)
      expect(await call).to.have.length(2000)
      served[before] = backend.submitted.slice(first).map(({ batch }) => batch.tasks.length)
    }
    expect(served[0]![0]).to.equal(1)
    expect(Math.max(...served[0]!)).to.be.above(64)
    expect(served[1]).to.deep.equal(served[0])
  })

  it('obeys an explicit batchSize, whether the length of the input is known or not', async () => {
    for (const items of [range(10), range(10).values()]) {
      expect(await sizes({ nJobs: 2, batchSize: 4 }, items, 1)).to.deep.equal([4, 4, 2])
    }
  })

  it('shrinks batches of its own choice towards an end that is known', async () => {
    const all = await sizes({ nJobs: 2 }, range(1000), 0.02)
    expect(Math.max(...all)).to.be.above(32)
    expect(all.at(-1)).to.be.below(10)
  })

  it('never has more tasks under way than preDispatch says, whatever the batch size', async () => {
    for (const batchSize of [1, 3, 100, 'auto'] as const) {
      const backend = new ManualBackend()
      let made = 0
      function* items() {
        while (made < 20) yield made++
      }
      const call = Parallel({ nJobs: 2, preDispatch: 5, batchSize, backend }).map(double, items())
      await turn()
      expect(made, `batchSize ${batchSize}`).to.be.within(1, 5)
      await backend.serve(0.001)
      expect(await call).to.have.length(20)
    }
  })

  it("preDispatch 'all' reads the whole input before it waits for a task", async () => {
    const backend = new ManualBackend()
    let made = 0
    function* items() {
      while (made < 100) yield made++
    }
    const call = Parallel({ nJobs: 2, preDispatch: 'all', batchSize: 1, backend }).map(double, items())
    await turn()
    expect(made).to.equal(100)
    await backend.serve(0.001)
    expect(await call).to.have.length(100)
  })

  it('[B3] reads on by as many tasks as are done', async () => {
    const backend = new ManualBackend()
    const made: number[] = []
    function* items() {
      for (let i = 0; i < 6; i++) {
        made.push(i)
        yield i
      }
    }
    const call = Parallel({ nJobs: 2, preDispatch: 3, batchSize: 1, backend }).map(double, items())
    const madeOnce = async (act: () => void) => {
      act()
      await turn()
      return made.length
    }
    expect(await madeOnce(() => {})).to.be.within(2, 3)
    expect(await madeOnce(() => backend.submitted[0]!.report())).to.be.within(2, 4)
    expect(await madeOnce(() => backend.submitted[0]!.end())).to.be.within(3, 4)
    await serveFrom(backend, 1)
    expect(await call).to.have.length(6)
  })

  it('opens one executor for all calls of an instance', async () => {
    const backend = new ManualBackend()
    const parallel = Parallel({ nJobs: 3, backend })
    const calls = [parallel.map(double, [1, 2]), parallel.map(double, [3])]
    await turn()
    await backend.serve()
    expect(await Promise.all(calls)).to.deep.equal([[1, 2], [3]])
    expect(backend.opened.map(({ nJobs }) => nJobs)).to.deep.equal([3])
  })

  it('opens none for nothing, and never asks it to run nothing', async () => {
    const backend = new ManualBackend()
    expect(await Parallel({ nJobs: 2, backend })([])).to.deep.equal([])
    expect(backend.submitted).to.deep.equal([])
  })

  it('hands over the tasks as they were given, with the index of the first', async () => {
    const backend = new ManualBackend()
    const tasks: readonly Task<number>[] = range(5).map((i) => delayed(double)(i))
    const call = Parallel({ nJobs: 1, batchSize: 2, backend })(tasks)
    await turn()
    await backend.serve()
    await call
    expect(backend.submitted.map(({ batch }) => batch.start)).to.deep.equal([0, 2, 4])
    const submitted = backend.submitted.flatMap(({ batch }) => [...batch.tasks])
    expect(submitted).to.have.length(5)
    for (const [i, task] of submitted.entries()) expect(task).to.equal(tasks[i])
  })
})

/** What a task can tell of an array: that all of it is there, and is its own. */
function measure(array: Float64Array, i: number) {
  return [i, Math.min(...array), Math.max(...array), array.length]
}

/** An async input that can't take a second question before it has answered the first. */
class OneAtATime implements AsyncIterableIterator<number> {
  readonly #length: number
  #next = 0
  #asked = false

  constructor(length: number) {
    this.#length = length
  }

  async next(): Promise<IteratorResult<number>> {
    if (this.#asked) throw new Error('asked twice')
    this.#asked = true
    await undefined
    this.#asked = false
    return this.#next < this.#length ? { done: false, value: this.#next++ } : { done: true, value: undefined }
  }

  [Symbol.asyncIterator]() {
    return this
  }
}

/** Like `serve`, from this batch on. */
async function serveFrom(backend: ManualBackend, first: number): Promise<void> {
  for (let i = first; i < backend.submitted.length; i++) {
    backend.submitted[i]!.report(undefined, 0.001)
    backend.submitted[i]!.end()
    await turn()
  }
}
