import { expect } from 'chai'
import { delayed, Parallel, type ParallelInstance, type ParallelOptions, workerState } from 'allcores'
import { double, here, reject } from '../fixtures/errors-tasks.js'
import { countFrom, countHere, countRuns, firstDo } from '../fixtures/workers-tasks.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { EVERY_BACKEND, IN_PROCESS, IN_WORKERS } from '../helpers/every-backend.js'
import { rejectionOf } from '../helpers/rejection.js'
import { useScratch } from '../helpers/scratch.js'

const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n))

for (const backend of EVERY_BACKEND) {
  const isInProcess = backend === 'sequential' || backend === 'async'

  describe(`workerState() on ${backend}`, () => {
    const scratch = useScratch()

    /** Counts a call each, and tells by worker how far it came. */
    async function counts(parallel: ParallelInstance, calls: number): Promise<Map<string, number[]>> {
      const byPlace = new Map<string, number[]>()
      for (const text of await parallel(times(calls, () => delayed(countHere)()))) {
        const [place, count] = text.split(' ') as [string, string]
        byPlace.set(place, [...(byPlace.get(place) ?? []), Number(count)].sort((a, b) => a - b))
      }
      return byPlace
    }
    const open = (options: ParallelOptions = {}) =>
      Parallel({ backend, nJobs: 2, initializer: delayed(countFrom)(100), ...options, returnAs: 'list', onError: 'raise' })

    it('is filled by the initializer, and lasts from task to task and from call to call', async () => {
      await using parallel = open({ nJobs: 1 })
      const [[place, first]] = [...(await counts(parallel, 10))] as [[string, number[]]]
      expect(first).to.deep.equal(times(10, (n) => 101 + n))
      expect([...(await counts(parallel, 5))]).to.deep.equal([[place, times(5, (n) => 111 + n)]])
    })

    it('is one for each worker', async () => {
      await using parallel = open({ batchSize: 1, initializer: delayed(countFrom)(200) })
      const byPlace = await counts(parallel, 40)
      expect([...byPlace.values()].flat()).to.have.lengthOf(40)
      for (const seen of byPlace.values()) expect(seen).to.deep.equal(times(seen.length, (n) => 201 + n))
      expect(byPlace.size).to.be.at.most(isInProcess ? 1 : 2)
    })

    it('is there without an initializer, for functions that are shipped as well', async () => {
      const remember = (name: string) => {
        const state = workerState<Record<string, unknown>>()
        const before = state[name]
        state[name] = name.length
        return before
      }
      await using parallel = open({ nJobs: 1, initializer: isInProcess ? undefined : coldWorkers() })
      expect(await parallel(['one', 'three', 'one', 'three'].map((name) => delayed(remember)(`${name} ${backend}`)))).to.deep.equal(
        [undefined, undefined, `one ${backend}`.length, `three ${backend}`.length])
    })

    it('may be looked at by a call inside a task, in the same worker', async () => {
      const inside = async () => {
        workerState<{ inner?: string }>().inner = 'seen'
        return Parallel()([delayed(() => workerState<{ inner?: string }>().inner)()])
      }
      await using parallel = open()
      expect(await parallel([delayed(inside)()])).to.deep.equal([['seen']])
    })

    it('survives a task that fails', async () => {
      await using parallel = open({ nJobs: 1, initializer: delayed(countFrom)(300) })
      await counts(parallel, 1)
      await rejectionOf(RangeError, parallel([delayed(reject)('no')]))
      expect([...(await counts(parallel, 1)).values()]).to.deep.equal([[302]])
    })

    it('is nothing that a worker of another time has left', async function () {
      // the thread is the caller's, and stays
      if (isInProcess) this.skip()
      const initializer = delayed(countFrom)(400)
      const seen: unknown[] = []
      for (let scope = 0; scope < 2; scope++) {
        await using parallel = open({ nJobs: 1, initializer })
        seen.push(...(await counts(parallel, 2)).values())
      }
      await using parallel = open({ nJobs: 1, initializer, retries: { limit: 1, minDelay: 0 } })
      await counts(parallel, 1)
      await parallel([delayed(firstDo)(scratch.file('runs'), 1, 'exit', 0)])
      seen.push(...(await counts(parallel, 2)).values())
      expect(seen).to.deep.equal([[401, 402], [401, 402], [401, 402]])
    })
  })
}

for (const backend of IN_PROCESS) {
  describe(`the initializer on ${backend}`, () => {
    const scratch = useScratch()

    it('runs in the caller\'s thread once for an instance, before its first task, whatever calls there are', async () => {
      const order: string[] = []
      const initialize = async (name: string) => {
        order.push(`${name} begins`)
        await new Promise((resolve) => setTimeout(resolve, 1))
        order.push(`${name} ends`)
      }
      const task = (n: number) => void order.push(`task ${n}`)
      const parallel = Parallel({ backend, nJobs: 2, initializer: delayed(initialize)('first') })
      expect(order).to.deep.equal([])
      await Promise.all([parallel([1, 2].map((n) => delayed(task)(n))), parallel([delayed(task)(3)])])
      await parallel([delayed(task)(4)])
      expect(order.slice(0, 2)).to.deep.equal(['first begins', 'first ends'])
      expect(order.slice(2).sort()).to.deep.equal(['task 1', 'task 2', 'task 3', 'task 4'])
      await Parallel({ backend, nJobs: 2, initializer: delayed(initialize)('second') })([delayed(task)(5)])
      expect(order.slice(6)).to.deep.equal(['second begins', 'second ends', 'task 5'])
    })

    it('that throws ends the call by just that, and is given another try by the next', async () => {
      const oops = new TypeError('not yet')
      const log = scratch.file('runs')
      const initializer = () => {
        if (countRuns(log) < 3) throw oops
      }
      const parallel = Parallel({ backend, nJobs: 2, initializer })
      for (let call = 0; call < 2; call++) {
        expect(await rejectionOf(TypeError, parallel([delayed(double)(1)]))).to.equal(oops)
      }
      expect(await parallel([delayed(double)(1)])).to.deep.equal([2])
      expect(scratch.lines('runs')).to.have.lengthOf(3)
    })

    it('that throws ends a stream at its first step, and the input is not left open', async () => {
      let isEnded = false
      function* input() {
        try {
          for (let n = 0; ; n++) yield delayed(double)(n)
        } finally {
          isEnded = true
        }
      }
      const initializer = () => {
        throw new TypeError('never')
      }
      const results = Parallel({ backend, nJobs: 2, initializer, returnAs: 'generator', onError: 'return' })(input())
      expect((await rejectionOf(TypeError, results.next())).message).to.equal('never')
      expect(await results.next()).to.deep.equal({ done: true, value: undefined })
      expect(isEnded).to.be.oneOf([true, false]) // a generator that was never begun has nothing to end
    })
  })
}

for (const backend of IN_WORKERS) {
  it(`workers of instances with other initializers are other workers, on ${backend}`, async () => {
    await using one = Parallel({ backend, nJobs: 1, initializer: delayed(countFrom)(1000) })
    await using two = Parallel({ backend, nJobs: 1, initializer: delayed(countFrom)(2000) })
    const [a, b] = [await one([delayed(here)()]), await two([delayed(here)()])]
    expect(a).not.to.deep.equal(b)
  })
}
