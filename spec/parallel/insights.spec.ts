import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { inspect } from 'node:util'
import { expect } from 'chai'
import { type Bottleneck, delayed, type Insights, OptionError, Parallel, type ParallelOptions } from 'allcores'
import { double, here, meet } from '../fixtures/errors-tasks.js'
import { EVERY_BACKEND, IN_PROCESS, IN_WORKERS } from '../helpers/every-backend.js'
import { rejectionOf } from '../helpers/rejection.js'
import { useScratch } from '../helpers/scratch.js'

interface TraceEvent {
  readonly name: string
  readonly cat?: string
  readonly ph: string
  readonly ts: number
  readonly dur: number
  readonly pid: number
  readonly tid: number
  readonly args: Readonly<Record<string, unknown>>
}

/** In ms: a machine that is busy with others holds up everybody, though not for that long. */
const WAITS = [20, 80, 320, 1280]

/** Makes calls with longer waits, until the verdict is the expected one. */
async function expectBound(bound: Bottleneck, call: (wait: number) => Promise<Insights>): Promise<void> {
  const seen: Insights[] = []
  for (const wait of WAITS) {
    seen.push(await call(wait))
    if (seen.at(-1)!.bound === bound) return
  }
  expect.fail(`none is bound by ${bound}:\n${seen.join('\n')}`)
}

function fails(): never {
  throw new RangeError('on purpose')
}

for (const backend of EVERY_BACKEND) {
  describe(`insights of a call on ${backend}`, () => {
    const scratch = useScratch()
    const open = (options: ParallelOptions = {}) => Parallel({ backend, nJobs: 2, ...options, returnAs: 'list', onError: 'raise' })
    const tasks = (count: number) => Array.from({ length: count }, (_, i) => delayed(double)(i))
    const trace = () => JSON.parse(readFileSync(scratch.file('trace.json'), 'utf8'))
    const events = (cat: string): TraceEvent[] => trace().traceEvents.filter((event: TraceEvent) => event.cat === cat)

    it('are of the last call that has ended', async () => {
      const parallel = open()
      expect(parallel.insights()).to.equal(undefined)
      await parallel(tasks(10))
      expect(parallel.insights()).to.deep.include({ tasks: 10, failed: 0, retried: 0, backend, nJobs: 2 })
      const running = parallel(tasks(20))
      expect(parallel.insights()).to.deep.include({ tasks: 10 })
      await running
      expect(parallel.insights()).to.deep.include({ tasks: 20 })
    })

    it('account for all of the time, and all tasks', async () => {
      const parallel = open()
      await parallel(tasks(100))
      const { elapsed, workers, share, longest } = parallel.insights()!
      expect(elapsed).to.be.greaterThan(0)
      expect(workers.reduce((sum, { tasks }) => sum + tasks, 0)).to.equal(100)
      expect(Object.values(share).reduce((sum, part) => sum + part)).to.be.closeTo(1, 1e-6)
      expect(longest).to.have.length.within(0, 5)
      for (const { utilisation } of workers) expect(utilisation).to.be.within(0, 1)
    })

    it('know the longest tasks', async () => {
      const parallel = open()
      await parallel([delayed(double)(1), delayed(setTimeout)(20, 'long'), delayed(double)(2)])
      const { longest } = parallel.insights()!
      expect(longest.find(({ index }) => index === 1)).to.deep.include({ fn: 'setTimeout', args: "20, 'long'" })
      expect(longest).to.deep.equal(longest.toSorted((a, b) => b.elapsed - a.elapsed))
    })

    it('are there after a call that failed, and after one that was left', async () => {
      const parallel = open({ batchSize: 1 })
      await rejectionOf(RangeError, parallel([delayed(fails)()]))
      expect(parallel.insights()).to.deep.include({ tasks: 1, failed: 1 })
      const stream = Parallel({ backend, nJobs: 2, returnAs: 'generator' })
      for await (const result of stream(tasks(50))) if (result === 4) break
      expect(stream.insights()!.tasks).to.be.within(3, 50)
    })

    it('count what is run again', async () => {
      const parallel = open({ retries: { limit: 2, minDelay: 1 } })
      await rejectionOf(RangeError, parallel([delayed(fails)()]))
      expect(parallel.insights()).to.deep.include({ tasks: 1, failed: 1, retried: 2 })
    })

    it('notice a slow input, also one that holds up the thread', async () => {
      async function* slow(wait: number) {
        for (let i = 0; i < 5; i++) yield setTimeout(wait, delayed(double)(i))
      }
      function* busy(wait: number) {
        for (let i = 0; i < 5; i++) {
          for (const end = performance.now() + wait; performance.now() < end; );
          yield delayed(double)(i)
        }
      }
      const parallel = open()
      await parallel(tasks(2)) // the workers are up
      for (const input of [slow, busy]) {
        await expectBound('input', async (wait) => {
          await parallel(input(wait))
          return parallel.insights()!
        })
      }
    })

    it('notice a slow consumer, also of results that are all there', async () => {
      for (const count of [5, 100]) {
        const parallel = Parallel({ backend, nJobs: 2, returnAs: 'generator' })
        for await (const _ of parallel(tasks(2))); // the workers are up
        await expectBound('consumer', async (wait) => {
          let taken = 0
          for await (const _ of parallel(tasks(count))) if (++taken <= 5) await setTimeout(wait)
          return parallel.insights()!
        })
      }
    })

    it('print as a table', async () => {
      const parallel = open()
      await parallel(tasks(10))
      expect(inspect(parallel.insights())).to.match(/^10 tasks in .* on .*, 2 jobs\n\n +tasks +batches +working/)
    })

    it('with a trace, each task is in a row of the worker that ran it', async () => {
      const parallel = open({ trace: scratch.file('trace.json'), batchSize: 1 })
      await parallel(tasks(10))
      const indices = events('task').flatMap(({ args }) => {
        const first = (args['index'] ?? args['first']) as number
        return Array.from({ length: (args['count'] as number | undefined) ?? 1 }, (_, i) => first + i)
      })
      expect(indices.sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 10 }, (_, i) => i))
      const [end] = events('end')
      expect(end).to.deep.include({ name: 'done', pid: 1 })
      expect(end!.args['insights']).to.deep.include({ tasks: 10, backend })
      for (const { ts, dur } of events('task')) expect(ts >= 0 && ts + dur <= end!.ts).to.equal(true)
      expect(end!.ts).to.be.closeTo(1000 * parallel.insights()!.elapsed, 0.01)
    })

    it('the trace holds every call of the instance, those that failed and were left too', async () => {
      const parallel = open({ trace: scratch.file('trace.json') })
      await parallel(tasks(5))
      await rejectionOf(RangeError, parallel([delayed(fails)()]))
      const stream = Parallel({ backend, nJobs: 2, returnAs: 'generator', trace: scratch.file('trace.json') })
      for await (const result of stream(tasks(50))) if (result === 4) break
      expect(events('end').map(({ name, pid }) => [name, pid])).to.deep.equal([['done', 1], ['failed', 2], ['left', 3]])
      expect(events('failure').map(({ name, args }) => [name, args['error']])).to.deep.equal([['fails failed', 'RangeError: on purpose']])
    })

    it('a trace that can not be written ends the call before any task', async () => {
      const parallel = open({ trace: scratch.file('no/such/trace.json') })
      const error = await rejectionOf(OptionError, parallel([delayed(fails)()]))
      expect(error).to.include({ option: 'trace' })
      expect(error.message).to.match(/^trace must name a file that can be written, and '.*trace\.json' can't be: ENOENT/)
    })
  })
}

