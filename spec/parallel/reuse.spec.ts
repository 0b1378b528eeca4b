import { expect } from 'chai'
import { delayed, NotCloneableError, Parallel, type ParallelInstance, type ParallelOptions, WorkerStartError } from 'allcores'
import { exit } from '../fixtures/errors-killers.js'
import { double, here, meet } from '../fixtures/errors-tasks.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { IN_WORKERS } from '../helpers/every-backend.js'
import { isRunning } from '../helpers/places.js'
import { rejection, rejectionOf } from '../helpers/rejection.js'
import { useScratch } from '../helpers/scratch.js'

for (const backend of IN_WORKERS) {
  describe(`workers are reused on ${backend}`, () => {
    const scratch = useScratch()
    let meetings = 0

    const open = (nJobs: number, options: ParallelOptions = {}) => Parallel({ backend, nJobs, batchSize: 1, ...options, returnAs: 'list', onError: 'raise' })

    /** Where the workers of an instance are, all `nJobs` of them: as many tasks wait for each other. */
    async function workersOf(parallel: ParallelInstance): Promise<string[]> {
      const file = scratch.file(`meeting-${++meetings}`)
      const { nJobs } = parallel.config
      return (await parallel(Array.from({ length: nJobs }, () => delayed(meet)(file, nJobs)))).sort()
    }

    it('[I1] a scope keeps its workers from one call to the next and ends them; the instance works on', async () => {
      const parallel = open(2, { initializer: coldWorkers() })
      const seen: string[][] = []
      {
        await using scope = parallel
        seen.push(await workersOf(scope), await workersOf(scope))
        expect(seen[0]!.map(isRunning)).to.deep.equal([true, true])
      }
      expect(seen[0]).to.have.lengthOf(2).and.to.deep.equal(seen[1])
      expect(seen[0]!.map(isRunning)).to.deep.equal([false, false])
      const again = await workersOf(parallel)
      expect(again.filter((place) => seen[0]!.includes(place))).to.deep.equal([])
      await parallel.close()
      expect(again.map(isRunning)).to.deep.equal([false, false])
    })

    it('[I2] ten calls of one instance use the same workers', async () => {
      await using parallel = open(2, { initializer: coldWorkers() })
      const first = await workersOf(parallel)
      for (let call = 1; call < 10; call++) expect(await workersOf(parallel)).to.deep.equal(first)
    })

    it('[I2] instances that want the same workers use them in turn, and one that wants more adds to them', async () => {
      const initializer = coldWorkers()
      const instances = [open(2, { initializer }), open(2, { initializer }), open(3, { initializer }), open(2, { initializer })]
      const seen: string[][] = []
      for (const parallel of instances) seen.push(await workersOf(parallel))
      expect(seen[1]).to.deep.equal(seen[0])
      expect(seen[2]).to.include.members(seen[0]!).and.to.have.lengthOf(3)
      expect(seen[2]).to.include.members(seen[3]!)
      for (const parallel of instances) await parallel.close()
      expect(seen[2]!.map(isRunning)).to.deep.equal([false, false, false])
    })

    it('workers are where the program is, if it has changed its working folder meanwhile', async () => {
      const folder = process.cwd()
      await using parallel = open(2, { initializer: coldWorkers() })
      const where = () => process.cwd()
      try {
        for (const next of [folder, scratch.file('.')]) {
          process.chdir(next)
          expect(await parallel([delayed(where)(), delayed(where)()])).to.deep.equal([process.cwd(), process.cwd()])
        }
      } finally {
        process.chdir(folder)
      }
    })

    it('also while another call of the instance runs', async () => {
      const folder = process.cwd()
      const meeting = scratch.file('meeting-of-calls')
      await using parallel = open(2, { initializer: coldWorkers() })
      const where = () => process.cwd()
      const meets = () => parallel([delayed(meet)(meeting, 2)])
      const first = meets()
      const seen: string[] = []
      const expected: string[] = []
      try {
        for (const next of [folder, scratch.file('.')]) {
          process.chdir(next)
          expected.push(process.cwd())
          seen.push(...(await parallel([delayed(where)()])))
        }
        expect(await meets()).to.not.deep.equal(await first)
      } finally {
        process.chdir(folder)
      }
      expect(seen).to.deep.equal(expected)
    })

    it('[I2] a call of fewer tasks than jobs starts no more workers than it has tasks', async () => {
      await using parallel = open(4, { initializer: coldWorkers() })
      const places = new Set<string>()
      for (let call = 0; call < 5; call++) for (const place of await parallel([delayed(here)()])) places.add(place)
      expect(places.size).to.equal(1)
    })

    it('[I3] an initializer runs once in each worker, before any of 100 tasks', async () => {
      const initializer = () => {
        Reflect.set(globalThis, 'initialized', ((Reflect.get(globalThis, 'initialized') as number | undefined) ?? 0) + 1)
      }
      const look = () => Reflect.get(globalThis, 'initialized') as unknown
      await using parallel = open(3, { initializer })
      await workersOf(parallel)
      expect(await parallel(Array.from({ length: 100 }, () => delayed(look)()))).to.deep.equal(Array(100).fill(1))
    })

    it('[I3] an initializer with arguments gets them; an async one is waited for', async () => {
      const initializer = async (name: string, value: unknown) => {
        await new Promise((resolve) => setTimeout(resolve, 1))
        Reflect.set(globalThis, name, value)
      }
      const look = (name: string) => Reflect.get(globalThis, name) as unknown
      const value = { list: [1, 2], map: new Map([['a', 1n]]) }
      await using parallel = open(2, { initializer: delayed(initializer)('settings', value) })
      await workersOf(parallel)
      expect(await parallel([1, 2, 3].map(() => delayed(look)('settings')))).to.deep.equal([value, value, value])
    })

    it('[I4] the same initializer with equal arguments finds its workers again; other arguments get other workers', async () => {
      const initialize = (_: { readonly settings: readonly number[] }) => {}
      const instance = (...settings: number[]) => open(2, { initializer: delayed(initialize)({ settings }) })
      const instances = [instance(1, 2), instance(1, 2), instance(1, 2), instance(1, 3)]
      const seen: string[][] = []
      for (const parallel of instances) seen.push(await workersOf(parallel))
      expect(seen[1]).to.deep.equal(seen[0])
      expect(seen[2]).to.deep.equal(seen[0])
      expect(seen[3]!.filter((place) => seen[0]!.includes(place))).to.deep.equal([])
      for (const parallel of instances) await parallel.close()
    })

    it('an initializer that throws ends the call with its own error, each call anew', async () => {
      const initializer = () => {
        throw Object.assign(new TypeError('not today'), { code: 'E_INIT', cause: new RangeError('why') })
      }
      const parallel = open(2, { initializer })
      for (let call = 0; call < 2; call++) {
        const error = await rejectionOf(TypeError, parallel([1, 2, 3].map((n) => delayed(double)(n))))
        expect(error).to.include({ message: 'not today', code: 'E_INIT' })
        expect(error.cause).to.be.instanceOf(RangeError)
      }
      const stream = Parallel({ backend, nJobs: 2, initializer, returnAs: 'generator', onError: 'return' })([delayed(double)(1)])
      expect(await rejectionOf(TypeError, stream.next())).to.have.property('message', 'not today')
      await parallel.close()
    })

    it('an initializer that throws undefined ends the call all the same', async () => {
      const initializer = () => {
        throw undefined
      }
      await using parallel = open(2, { initializer })
      expect(await rejection(parallel([delayed(double)(1)]))).to.equal(undefined)
    })

    it('an initializer that has failed once is given another try by the next call', async () => {
      const failOnce = (log: string) => {
        const { appendFileSync, existsSync } = process.getBuiltinModule('node:fs')
        if (existsSync(log)) return
        appendFileSync(log, '')
        throw new RangeError('the first time')
      }
      await using parallel = open(1, { initializer: delayed(failOnce)(scratch.file('failed')) })
      await rejectionOf(RangeError, parallel([delayed(double)(1)]))
      expect(await parallel([delayed(double)(2)])).to.deep.equal([4])
    })

    it('an initializer that ends its worker ends the call, told as a failed start', async () => {
      await using parallel = open(2, { initializer: delayed(exit)(scratch.file('log'), 3) })
      const error = await rejectionOf(WorkerStartError, parallel([delayed(double)(1)]))
      expect(error.code).to.equal('ERR_WORKER_START')
    })

    it('an initializer whose arguments can\'t be cloned ends the call, told by the place in the argument', async () => {
      const initialize = (_: unknown) => {}
      await using parallel = open(2, { initializer: delayed(initialize)({ a: [1, new WeakMap()] }) })
      for (let call = 0; call < 2; call++) {
        const error = await rejectionOf(NotCloneableError, parallel([delayed(double)(1)]))
        expect(error).to.include({ code: 'ERR_NOT_CLONEABLE', direction: 'argument', path: 'args[0].a[1]' })
        expect(error.message).to.match(/^the initializer \(function 'initialize'\) can't be sent .*make it inside the initializer$/)
      }
    })
  })
}
