import { availableParallelism } from 'node:os'
import { expect } from 'chai'
import { delayed, NotCloneableError, Parallel, taskOf } from 'allcores'
import { beginImport } from '../../lib/closure/thread/importing.js'
import { loadBackend } from '../../lib/backends/registry.js'
import * as tasks from '../fixtures/inline-tasks.js'
import * as stateful from '../fixtures/stateful.js'
import { rejection } from '../helpers/rejection.js'
import { whereTasksRan } from '../helpers/where-tasks-ran.js'
import { contract } from './contract.js'

contract('threads', () => loadBackend('threads', undefined), 'the threads backend where the choice is ours')

/** So many that the workers have long measured what they take. */
const numbers = Array.from({ length: 100_000 }, (_, i) => i)

/** Whether the tasks ran in the caller's thread. */
function whereMapped<T>(parallel: Mapping, fn: (item: T) => unknown, items: readonly T[]): Promise<readonly boolean[]> {
  return whereTasksRan(() => parallel.map(fn, items))
}

interface Mapping {
  map<T, R>(fn: (item: T) => R, items: readonly T[]): Promise<unknown>
}

/** What other programs may prevent now and then: they can hold up any task. */
async function usually(attempt: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 10; tries++) if (await attempt()) return
  expect.fail('ten times in a row it did not')
}

