import { expect } from 'chai'
import { type BackendName, ClosedError, delayed, NotCloneableError, Parallel, type ParallelOptions, TimeoutError, WorkerDiedError } from 'allcores'
import { exit } from '../fixtures/errors-killers.js'
import { double, here, meet, spin } from '../fixtures/errors-tasks.js'
import { countFrom, countHere, tell, tellCount } from '../fixtures/workers-tasks.js'
import { IN_PROCESS, IN_WORKERS } from '../helpers/every-backend.js'
import { isRunning } from '../helpers/places.js'
import { rejection, rejectionOf } from '../helpers/rejection.js'
import { useScratch } from '../helpers/scratch.js'
import { until } from '../helpers/until.js'
import { useWarnings } from '../helpers/warnings.js'

/** That of workers whose finalizer never ends takes seconds: it begins before the other tests, and is looked at after them. */
let closings: readonly Promise<string>[] | undefined

/** Gives the place of a worker whose finalizer never ends, once it is closed. */
async function closeInVain(backend: BackendName): Promise<string> {
  const parallel = Parallel({ backend, nJobs: 1, finalizer: () => new Promise(() => {}) })
  const [place] = await parallel([delayed(here)()])
  await parallel.close()
  return place
}

for (const backend of IN_WORKERS) {
  describe(`the finalizer of workers on ${backend}`, () => {
    before(() => void (closings ??= IN_WORKERS.map(closeInVain)))
    const scratch = useScratch()
    const warnings = useWarnings()
    const options = { backend, nJobs: 2, batchSize: 1 } as const satisfies ParallelOptions
    const telling = () => delayed(tell)(scratch.file('ends'), 'end')
    const ends = () => scratch.lines('ends').map((line) => line.split(' ')[1])

    it('runs once in each worker when the instance is closed, and not before', async () => {
      const parallel = Parallel({ ...options, finalizer: telling() })
      const places = await parallel([1, 2].map(() => delayed(meet)(scratch.file('meeting'), 2)))
      await parallel([1, 2].map((n) => delayed(double)(n)))
      expect(ends()).to.deep.equal([])
      await parallel.close()
      expect(ends().sort()).to.deep.equal(places.sort())
      expect(places.map(isRunning)).to.deep.equal([false, false])
    })

    it('runs in idle workers that are closed with force, and is waited for', async () => {
      const parallel = Parallel({ ...options, nJobs: 1, finalizer: telling() })
      const [place] = await parallel([delayed(here)()])
      await parallel.close({ force: true })
      expect(ends()).to.deep.equal([place])
    })

    it('finds what the worker has kept', async () => {
      const initializer = delayed(countFrom)(10)
      const parallel = Parallel({ ...options, nJobs: 1, initializer, finalizer: delayed(tellCount)(scratch.file('counts')) })
      await parallel([1, 2, 3].map(() => delayed(countHere)()))
      await parallel.close()
      expect(scratch.lines('counts')).to.deep.equal(['13'])
    })

    it('is waited for where it waits itself', async () => {
      const log = scratch.file('ends')
      const finalizer = async () => {
        await new Promise((resolve) => setTimeout(resolve, 30))
        tell(log, 'end')
      }
      {
        await using parallel = Parallel({ ...options, nJobs: 1, finalizer })
        await parallel([delayed(double)(1)])
      }
      expect(ends()).to.have.lengthOf(1)
    })

    it('runs when the worker idles for too long', async () => {
      const parallel = Parallel({ ...options, nJobs: 1, idleTimeout: 1, finalizer: telling() })
      const [place] = await parallel([delayed(here)()])
      await until(() => ends().length > 0, 'the finalizer has run')
      expect(ends()).to.deep.equal([place])
      await until(() => !isRunning(place), 'the worker has ended')
      await parallel.close()
      expect(ends()).to.have.lengthOf(1)
    })

    it('runs when the worker makes room for a new one', async () => {
      const parallel = Parallel({ ...options, nJobs: 1, maxTasksPerWorker: 1, finalizer: telling() })
      const places = await parallel([1, 2].map(() => delayed(here)()))
      await parallel.close()
      expect(new Set(places).size).to.equal(2)
      expect(ends()).to.include.members(places)
      expect(new Set(ends()).size, 'once each').to.equal(ends().length)
    })

    it('does not run in a worker that was killed: by an abort, by a timeout, by close() with force', async () => {
      const finalizer = telling()
      const spinning = (options: ParallelOptions) =>
        Parallel({ backend, nJobs: 1, finalizer, ...options, returnAs: 'list' })([delayed(spin)(scratch.file('spinning'))])
      await rejectionOf(TimeoutError, spinning({ timeout: 50 }))

      const controller = new AbortController()
      const aborted = rejection(spinning({ signal: controller.signal }))
      await until(() => scratch.lines('spinning').length === 2)
      controller.abort('enough')
      await aborted

      const parallel = Parallel({ backend, nJobs: 1, finalizer })
      const closed = rejectionOf(ClosedError, parallel([delayed(spin)(scratch.file('spinning'))]))
      await until(() => scratch.lines('spinning').length === 3)
      await parallel.close({ force: true })
      await closed
      expect(ends()).to.deep.equal([])
    })

    it('does not run in a worker that has died, and in the one that took its place it does', async () => {
      const parallel = Parallel({ ...options, nJobs: 1, finalizer: telling() })
      await rejectionOf(WorkerDiedError, parallel([delayed(exit)(scratch.file('log'), 3)]))
      const [place] = await parallel([delayed(here)()])
      await parallel.close()
      expect(ends()).to.deep.equal([place])
    })

    it('that throws is told by a warning: no call is lost, and close() comes back', async () => {
      const finalizer = () => {
        throw new RangeError('at the very end')
      }
      // those whose finalizers never end may be told of meanwhile
      const told = () => warnings.find(({ message }) => message.endsWith('RangeError: at the very end'))
      const parallel = Parallel({ ...options, nJobs: 1, finalizer })
      expect(await parallel([delayed(double)(1)])).to.deep.equal([2])
      await parallel.close()
      await until(() => told() !== undefined, 'a warning comes')
      expect(told()).to.include({ name: 'AllcoresWarning', code: 'WARN_FINALIZER' })
      expect(await parallel([delayed(double)(2)])).to.deep.equal([4])
      await parallel.close()
    })

    it('that ends the worker itself does not keep close() from its end', async () => {
      const parallel = Parallel({ ...options, nJobs: 1, finalizer: () => process.exit(5) })
      const [place] = await parallel([delayed(here)()])
      await parallel.close()
      expect(isRunning(place)).to.equal(false)
      expect(await parallel([delayed(double)(2)])).to.deep.equal([4])
      await parallel.close()
    })

    it('that fails while workers are replaced costs no task', async () => {
      const finalizer = () => {
        throw new RangeError('at the end')
      }
      const parallel = Parallel({ ...options, maxTasksPerWorker: 2, finalizer })
      expect(await parallel.map(double, [1, 2, 3, 4, 5])).to.deep.equal([2, 4, 6, 8, 10])
      await parallel.close()
    })

    it('whose arguments can\'t be cloned ends the call, told by the place in the argument', async () => {
      const finalize = (_: unknown) => {}
      const parallel = Parallel({ ...options, finalizer: delayed(finalize)({ a: [1, new WeakMap()] }) })
      const error = await rejectionOf(NotCloneableError, parallel([delayed(double)(1)]))
      expect(error).to.include({ path: 'args[0].a[1]' })
      expect(error.message).to.contain("finalizer (function 'finalize')")
      await parallel.close()
    })

    it('makes workers that instances with another one, or none, do not get', async () => {
      const parallel = Parallel({ ...options, nJobs: 1, finalizer: telling() })
      const other = Parallel({ ...options, nJobs: 1 })
      const [place] = await parallel([delayed(here)()])
      expect(await other([delayed(here)()])).not.to.deep.equal([place])
      await other.close()
      expect(ends()).to.deep.equal([])
      await parallel.close()
      expect(ends()).to.deep.equal([place])
    })
  })
}

