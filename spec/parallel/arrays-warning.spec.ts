import { setImmediate } from 'node:timers/promises'
import { expect } from 'chai'
import { delayed, Parallel, type ParallelOptions, shared } from 'allcores'
import { count, readAt, writeAndMeet, writeAt } from '../fixtures/arrays-tasks.js'
import { useScratch } from '../helpers/scratch.js'
import { useWarnings } from '../helpers/warnings.js'

const range = (length: number) => Array.from({ length }, (_, n) => n)

describe('the warning that arrays lent to threads to read were written to', () => {
  const scratch = useScratch()
  const warnings = useWarnings()
  const options = { backend: 'threads', nJobs: 2, batchSize: 1, maxNbytes: 1000 } as const
  const parallel = Parallel(options)
  after(() => parallel.close())

  /** How many there were since it was last asked; they are told a little later. */
  async function told(): Promise<number> {
    await setImmediate()
    const all = warnings.splice(0)
    for (const warning of all) expect(warning).to.include({ name: 'AllcoresWarning', code: 'WARN_ARRAY_WRITTEN' })
    return all.length
  }

  it('comes where one task has the array', async () => {
    await parallel([delayed(writeAt)(count(1000), 3, -1)])
    expect(await told()).to.equal(1)
  })

  it('comes where the tasks of one batch share it', async () => {
    const array = count(1000)
    await Parallel({ ...options, nJobs: 1, batchSize: 10 })(range(5).map((n) => delayed(writeAt)(array, 3, -n)))
    expect(await told()).to.equal(1)
  })

  it('comes where a function has captured it', async () => {
    const array = count(1000)
    await parallel.map((n) => writeAt(array, n, -1), range(5))
    expect(await told()).to.equal(1)
  })

  it('comes where it is in a shared value, after the call that sends it', async () => {
    const handle = shared({ array: count(1000) })
    await parallel.map((n) => writeAt(handle.value.array, n, -1), range(5))
    expect(await told()).to.equal(1)
    await parallel.map((n) => writeAt(handle.value.array, n, -2), range(5))
    expect(await told()).to.equal(0)
  })

  it('comes after the call in which it was written to, not after one that has read it', async () => {
    const array = count(1000)
    await parallel([delayed(readAt)(array, 3), delayed(readAt)(array, 4)])
    expect(await told()).to.equal(0)
    await parallel([delayed(writeAt)(array, 3, -1)])
    expect(await told()).to.equal(1)
    expect(await parallel([delayed(readAt)(array, 3)])).to.deep.equal([3])
    expect(await told()).to.equal(0)
  })

  it('comes once for each copy', async () => {
    const [array, other] = [count(1000), count(1000)]
    await parallel(range(6).map((n) => delayed(writeAt)(n % 2 ? array : other, n, -1)))
    expect(await told()).to.equal(2)
    await Promise.all([0, 1].map((n) => parallel([delayed(writeAndMeet)(array, n, scratch.file('meeting'), 2)])))
    expect(await told()).to.equal(1)
  })

  it('comes where the call fails', async () => {
    const array = count(1000)
    const writeAndFail = (array: Float64Array) => {
      array[0] = -1
      throw new RangeError('written')
    }
    await parallel([delayed(writeAndFail)(array)]).catch(() => {})
    expect(await told()).to.equal(1)
  })

  for (const more of [{ mmapMode: 'c' }, { mmapMode: 'r+' }, { mmapMode: null }, { strictReadonly: true, onError: 'return' }, { backend: 'processes' }] as const) {
    it(`doesn't come with ${JSON.stringify(more)}`, async () => {
      const array = count(1000)
      await Parallel({ ...options, ...more as ParallelOptions })([delayed(writeAt)(array, 3, -1), delayed(writeAt)(array, 4, -1), delayed(() => writeAt(array, 5, -1))()])
      expect(await told()).to.equal(0)
    })
  }
})
