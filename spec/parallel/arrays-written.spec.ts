import { expect } from 'chai'
import { setImmediate } from 'node:timers/promises'
import { delayed, Parallel, shared } from 'allcores'
import { count, writeAt } from '../fixtures/arrays-tasks.js'
import { useWarnings } from '../helpers/warnings.js'

describe('large arrays that threads were to read, and wrote to', () => {
  const options = { backend: 'threads', nJobs: 2, maxNbytes: 1000 } as const
  const parallel = Parallel({ ...options, batchSize: 1 })
  const batches = Parallel({ ...options, batchSize: 2 })
  const warnings = useWarnings()
  after(() => Promise.all([parallel, batches].map((instance) => instance.close())))

  const write = (array: Float64Array) => writeAt(array, 3, -1)
  const WAYS: Readonly<Record<string, (array: Float64Array) => Promise<unknown>>> = {
    'an argument of one task': (array) => parallel([delayed(write)(array)]),
    'an argument of tasks of one batch': (array) => batches([delayed(write)(array), delayed(write)(array)]),
    'a captured variable': (array) => parallel([delayed(() => writeAt(array, 3, -1))()]),
    'the value of a handle': (array) => {
      const handle = shared(array)
      return parallel([delayed(() => writeAt(handle.value, 3, -1))()])
    },
  }

  for (const [way, call] of Object.entries(WAYS)) {
    it(`are told of, and are as they were: ${way}`, async () => {
      const array = count(1000)
      await call(array)
      await setImmediate()
      expect(warnings.map((warning) => (warning as Error & { code?: string }).code)).to.deep.equal(['WARN_ARRAY_WRITTEN'])
      expect(array).to.deep.equal(count(1000))
    })
  }

  it('are not told of where an earlier call has only read them', async () => {
    const array = count(1000)
    const read = (array: Float64Array) => array[0]
    await parallel([delayed(read)(array), delayed(read)(array)])
    await setImmediate()
    expect(warnings).to.deep.equal([])
  })
})
