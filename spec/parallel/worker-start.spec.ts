import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { delayed, Parallel, WorkerDiedError, WorkerStartError } from 'allcores'
import { rejectionOf } from '../helpers/rejection.js'
import { useScratch } from '../helpers/scratch.js'

const double = (n: number) => 2 * n

/** Ends the worker before it is ready, as somebody else may, until so many have been. */
function killedUntil(log: string, count: number): void {
  const before = existsSync(log) ? readFileSync(log).length : 0
  appendFileSync(log, '.')
  if (before < count) process.kill(process.pid, 'SIGKILL')
}

describe('a worker process that ends before it is ready', () => {
  const scratch = useScratch()
  const starts = () => readFileSync(scratch.file('starts')).length

  for (const nJobs of [1, 2]) {
    it(`because it is killed costs no task: ${nJobs} of them are replaced`, async () => {
      await using parallel = Parallel({ backend: 'processes', nJobs, batchSize: 1, initializer: delayed(killedUntil)(scratch.file('starts'), nJobs) })
      expect(await parallel.map(double, [1, 2, 3, 4])).to.deep.equal([2, 4, 6, 8])
    })
  }

  it('because each is killed fails the call soon, with the reason', async () => {
    await using parallel = Parallel({ backend: 'processes', nJobs: 1, retries: 50, initializer: delayed(killedUntil)(scratch.file('starts'), Infinity) })
    const error = await rejectionOf(WorkerStartError, parallel.map(double, [1, 2]))
    expect(error.message).to.match(/^a worker process could not be started: .*SIGKILL/s)
    expect(starts()).to.equal(4)
  })

  it('of itself fails the call at once', async () => {
    const initializer = (log: string) => {
      appendFileSync(log, '.')
      process.exit(3)
    }
    await using parallel = Parallel({ backend: 'processes', nJobs: 1, initializer: delayed(initializer)(scratch.file('starts')) })
    await rejectionOf(WorkerStartError, parallel.map(double, [1, 2]))
    expect(starts()).to.equal(1)
  })

  it('is counted anew once one has started', async () => {
    const killed = (log: string, times: readonly number[]) => {
      appendFileSync(log, '.')
      if (times.includes(readFileSync(log).length)) process.kill(process.pid, 'SIGKILL')
    }
    const initializer = delayed(killed)(scratch.file('starts'), [1, 2, 3, 5, 6, 7])
    await using parallel = Parallel({ backend: 'processes', nJobs: 1, initializer })
    expect(await parallel.map(double, [1])).to.deep.equal([2])
    await rejectionOf(WorkerDiedError, parallel.map(() => process.exit(1), [1]))
    expect(await parallel.map(double, [2])).to.deep.equal([4])
    expect(starts()).to.equal(8)
  })
})