for (const backend of IN_PROCESS) {
  it(`insights on ${backend} know one worker, the caller's thread`, async () => {
    const parallel = Parallel({ backend, nJobs: 2 })
    await parallel([delayed(double)(1), delayed(double)(2)])
    expect(parallel.insights()!.workers.map(({ id, name, startUp }) => ({ id, name, startUp }))).to.deep.equal([{ id: 0, name: "caller's thread", startUp: 0 }])
  })
}

for (const backend of IN_WORKERS) {
  describe(`insights of workers on ${backend}`, () => {
    const scratch = useScratch()
    let meetings = 0
    const kind = backend === 'threads' ? 'thread' : 'process'

    it('have a row for each worker, and it starts once', async () => {
      const parallel = Parallel({ backend, nJobs: 2, batchSize: 1, initializer: delayed(here)() })
      const call = async () => {
        const file = scratch.file(`meeting-${++meetings}`)
        await parallel([delayed(meet)(file, 2), delayed(meet)(file, 2)])
        return parallel.insights()!.workers.toSorted((a, b) => a.id - b.id)
      }
      const first = await call()
      expect(first.map(({ id, name, tasks, batches }) => ({ id, name, tasks, batches }))).to.deep.equal(
        first.map(({ id }) => ({ id, name: `${kind} ${id}`, tasks: 1, batches: 1 })),
      )
      expect(first).to.have.lengthOf(2)
      for (const { startUp } of first) expect(startUp).to.be.greaterThan(0)
      const second = await call()
      expect(second.map(({ id, startUp }) => ({ id, startUp }))).to.deep.equal(first.map(({ id }) => ({ id, startUp: 0 })))
      await parallel.close()
    })

    it('a trace has batches around their tasks', async () => {
      const file = scratch.file('trace.json')
      const parallel = Parallel({ backend, nJobs: 2, batchSize: 5, trace: file })
      await parallel(Array.from({ length: 20 }, (_, i) => delayed(double)(i)))
      const events: TraceEvent[] = JSON.parse(readFileSync(file, 'utf8')).traceEvents
      const batches = events.filter(({ cat }) => cat === 'batch')
      expect(batches.map(({ args }) => args['first'])).to.include.members([0, 5, 10, 15]) // and what was taken over from others
      for (const { tid, ts, dur, args } of batches) {
        const first = events.find((event) => event.cat === 'task' && (event.args['index'] ?? event.args['first']) === args['first'])!
        expect(first.tid).to.equal(tid)
        expect([first.ts - ts, ts + dur - first.ts - first.dur].every((time) => time > -0.01), inspect(first)).to.equal(true)
      }
    })
  })
}
