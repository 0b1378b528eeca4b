import { inspect } from 'node:util'
import { expect } from 'chai'
import { adviseRun, boundOf } from '../../lib/progress/advice.js'
import type { CollectedCall, Waits } from '../../lib/progress/collected.js'
import { Collector } from '../../lib/progress/collector.js'
import type { Bottleneck } from '../../lib/progress/insights.js'
import { makeInsights } from '../../lib/progress/make-insights.js'
import { type Shares, sharesOf } from '../../lib/progress/shares.js'
import { completed, taskFor, thread } from '../helpers/completed.js'

/** A collector with a clock, and a busy thread, that only the test moves. */
function setUp(backend = 'threads', nJobs = 2) {
  let [time, busy] = [1000, 0]
  const collector = new Collector({ backend, nJobs, now: () => time, busy: () => busy })
  const end = () => {
    collector.ended()
    return makeInsights(collector.call!, 8)
  }
  return { collector, tick: (ms: number) => void (time += ms), work: (ms: number) => void (busy += ms), end }
}

const NO_WAITS: Waits = { startUp: 0, workers: 0, input: 0, consumer: 0, caller: 0, tail: 0 }
const NO_SHARES: Shares = { workers: 0, serialisation: 0, startUp: 0, input: 0, consumer: 0, caller: 0, stragglers: 0 }
const WORKER = { id: 1, name: 'thread 1', tasks: 10, batches: 1, startUp: 0, working: 0, transfer: 0 }

/** A call of 100 ms with two places, of which the first worker has used some. */
function callOf(given: Omit<Partial<CollectedCall>, 'waits' | 'workers'> & { waits?: Partial<Waits>; worker?: Partial<typeof WORKER> } = {}): CollectedCall {
  const { waits, worker, ...rest } = given
  return {
    backend: 'threads', nJobs: 2, copiesArrays: false, places: 2, elapsed: 100, tasks: 10, failed: 0, retried: 0, longest: [],
    thread: { busy: 0, reading: 0, sending: 0 },
    ...rest,
    workers: [{ ...WORKER, ...worker }],
    waits: { ...NO_WAITS, ...waits },
  }
}

describe('insights: what is counted', () => {
  it('adds up what each worker did, and the rest of the call is waiting', () => {
    const { collector, tick, end } = setUp()
    collector.started()
    tick(100)
    collector.completed(completed({ count: 2, elapsed: 30, overhead: 5, worker: thread(1), batch: { start: 0, tasks: 3 } }))
    collector.completed(completed({ start: 2, elapsed: 20, overhead: 5, worker: thread(2), failures: [{ index: 2, error: 0 }] }))
    const { elapsed, tasks, failed, retried, backend, nJobs, workers } = end()
    expect({ elapsed, tasks, failed, retried, backend, nJobs }).to.deep.equal(
      { elapsed: 100, tasks: 3, failed: 1, retried: 0, backend: 'threads', nJobs: 2 },
    )
    expect(workers).to.deep.equal([
      { id: 1, name: 'thread 1', tasks: 2, batches: 1, startUp: 0, waiting: 65, working: 30, transfer: 5, utilisation: 0.3 },
      { id: 2, name: 'thread 2', tasks: 1, batches: 1, startUp: 0, waiting: 75, working: 20, transfer: 5, utilisation: 0.2 },
    ])
  })

  it('counts a batch once however many parts it has', () => {
    const { collector, end } = setUp()
    const worker = thread(1)
    for (const start of [0, 1, 2]) collector.completed(completed({ start, worker, batch: { start: 0, tasks: 3 } }))
    collector.completed(completed({ start: 3, worker }))
    expect(end().workers).to.deep.include({ ...end().workers[0], tasks: 4, batches: 2 })
  })

  it('counts the start of a worker as far as it falls into the call', () => {
    const { collector, tick, end } = setUp('processes', 3)
    tick(100)
    const [before, across, during] = [thread(1, 500, 100), thread(2, 990, 40), thread(3, 1010, 50)]
    for (const worker of [before, across, during]) collector.completed(completed({ worker }))
    expect(end().workers.map(({ startUp }) => startUp)).to.deep.equal([0, 30, 50])
  })

  it('keeps the five longest tasks, with their arguments as text', () => {
    const { collector, end } = setUp()
    const timed = [3, 1, 6, 5, 2, 4].map((elapsed, index) => ({ index, task: taskFor(`${index}.jpg`), elapsed }))
    for (const task of timed) collector.completed(completed({ longest: [task] }))
    expect(end().longest.map(({ elapsed }) => elapsed)).to.deep.equal([6, 5, 4, 3, 2])
    expect(end().longest[0]).to.deep.equal({ index: 2, fn: 'resize', args: "'2.jpg'", elapsed: 6 })
  })

  it('knows the caller\'s thread, in which one task runs at a time', () => {
    const { collector, tick, end } = setUp('threads', 8)
    tick(100)
    collector.completed(completed({ count: 10, elapsed: 50 }))
    const { workers: [worker], share } = end()
    expect(worker).to.deep.include({ id: 0, name: "caller's thread", utilisation: 0.5 })
    expect(share.workers).to.equal(0.5)
  })

  it("knows that tasks which wait share the caller's thread", () => {
    const { collector, tick, end } = setUp('async', 4)
    tick(100)
    for (let i = 0; i < 4; i++) collector.completed(completed({ start: i, elapsed: 50 }))
    expect(end().workers[0]).to.deep.include({ working: 200, waiting: 0, utilisation: 0.5 })
  })

  it('tells what the call waited for, and what before the first worker was up is its start', () => {
    const { collector, tick, end } = setUp('threads', 1)
    collector.started()
    collector.waits('tail')
    tick(50)
    collector.completed(completed({ worker: thread(1, 1000, 50) }))
    collector.waits('input')
    tick(30)
    collector.waits('consumer')
    tick(20)
    const { share } = end()
    expect(share).to.deep.equal({ ...NO_SHARES, startUp: 0.5, input: 0.3, consumer: 0.2 })
  })

  it('of a call without tasks are zeros', () => {
    const { elapsed, tasks, share, bound, advice, workers } = setUp().end()
    expect({ elapsed, tasks, share, bound, workers }).to.deep.equal({ elapsed: 0, tasks: 0, share: NO_SHARES, bound: 'workers', workers: [] })
    expect(advice).to.equal('No task came to its end.')
  })
})

