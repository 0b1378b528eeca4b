import { expect } from 'chai'
import { ClosedError, delayed, Parallel } from 'allcores'
import { double, doubleLogged, gate, here, spin, waitForEver } from '../fixtures/errors-tasks.js'
import { allGone } from '../helpers/alive.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { collect } from '../helpers/collect.js'
import { EVERY_BACKEND, IN_WORKERS } from '../helpers/every-backend.js'
import { isRunning } from '../helpers/places.js'
import { runProgram } from '../helpers/program.js'
import { rejectionOf } from '../helpers/rejection.js'
import { useScratch } from '../helpers/scratch.js'
import { until } from '../helpers/until.js'

const doubles = (count: number) => Array.from({ length: count }, (_, n) => delayed(double)(n))
const doubled = (count: number) => Array.from({ length: count }, (_, n) => 2 * n)

for (const backend of EVERY_BACKEND) {
  describe(`close() on ${backend}`, () => {
    const scratch = useScratch()
    const options = { backend, nJobs: 2, batchSize: 1 } as const

    it('does nothing before there was a call, nor the second time, nor twice at once', async () => {
      const parallel = Parallel(options)
      await parallel.close()
      expect(await parallel(doubles(3))).to.deep.equal(doubled(3))
      await parallel.close()
      await Promise.all([parallel.close(), parallel.close(), parallel.close({ force: true })])
    })

    it('[I10] is no end: the next call works, and so does the one after the next close', async () => {
      const parallel = Parallel(options)
      for (let call = 0; call < 3; call++) {
        expect(await parallel(doubles(3))).to.deep.equal(doubled(3))
        await parallel.close()
      }
    })

    it('[I11] waits for the calls that run, with what they have queued, and for no later one', async () => {
      const parallel = Parallel(options)
      const call = parallel([delayed(doubleLogged)(scratch.file('begun'), 1), delayed(gate)(scratch.file('open')), ...doubles(10)])
      await until(() => scratch.has('begun'))
      let isClosed = false
      const closed = parallel.close().then(() => void (isClosed = true))
      const later = parallel([delayed(gate)(scratch.file('open later'))])
      expect(await parallel(doubles(3))).to.deep.equal(doubled(3))
      expect(isClosed).to.equal(false)
      scratch.write('open')
      expect(await call).to.deep.equal([2, 'through', ...doubled(10)])
      await closed
      scratch.write('open later')
      expect(await later).to.deep.equal(['through'])
      await parallel.close()
    })

    it('waits for a call that has only just begun', async () => {
      const parallel = Parallel(options)
      const call = parallel(doubles(10))
      await parallel.close()
      expect(await Promise.race([call, 'not done'])).to.deep.equal(doubled(10))
    })

    it('as the end of a scope waits for the calls that run', async () => {
      const calls: Promise<unknown>[] = []
      {
        await using parallel = Parallel(options)
        calls.push(parallel(doubles(10)))
      }
      expect(await Promise.race([...calls, 'not done'])).to.deep.equal(doubled(10))
    })

    it('[I12] with force ends a hundred tasks that would never end, and says so', async () => {
      const parallel = Parallel(options)
      const call = rejectionOf(ClosedError, parallel(Array.from({ length: 100 }, () => delayed(waitForEver)(scratch.file('running')))))
      await until(() => scratch.has('running'))
      await parallel.close({ force: true })
      const error = await call
      expect(error).to.include({ name: 'ClosedError', code: 'ERR_CLOSED' })
      expect(error.message).to.equal('this Parallel was shut down (closed with force) before this call could complete')
      expect(scratch.lines('running').length).to.be.at.most(2)
      expect(await parallel(doubles(3))).to.deep.equal(doubled(3))
      await parallel.close()
    })

    it('with force ends a call that has only just begun, and one whose input is stuck', async () => {
      const parallel = Parallel(options)
      const begun = rejectionOf(ClosedError, parallel(Array.from({ length: 5 }, () => delayed(waitForEver)(scratch.file('running')))))
      const stuck = rejectionOf(ClosedError, parallel((async function* () {
        yield delayed(double)(1)
        await new Promise(() => {})
      })()))
      await parallel.close({ force: true })
      await Promise.all([begun, stuck])
    })

    for (const returnAs of ['generator', 'generatorUnordered'] as const) {
      it(`ends a stream that nobody reads, with returnAs "${returnAs}": reading it tells`, async () => {
        const parallel = Parallel({ ...options, returnAs })
        const unread = parallel(doubles(100))
        const halfRead = parallel(doubles(100))
        await halfRead.next()
        const readToTheEnd = parallel(doubles(5))
        expect(await collect(readToTheEnd)).to.have.lengthOf(5)
        await parallel.close()
        for (const stream of [unread, halfRead]) {
          const error = await rejectionOf(ClosedError, collect(stream))
          expect(error.message).to.contain('closed while its results were still being read')
          expect(await stream.next()).to.deep.equal({ done: true, value: undefined })
        }
        expect(await readToTheEnd.next()).to.deep.equal({ done: true, value: undefined })
      })
    }
  })
}

for (const backend of IN_WORKERS) {
  describe(`close() of workers on ${backend}`, () => {
    const scratch = useScratch()
    const options = { backend, nJobs: 2, batchSize: 1 } as const

    it('ends the workers of a call that has only just begun', async () => {
      const parallel = Parallel({ ...options, initializer: coldWorkers() })
      const call = parallel(Array.from({ length: 10 }, () => delayed(here)()))
      await parallel.close()
      expect((await call).filter(isRunning)).to.deep.equal([])
    })

    it('comes back when they have ended', async () => {
      const parallel = Parallel({ ...options, initializer: coldWorkers() })
      const places = await parallel(Array.from({ length: 10 }, () => delayed(here)()))
      await parallel.close()
      expect(places.filter(isRunning)).to.deep.equal([])
    })

    it('[I12] with force ends those whose task never comes back', async () => {
      const parallel = Parallel({ ...options, initializer: coldWorkers() })
      const call = rejectionOf(ClosedError, parallel(Array.from({ length: 100 }, () => delayed(spin)(scratch.file('spinning')))))
      await until(() => scratch.lines('spinning').length === 2)
      await parallel.close({ force: true })
      await call
      expect(scratch.lines('spinning')).to.have.lengthOf(2)
      if (backend === 'processes') await allGone(scratch.lines('spinning').map(Number))
      expect(await parallel(doubles(3))).to.deep.equal(doubled(3))
      await parallel.close()
    })

    it('[I12] with force ends those that hang in their initializer', async () => {
      const parallel = Parallel({ ...options, initializer: delayed(waitForEver)(scratch.file('starting')) })
      const call = rejectionOf(ClosedError, parallel(doubles(5)))
      await until(() => scratch.has('starting'))
      await parallel.close({ force: true })
      await call
      if (backend === 'processes') await allGone(scratch.lines('starting').map(Number))
    })

    it('comes back also where a worker has died and nothing else keeps the program', async () => {
      const program = `
        import { Parallel } from 'allcores'
        const parallel = Parallel({ backend: '${backend}', nJobs: 1 })
        await parallel.map(() => process.exit(1), [1]).catch(() => {})
        await parallel.close()
        console.log('closed')`
      const { stdout, exitCode } = await runProgram(undefined, { flags: ['--input-type=module', '--eval', program] })
      expect([stdout, exitCode]).to.deep.equal(['closed\n', 0])
    })
  })
}
