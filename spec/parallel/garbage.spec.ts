import { expect } from 'chai'
import { delayed, Parallel, WorkerDiedError } from 'allcores'
import { double } from '../fixtures/errors-tasks.js'
import { areCollected, bombOnceCollected, keepWeakly, waitForBomb } from '../fixtures/garbage-tasks.js'
import { collectGarbage } from '../fixtures/workers-tasks.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { IN_WORKERS } from '../helpers/every-backend.js'
import { rejectionOf } from '../helpers/rejection.js'

for (const backend of IN_WORKERS) {
  describe(`what a worker forgets, on ${backend}`, () => {
    for (const batchSize of [1, 8]) {
      it(`[I15] arguments and results of tasks that are over, in batches of ${batchSize}`, async () => {
        await using parallel = Parallel({ backend, nJobs: 1, batchSize, initializer: coldWorkers() })
        const results = await parallel(Array.from({ length: 16 }, (_, n) => delayed(keepWeakly)({ n, filler: 'x'.repeat(1000) })))
        expect(results.map(({ n }) => n)).to.deep.equal(Array.from({ length: 16 }, (_, n) => n))
        expect(await parallel([delayed(areCollected)()])).to.deep.equal([{ of: 32, left: 0 }])
      })
    }

    it('in the program: what the hooks of workers were called with, once their instance is closed', async () => {
      const call = async () => {
        const table = { filler: 'x'.repeat(1000) }
        await using parallel = Parallel({ backend, nJobs: 1, initializer: delayed(keepWeakly)(table) })
        await parallel([delayed(double)(1)])
        return new WeakRef(table)
      }
      const table = await call()
      await collectGarbage(3)
      expect(table.deref()).to.equal(undefined)
    })

    it('[D7] dying when an argument is collected, it has given the result before; a later task tells', async () => {
      await using parallel = Parallel({ backend, nJobs: 1, batchSize: 1, initializer: coldWorkers() })
      expect(await parallel([delayed(bombOnceCollected)({ n: 1 })])).to.deep.equal(['done'])
      const error = await rejectionOf(WorkerDiedError, parallel([delayed(waitForBomb)()]))
      expect(error.exitCode).to.equal(9)
      expect(await parallel([delayed(double)(2)])).to.deep.equal([4])
    })
  })
}