describe('insights: shares', () => {
  const cases: readonly (readonly [string, CollectedCall, Partial<Shares>])[] = [
    ['tasks, what is handed over and the start are of those who did it',
      callOf({ worker: { working: 50, transfer: 30, startUp: 20 }, waits: { tail: 1 } }), { workers: 0.25, serialisation: 0.15, startUp: 0.1, stragglers: 0.5 }],
    ['idle time goes to what was waited for', callOf({ waits: { input: 30, consumer: 10 } }), { input: 0.75, consumer: 0.25 }],
    ['a wait for the workers themselves explains no idle time', callOf({ waits: { workers: 90, input: 10 } }), { input: 1 }],
    ['an input that is read at once is waited for as well', callOf({ thread: { busy: 50, reading: 50, sending: 0 } }), { input: 1 }],
    ["what nothing explains is the caller's thread", callOf(), { caller: 1 }],
    ['what crosses waits for an input that keeps the thread busy',
      callOf({ worker: { transfer: 200 }, thread: { busy: 100, reading: 100, sending: 0 } }), { input: 1 }],
    ['what crosses waits for whatever else keeps the thread busy',
      callOf({ worker: { transfer: 200 }, thread: { busy: 100, reading: 0, sending: 10 } }), { serialisation: 0.2, caller: 0.8 }],
    ['what crosses costs by itself where the thread has time', callOf({ worker: { transfer: 200 }, thread: { busy: 60, reading: 60, sending: 0 } }), { serialisation: 1 }],
    ['more than there was time for is all there is', callOf({ worker: { working: 300, transfer: 100 } }), { workers: 0.75, serialisation: 0.25 }],
    ['no time has no shares', callOf({ elapsed: 0 }), {}],
  ]
  for (const [what, call, shares] of cases) {
    it(what, () => {
      for (const [key, share] of Object.entries(sharesOf(call))) expect(share, key).to.be.closeTo(shares[key as Bottleneck] ?? 0, 1e-9)
    })
  }
})

