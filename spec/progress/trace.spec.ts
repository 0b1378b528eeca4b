import { readFileSync, statSync } from 'node:fs'
import { expect } from 'chai'
import { OptionError } from '../../lib/model/errors.js'
import type { CompletedTasks } from '../../lib/model/observer.js'
import type { Insights } from '../../lib/progress/insights.js'
import { Lanes } from '../../lib/progress/lanes.js'
import { showError } from '../../lib/progress/show-error.js'
import { TraceFile } from '../../lib/progress/trace-file.js'
import type { TraceEvent } from '../../lib/progress/trace-format.js'
import { Tracer } from '../../lib/progress/tracer.js'
import { completed, taskFor, thread } from '../helpers/completed.js'
import { useScratch } from '../helpers/scratch.js'
import { until } from '../helpers/until.js'
import { useWarnings } from '../helpers/warnings.js'

const INSIGHTS = { tasks: 3, failed: 0, retried: 0, elapsed: 8, backend: 'threads', nJobs: 2 } as Insights

describe('trace: the file', () => {
  const scratch = useScratch()
  const warnings = useWarnings()
  const read = (name = 'trace.json') => JSON.parse(readFileSync(scratch.file(name), 'utf8'))
  const open = (most?: number) => new TraceFile(scratch.file('trace.json'), most)
  const event = (pid: number): TraceEvent => ({ name: 'task', ph: 'X', ts: 1, dur: 2, pid, tid: 1 })

  it('is whole after each call, and holds all of them', async () => {
    const file = open()
    expect(file.begin(500)).to.deep.equal({ call: 1, zero: 500 })
    expect(file.begin(700)).to.deep.equal({ call: 2, zero: 500 })
    await file.add([event(1), event(1)], 0)
    expect(read()).to.deep.equal({ traceEvents: [event(1), event(1)], displayTimeUnit: 'ms', otherData: { producer: 'allcores' } })
    await file.add([event(2)], 0)
    expect(read().traceEvents).to.deep.equal([event(1), event(1), event(2)])
    await Promise.all([file.add([event(3)], 0), file.add([event(4)], 0)])
    expect(read().traceEvents.map(({ pid }: TraceEvent) => pid)).to.deep.equal([1, 1, 2, 3, 4])
  })

  it('takes the place of what was there', async () => {
    scratch.write('trace.json', 'x'.repeat(10_000))
    const file = open()
    file.begin(0)
    await file.add([event(1)], 0)
    expect(read().traceEvents).to.deep.equal([event(1)])
  })

  it('begins anew when somebody else has written it meanwhile', async () => {
    const file = open()
    file.begin(0)
    await file.add([event(1)], 0)
    scratch.write('trace.json', 'something else')
    await file.add([event(2)], 0)
    expect(read().traceEvents).to.deep.equal([event(2)])
  })

  it('says how much it had no room for', async () => {
    const file = open(1)
    file.begin(0)
    expect(file.room).to.equal(1)
    await file.add([event(1)], 7)
    expect(file.room).to.equal(0)
    expect(read().otherData).to.deep.equal({ producer: 'allcores', droppedEvents: 7, note: '7 events were left out: a file holds 1 at most' })
  })

  it('refuses a call when it can not be written, and leaves what is there until the call has ended', () => {
    const missing = new TraceFile(scratch.file('no/trace.json'))
    expect(() => missing.begin(0)).to.throw(OptionError, /^trace must name a file that can be written, and '.*no.trace\.json' can't be: ENOENT.*folder/)
    expect(() => new TraceFile(scratch.file('.')).begin(0)).to.throw(OptionError, 'EISDIR')
    scratch.write('trace.json', 'old')
    open().begin(0)
    expect(statSync(scratch.file('trace.json')).size).to.equal(3)
  })

  it('warns when it can not be written at the end: results are worth more', async () => {
    const file = new TraceFile(scratch.file('no/trace.json'))
    await file.add([event(1)], 0)
    await until(() => warnings.length > 0)
    expect(warnings[0]).to.include({ name: 'AllcoresWarning', code: 'WARN_TRACE_FILE' })
  })
})

describe('trace: the events of a call', () => {
  /** A call that began at 1000 ms, its events kept. */
  function setUp(room = Infinity) {
    let time = 1000
    const written = { events: [] as readonly TraceEvent[], dropped: 0 }
    const add = async (events: readonly TraceEvent[], dropped: number) => void Object.assign(written, { events, dropped })
    const file = { room, begin: () => ({ call: 3, zero: 900 }), add } as unknown as TraceFile
    const tracer = new Tracer({ file, startedAt: 1000, insights: () => INSIGHTS, now: () => time })
    tracer.started()
    const end = async () => {
      await tracer.ended('done')
      const of = (cat: string) => written.events.filter((event) => event.cat === cat)
      return { ...written, of, names: written.events.filter(({ name }) => name === 'thread_name').map(({ tid, args }) => [tid, args!['name']]) }
    }
    return { tracer, end, tick: (ms: number) => void (time += ms) }
  }

  /** Tasks of a batch, each with when it ran: [from, to] in ms. */
  function ran(id: number | undefined, times: readonly (readonly [number, number])[], given: Partial<CompletedTasks> = {}): CompletedTasks {
    const { start = 0 } = given
    const spans = times.map(([at, end], i) => ({ start: start + i, count: 1, task: taskFor(start + i), at, elapsed: end - at }))
    return completed({ count: times.length, worker: id === undefined ? undefined : thread(id), spans, ...given })
  }

  it('are a slice for each task, in the row of its worker, in microseconds from the first call of the file', async () => {
    const { tracer, end } = setUp()
    tracer.completed(ran(4, [[1001, 1003]], { start: 7 }))
    const { of, names } = await end()
    expect(of('task')).to.deep.equal([
      { name: 'resize', cat: 'task', ph: 'X', ts: 101_000, dur: 2000, pid: 3, tid: 4, args: { fn: 'resize', index: 7, arguments: '7' } },
    ])
    expect(names).to.deep.equal([[0, 'what the call waits for'], [4, 'thread 4']])
  })

  it('are a slice for each batch around its tasks, however many parts it has', async () => {
    const { tracer, end } = setUp()
    const batch = { start: 0, tasks: 3 }
    tracer.completed(ran(1, [[1000, 1001], [1001, 1002]], { batch }))
    tracer.completed(ran(1, [[1003, 1004]], { start: 2, batch }))
    tracer.completed(ran(1, [[1005, 1006]], { start: 3 }))
    const { of, events } = await end()
    expect(of('batch').map(({ name, ts, dur, args }) => ({ name, ts, dur, args }))).to.deep.equal([
      { name: 'batch of 3', ts: 100_000, dur: 4000, args: { first: 0, count: 3 } },
    ])
    const slices = events.filter(({ ph }) => ph === 'X')
    expect(slices.map(({ cat }) => cat)).to.deep.equal(['batch', 'task', 'task', 'task', 'task'])
  })

  it('are one slice for tiny tasks next to each other', async () => {
    const { tracer, end } = setUp()
    tracer.completed(ran(1, [[1000, 1000.01], [1000.01, 1000.02], [1000.02, 1000.03], [1001, 1001.01], [1001.01, 1009]]))
    const { of } = await end()
    expect(of('task').map(({ name, args }) => [name, args!['first'] ?? args!['index']])).to.deep.equal([['resize × 3', 0], ['resize', 3], ['resize', 4]])
  })

  it('tell failures, in the slice and in an instant', async () => {
    const { tracer, end } = setUp()
    tracer.completed(ran(1, [[1000, 1001], [1001, 1002]], { failures: [{ index: 1, error: new RangeError('too\nlarge') }] }))
    const { of } = await end()
    const trouble = { failed: [1], error: 'RangeError: too large' }
    expect(of('task').map(({ cname }) => cname)).to.deep.equal([undefined, 'terrible'])
    expect(of('task')[1]!.args).to.deep.include(trouble)
    expect(of('failure')).to.deep.equal([{ name: 'resize failed', cat: 'failure', ph: 'i', ts: 102_000, pid: 3, tid: 1, s: 't', args: trouble }])
  })

  it('tell retries', async () => {
    const { tracer, end } = setUp()
    tracer.retried({ error: 'no', task: { index: 5, fn: 'resize', args: '1' }, attempt: 2, delay: 100 })
    const { of } = await end()
    expect(of('retry').map(({ name, args }) => ({ name, args }))).to.deep.equal([
      { name: 'retry of resize', args: { index: 5, fn: 'resize', args: '1', attempt: 2, delay: 100, error: 'no' } },
    ])
  })

  it('tell what the call waited for, in a row of its own, up to its end', async () => {
    const { tracer, end, tick } = setUp()
    tracer.waits('input')
    tick(5)
    tracer.waits('tail')
    tick(3)
    const { of } = await end()
    expect(of('wait').map(({ name, ts, dur, tid }) => [name, ts, dur, tid])).to.deep.equal([['input', 100_000, 5000, 0], ['tail', 105_000, 3000, 0]])
  })

  it('tell the start of workers that came up during the call', async () => {
    const { tracer, end } = setUp()
    tracer.completed(completed({ worker: thread(1, 1000, 40), spans: [{ start: 0, count: 1, task: taskFor(0), at: 1040, elapsed: 1 }] }))
    tracer.completed(completed({ worker: thread(2, 990, 40), spans: [{ start: 1, count: 1, task: taskFor(1), at: 1040, elapsed: 1 }] }))
    const { of } = await end()
    expect(of('start-up').map(({ tid, ts, dur }) => [tid, ts, dur])).to.deep.equal([[1, 100_000, 40_000]])
  })

  it("draw tasks that share the caller's thread in as many rows as it takes", async () => {
    const { tracer, end } = setUp()
    tracer.completed(ran(undefined, [[1000, 1005]]))
    tracer.completed(ran(undefined, [[1002, 1006]], { start: 1 }))
    tracer.completed(ran(undefined, [[1005, 1008]], { start: 2 }))
    const { of, names } = await end()
    const [first, second] = of('task').map(({ tid }) => tid)
    expect(of('task').map(({ tid }) => tid)).to.deep.equal([first, second, first])
    expect(names.slice(1)).to.deep.equal([[first, "caller's thread"], [second, "caller's thread, 2"]])
  })

  it('know when tasks ran of which only the time is told: they have just ended', async () => {
    const { tracer, end, tick } = setUp()
    tick(10)
    tracer.completed(completed({ longest: [{ index: 0, task: taskFor(1), elapsed: 4 }] }))
    const { of } = await end()
    expect(of('task').map(({ ts, dur }) => [ts, dur])).to.deep.equal([[106_000, 4000]])
  })

  it('end with how the call ended, and its insights; there are no more than there is room for', async () => {
    const { tracer, end } = setUp(2)
    tracer.completed(ran(1, [[1000, 1001], [1001, 1002], [1002, 1003]]))
    const { of, dropped } = await end()
    expect(of('task').length).to.equal(2)
    expect(dropped).to.equal(2) // a task, and the batch
    expect(of('end').map(({ name, ts, args }) => [name, ts, args!['insights']])).to.deep.equal([['done', 108_000, INSIGHTS]])
  })
})

describe('trace: small parts', () => {
  it('rows for what overlaps are as few as can be', () => {
    const lanes = new Lanes()
    const take = (spans: readonly (readonly [number, number])[]) => spans.map(([from, to]) => lanes.take(from, to))
    expect(take([[0, 2], [1, 3], [2, 4], [3, 5], [0, 6]])).to.deep.equal([0, 1, 0, 1, 2])
  })

  it('an error is a short line, whatever was thrown', () => {
    expect(showError(new TypeError('a\n  b'))).to.equal('TypeError: a b')
    expect(showError(undefined)).to.equal('undefined')
    expect(showError(Object.create(null))).to.equal('<not printable>')
    expect(showError('x'.repeat(500))).to.have.lengthOf(200)
  })
})
