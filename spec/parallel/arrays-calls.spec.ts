import { expect } from 'chai'
import { delayed, Parallel, type Task } from 'allcores'
import * as tasks from '../fixtures/arrays-tasks.js'
import { describeArrays } from '../helpers/array-suite.js'
import { IN_WORKERS } from '../helpers/every-backend.js'
import { withMoreTime } from '../helpers/more-time.js'

const { count, sum } = tasks
const range = (length: number) => Array.from({ length }, (_, n) => n)

describeArrays('large arrays of several calls and workers', ({ options, parallel, scratch, test }) => {
  test('[J5] go to calls at the same time, of one instance and of several with other options', async () => {
    const array = count(1000)
    const instances = [...(['r', 'c', 'r+', null] as const).map((mmapMode) => Parallel({ ...options, mmapMode })), Parallel({ ...options, maxNbytes: 1 }), parallel]
    const all = range(12).map((n) => delayed(sum)(array.subarray(n)))
    const sums = await Promise.all([...instances, parallel].map((instance) => instance(all)))
    for (const each of sums) expect(each).to.deep.equal(range(12).map((n) => sum(array.subarray(n))))
  })

  for (const backend of IN_WORKERS) {
    // to processes what could not be mapped goes another way than what was
    const run = backend === 'threads' ? test : it
    run(`[H1] are passed on to ${backend}, in a call inside of a task`, async () => {
      const array = count(1000)
      const parallel = Parallel({ ...options, nJobs: 1 })
      const sums = [sum(array), sum(array)]
      expect(await parallel([delayed(tasks.sumsInside)({ backend }, array), delayed(tasks.sumsInside)({ backend }, array)])).to.deep.equal([sums, sums])
    })
  }

  it('go to the next worker when one dies', async () => {
    const array = count(1000)
    const parallel = Parallel({ ...options, retries: { limit: 1, minDelay: 0 } })
    const all = [delayed(tasks.exitOnce)(array, scratch.file('marker')), ...range(5).map(() => delayed(sum)(array))]
    expect(await parallel(all)).to.deep.equal(Array(6).fill(sum(array)))
  })

  test('are there for the others when a task takes too long', async () => {
    const array = count(1000)
    await withMoreTime(async (timeout) => {
      const parallel = Parallel({ ...options, timeout, onError: 'return' })
      const results = await parallel<Task>([delayed(tasks.spinWith)(array, scratch.file('log')), ...range(5).map(() => delayed(sum)(array))])
      const told = results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.code))
      expect(told).to.deep.equal(['ERR_TASK_TIMEOUT', ...Array(5).fill(sum(array))])
    })
  })

  it('are there for later tasks when one has tried to give the memory away', async () => {
    const array = count(1000)
    const parallel = Parallel({ ...options, nJobs: 1 })
    expect(await parallel([delayed(tasks.transferAway)(array), delayed(sum)(array)])).to.deep.equal([undefined, sum(array)])
    expect(await parallel([delayed(sum)(array)])).to.deep.equal([sum(array)])
  })
})