describe('insights: what bounds a call', () => {
  const bounds: readonly (readonly [Partial<Shares>, Bottleneck])[] = [
    [{ workers: 0.8, input: 0.2 }, 'workers'],
    [{ workers: 0.79, input: 0.21 }, 'input'],
    [{ workers: 0.4, input: 0.2, serialisation: 0.3, caller: 0.1 }, 'serialisation'],
    [{ startUp: 0.4, stragglers: 0.6 }, 'stragglers'],
    [{}, 'workers'],
  ]
  for (const [shares, bound] of bounds) {
    it(`${JSON.stringify(shares)} is bound by ${bound}`, () => expect(boundOf({ ...NO_SHARES, ...shares })).to.equal(bound))
  }

  const inThread = { id: 0, name: "caller's thread" }
  const longest = [{ index: 7, fn: 'resize', args: "'big.jpg'", elapsed: 80 }]
  const advice: readonly (readonly [string, CollectedCall, cores: number, Partial<Shares>, RegExp])[] = [
    ['cores are free', callOf(), 8, { workers: 0.9 }, /^The workers were busy with tasks 90 % of the time, and only 2 of 8 cores had one: a higher nJobs/],
    ['all cores are used', callOf(), 2, { workers: 0.9 }, /, on all 2 cores: only faster tasks/],
    ['a long loop', callOf({ backend: 'sequential', nJobs: 1, worker: inThread }), 8, { workers: 1 }, /one after the other: nJobs: -1 .* uses all 8 cores/],
    ['a short loop', callOf({ backend: 'sequential', nJobs: 1, worker: inThread, elapsed: 5 }), 8, { workers: 1 }, /100 % of the time: only faster tasks/],
    ['tasks not worth sending', callOf({ worker: inThread }), 8, { workers: 1 }, /so short that sending them/],
    ['tasks that wait', callOf({ backend: 'async', worker: inThread }), 8, { workers: 1 }, /that 2 at a time had: if they wait .* a higher nJobs/],
    ['much is passed', callOf(), 2, { serialisation: 0.4 }, /^Handing tasks and results over took 40 % of the workers' time: pass less.*typed arrays.*shared\(\).*batchSize/],
    ['much is passed, and arrays are copied', callOf({ copiesArrays: true }), 2, { serialisation: 0.4 }, /took 40 % .* time: leave maxNbytes and mmapMode as they are/],
    ['workers come up', callOf(), 2, { startUp: 0.5 }, /^Workers were coming up 50 % .*keep the instance/],
    ['a slow input', callOf(), 2, { input: 0.63 }, /^The workers waited for the input 63 % .*yield sooner/],
    ['a slow consumer', callOf(), 2, { consumer: 0.5 }, /^The workers waited 50 % .*preDispatch/],
    ['a busy thread', callOf(), 2, { caller: 0.5 }, /^The workers waited for the caller's thread 50 %/],
    ['a busy thread with tasks in it', callOf({ backend: 'async', worker: inThread }), 2, { caller: 0.5 }, /^50 % .*faster on threads/],
    ['a long task last', callOf({ longest }), 2, { stragglers: 0.5 }, /^50 % .*put long tasks first.*The longest took 80 ms, task 7: resize\('big\.jpg'\)\.$/],
    ['fewer tasks than workers', callOf({ tasks: 1 }), 2, { stragglers: 0.5 }, /1 task for 2 workers/],
  ]
  for (const [what, call, cores, shares, text] of advice) {
    it(`says what to do: ${what}`, () => expect(adviseRun(call, { ...NO_SHARES, ...shares }, cores).advice).to.match(text))
  }
})

describe('insights: how they print', () => {
  const insights = makeInsights(callOf({ worker: { working: 150, transfer: 2 }, failed: 1, retried: 2, longest: [{ index: 7, fn: 'resize', args: '1', elapsed: 80 }] }), 8)

  it('as a table, the advice below', () => {
    const lines = [
      '10 tasks in 100 ms on threads, 2 jobs; 1 failed, 2 retried',
      '',
      '          tasks  batches  working  transfer  start-up  waiting   used',
      'thread 1     10        1   150 ms      2 ms         –        –  100 %  ██████████',
      '',
      'Longest tasks:',
      '  80 ms  task 7: resize(1)',
      '',
      insights.advice,
    ]
    expect(String(insights).split('\n')).to.deep.equal(lines)
    expect(inspect(insights)).to.equal(String(insights))
  })

  it('and are plain data otherwise', () => {
    expect(Object.keys(insights)).to.have.members([
      'elapsed', 'tasks', 'failed', 'retried', 'backend', 'nJobs', 'workers', 'longest', 'bound', 'share', 'advice',
    ])
    expect(structuredClone(insights)).to.deep.equal(JSON.parse(JSON.stringify(insights)))
  })
})