describe('a backend that is left to us', () => {
  const parallel = Parallel({ nJobs: 2 })
  after(() => parallel.close())

  it('runs tasks that are not worth sending where the caller is, once workers have measured them', async () => {
    const here = await whereMapped(parallel, tasks.tiny, numbers)
    expect(here[0], 'a task that nobody knows').to.equal(false)
    await usually(async () => (await whereMapped(parallel, tasks.tiny, numbers)).includes(true))
    await usually(async () => {
      await parallel.map(tasks.tiny, numbers)
      const [nextCall] = await whereMapped(parallel, tasks.tiny, [1])
      return nextCall!
    })
  })

  it('does so with tasks made by delayed as well', async () => {
    const made = Parallel({ nJobs: 2 })
    await usually(async () => (await whereTasksRan(() => made(numbers.map((n) => delayed(tasks.tiny)(n))))).includes(true))
    await made.close()
  })

  it('never does so where a backend was chosen', async () => {
    const chosen = Parallel({ nJobs: 2, backend: 'threads' })
    expect(await whereMapped(chosen, tasks.tiny, numbers)).to.not.include(true)
    await chosen.close()
  })

  it('never does so where an initializer prepares the workers', async () => {
    const prepared = Parallel({ nJobs: 2, initializer: () => {} })
    expect(await whereMapped(prepared, tasks.tiny, numbers)).to.not.include(true)
    await prepared.close()
  })

  it('gives the answers that workers give, whatever the program has done with its modules', async () => {
    stateful.setRate(10)
    process.env['MODE'] = 'changed'
    Object.assign(globalThis, { mode: 'changed' })
    const { convert, convertIndirectly, mode, ofGlobal } = stateful
    try {
      for (const fn of [convert, convertIndirectly, mode, ofGlobal, (x: number) => convert(x), () => process.env['MODE']]) {
        const results = await parallel.map(fn as (x: number) => unknown, numbers.map(() => 1))
        expect(new Set(results), String(fn)).to.have.property('size', 1)
      }
    } finally {
      stateful.setRate(1)
      Reflect.deleteProperty(process.env, 'MODE')
      Reflect.deleteProperty(globalThis, 'mode')
    }
  })

  it('runs functions of modules without a state there as well', async () => {
    const { constants, helpers } = stateful.pure
    await usually(async () => (await whereMapped(parallel, constants, numbers)).includes(true))
    await usually(async () => (await whereMapped(parallel, (x: number) => helpers(x), numbers)).includes(true))
  })

  it('gives tasks copies of objects, as workers get them', async () => {
    const counters = numbers.map((n) => ({ n }))
    expect(await parallel.map(tasks.increment, counters)).to.deep.equal(numbers.map((n) => n + 1))
    expect(counters.map(({ n }) => n)).to.deep.equal(numbers)
  })

  it('sends what it can not copy quickly', async () => {
    const maps = numbers.slice(0, 5000).map((n) => new Map([[n, n]]))
    expect(await whereMapped(parallel, tasks.tiny, maps)).to.not.include(true)
  })

  it('gives results as workers would', async () => {
    expect(await parallel.map(tasks.toPair, numbers)).to.deep.equal(numbers.map((n) => [n, -n]))
    const points = await parallel.map(tasks.toPoint, numbers)
    expect(new Set(points.map((point) => Object.getPrototypeOf(point)))).to.deep.equal(new Set([Object.prototype]))
  })

  describe('sends tasks again', () => {
    before(function () {
      // on one core no task is worth sending, however dear
      if (availableParallelism() < 2) this.skip()
    })

    it('when they turn out to be dear', async () => {
      const items = [...numbers, ...Array.from({ length: 100 }, (_, i) => 100_000 + i)]
      await usually(async () => (await whereMapped(parallel, tasks.laterDear, numbers)).includes(true))
      const here = await whereMapped(parallel, tasks.laterDear, items)
      expect(here.at(-1)).to.equal(false)
    })

    it('of a function that is dear in a later call, however small the batches', async () => {
      await usually(async () => (await whereMapped(parallel, tasks.laterDear, numbers)).includes(true))
      const here = await whereMapped(parallel, tasks.laterDear, [100_000, 100_001, 100_002, 100_003, 100_004, 100_005])
      expect(here.at(-1)).to.equal(false)
    })
  })

  it('other calls go on while a module is loaded for a function here', async () => {
    const end = beginImport('./slow.js')
    try {
      expect(await parallel.map(tasks.toPair, [1])).to.deep.equal([[1, -1]])
    } finally {
      end()
    }
  })

  it('learns nothing from tasks that never ran', async () => {
    const factor = Promise.resolve(2)
    const scaled = async (n: number) => n * (await factor)
    const forgiving = Parallel({ nJobs: 2, onError: 'return', batchSize: 100 })
    const results = await forgiving.map(scaled, numbers.slice(0, 2000))
    expect(results.filter(({ status }) => status === 'fulfilled')).to.deep.equal([])
    await forgiving.close()
  })

  it('sends functions that are bound, always: what they are bound to is a copy there', async () => {
    const list: number[] = []
    await parallel.map(list.push.bind(list), numbers)
    expect(list).to.deep.equal([])
  })

  it('close waits for tasks in this thread as for others', async () => {
    const closing = Parallel({ nJobs: 2 })
    await closing.map(tasks.tiny, numbers)
    const call = closing.map(tasks.tiny, numbers)
    await closing.close()
    expect(await call).to.have.length(numbers.length)
  })

  it('rejects with what a task throws, and says which task it was', async () => {
    const error = await rejection(parallel.map(tasks.failsAt, numbers))
    expect(error).to.be.instanceOf(RangeError)
    expect(taskOf(error)).to.include({ index: 90_000, fn: 'failsAt', args: '90000' })
  })

  it('puts failures in their place with onError: return', async () => {
    const forgiving = Parallel({ nJobs: 2, onError: 'return' })
    const results = await forgiving.map(tasks.failsAt, numbers)
    expect(results.filter(({ status }) => status === 'rejected')).to.have.length(1)
    expect(results[90_000]!.status).to.equal('rejected')
    await forgiving.close()
  })

  it('waits for promises', async () => {
    expect(await parallel.map(tasks.cheapUntilAsync, numbers)).to.deep.equal(numbers)
  })

  it('refuses results that workers could not send', async () => {
    const error = await rejection(parallel.map(tasks.unsendable, numbers))
    expect(error).to.be.instanceOf(NotCloneableError)
    expect((error as Error).message).to.match(/the result of task 90000/)
  })

  it('lets the event loop turn', async () => {
    let turns = 0
    const turn = setInterval(() => turns++, 1)
    await parallel.map(tasks.tiny, Array.from({ length: 5_000_000 }, (_, i) => i))
    clearInterval(turn)
    expect(turns).to.be.above(1)
  })

  it('can be aborted', async () => {
    const controller = new AbortController()
    const abortable = Parallel({ nJobs: 2, signal: controller.signal })
    const endless = function* () {
      for (let i = 0; ; i++) yield i
    }
    setTimeout(() => controller.abort(new Error('enough')), 100)
    expect(((await rejection(abortable.map(tasks.tiny, endless()))) as Error).message).to.equal('enough')
    await abortable.close()
  })
})