for (const backend of IN_PROCESS) {
  describe(`the finalizer on ${backend}`, () => {
    it('runs in the caller\'s thread when the instance is closed, once, after the calls', async () => {
      const order: string[] = []
      const finalizer = async () => {
        await new Promise((resolve) => setTimeout(resolve, 1))
        order.push('end')
      }
      const parallel = Parallel({ backend, nJobs: 2, finalizer })
      const call = parallel([1, 2].map((n) => delayed(() => void order.push(`task ${n}`))()))
      await parallel.close()
      await call
      expect(order).to.deep.equal(['task 1', 'task 2', 'end'])
      await parallel.close()
      expect(order).to.have.lengthOf(3)
    })

    it('does not run where nothing has run', async () => {
      let ends = 0
      const parallel = Parallel({ backend, nJobs: 2, finalizer: () => void ends++ })
      await parallel.close()
      expect(ends).to.equal(0)
    })

    it('runs again when the instance was used again', async () => {
      const order: string[] = []
      const parallel = Parallel({ backend, nJobs: 2, initializer: () => void order.push('begin'), finalizer: () => void order.push('end') })
      for (let scope = 0; scope < 2; scope++) {
        await parallel([delayed(double)(1)])
        await parallel.close()
      }
      expect(order).to.deep.equal(['begin', 'end', 'begin', 'end'])
    })
  })
}

describe('the finalizer of workers', () => {
  it('that never comes to its end does not keep close() from its end', async () => {
    for (const closing of closings!) expect(isRunning(await closing)).to.equal(false)
  })
})
