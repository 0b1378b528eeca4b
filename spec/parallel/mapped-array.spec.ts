import { readdirSync } from 'node:fs'
import { expect } from 'chai'
import { delayed, mappedArray, OptionError, Parallel } from 'allcores'
import * as tasks from '../fixtures/arrays-tasks.js'
import { useMessages } from '../helpers/messages.js'
import { useScratch } from '../helpers/scratch.js'
import { bytesIn } from '../helpers/sent.js'
import { until } from '../helpers/until.js'
import { useWarnings } from '../helpers/warnings.js'

const { count, readAt, sum, writeAt } = tasks
const range = (length: number) => Array.from({ length }, (_, n) => n)

describe('mappedArray()', () => {
  const scratch = useScratch()
  const sent = useMessages(bytesIn)
  const warnings = useWarnings()
  const options = { backend: 'processes', nJobs: 2, batchSize: 1 } as const
  const parallel = Parallel(options)
  after(() => parallel.close())
  afterEach(() => expect(warnings).to.deep.equal([]))

  it('makes arrays of any type, by length and by values', () => {
    expect(mappedArray(Float64Array, 3)).to.deep.equal(new Float64Array(3))
    expect(mappedArray(Uint8Array, [1, 2, 300])).to.deep.equal(Uint8Array.of(1, 2, 44))
    expect(mappedArray(Float32Array, new Set([0.5]))).to.deep.equal(Float32Array.of(0.5))
    expect(mappedArray(Int16Array, Int32Array.of(5, 6))).to.deep.equal(Int16Array.of(5, 6))
    expect(mappedArray(BigInt64Array, [1n, -1n])).to.deep.equal(BigInt64Array.of(1n, -1n))
  })

  for (const [what, make] of Object.entries({
    'a length that is none': () => mappedArray(Float64Array, -1),
    'another': () => mappedArray(Float64Array, 1.5),
    'nothing, which can\'t be mapped': () => mappedArray(Float64Array, 0),
    'no values to begin with': () => mappedArray(Float64Array, []),
    'no number at all': () => mappedArray(Float64Array, NaN),
    'no class': () => mappedArray(undefined as never, 1),
    'another class': () => mappedArray(Map as never, 1),
    'what are no values': () => mappedArray(Float64Array, undefined as never),
    'a folder that is none': () => mappedArray(Float64Array, 1, { tempFolder: 5 as never }),
  })) {
    it(`refuses ${what}`, () => {
      expect(make).to.throw(OptionError).with.property('message').that.matches(/mappedArray|length|values|type|tempFolder/)
    })
  }

  it('[J2] is the very memory of workers, whatever its size, with views and offsets', async () => {
    const array = mappedArray(Float64Array, 6)
    await parallel([0, 1].map((n) => delayed(tasks.writeAndMeet)(array, n, scratch.file('meeting'), 2)))
    await parallel([
      delayed(writeAt)(array.subarray(2), 0, 3),
      delayed((view: DataView) => view.setFloat64(8, 4, true))(new DataView(array.buffer, 16)),
      delayed(({ list: [array] }: { list: [Float64Array] }) => writeAt(array, 4, 5))({ list: [array.subarray(0, 5)] }),
      delayed(() => writeAt(array, 5, 6))(),
    ])
    expect([...array]).to.deep.equal([1, 2, 3, 4, 5, 6])
    array[0] = 9
    expect(await parallel([delayed(readAt)(array, 0), delayed(() => readAt(array, 0))()])).to.deep.equal([9, 9])
  })

  it('[J2] is seen by both sides at once', async () => {
    const array = mappedArray(Float64Array, 2)
    const call = parallel([delayed(tasks.answer)(array)])
    await until(() => array[0] === 1)
    array[1] = 7
    expect(await call).to.deep.equal([7])
  })

  it('travels for nothing', async () => {
    const array = mappedArray(Float64Array, count(50_000))
    await parallel([delayed(sum)([]), delayed(sum)([])])
    sent.length = 0
    expect(await parallel(range(10).map(() => delayed(sum)(array)))).to.deep.equal(Array(10).fill(sum(array)))
    expect(sent.reduce((a, b) => a + b)).to.be.below(20_000)
  })

  it('passes as any array does to threads, which copy it', async () => {
    await using threads = Parallel({ backend: 'threads', nJobs: 2 })
    for (const array of [mappedArray(Float64Array, count(10)), mappedArray(Float64Array, count(200_000))]) {
      expect(await threads([delayed(sum)(array), delayed(sum)(array.subarray(1))])).to.deep.equal([sum(array), sum(array)])
    }
  })

  it('[J2] is passed on by processes to their own', async () => {
    const array = mappedArray(Float64Array, 2)
    const inside = (array: Float64Array) => Parallel({ backend: 'processes', nJobs: 1 })([delayed(writeAt)(array, 1, 5)])
    expect(await parallel([delayed(inside)(array)])).to.deep.equal([[5]])
    expect(array[1]).to.equal(5)
  })

  it('[J3] comes back as a plain array', async () => {
    const array = mappedArray(Float64Array, count(10))
    const [result] = await parallel([delayed(tasks.itself)(array)])
    result![0] = 5
    expect([array[0], result!.length]).to.deep.equal([0, 10])
  })

  it('stays when a worker dies, and takes its next one', async () => {
    const array = mappedArray(Float64Array, count(10))
    const retrying = Parallel({ ...options, retries: { limit: 1, minDelay: 0 } })
    expect(await retrying([delayed(tasks.exitOnce)(array, scratch.file('marker'))])).to.deep.equal([45])
  })

  it('writes by any call, also of an instance that shares no arrays of others', async () => {
    const array = mappedArray(Float64Array, 4)
    await Promise.all((['r', 'c', 'r+'] as const).map((mmapMode, n) => Parallel({ ...options, mmapMode })([delayed(writeAt)(array, n, n + 1)])))
    expect([...array.subarray(0, 3)]).to.deep.equal([1, 2, 3])
  })

  it('leaves no file with a name', async () => {
    // elsewhere files have names until the array is garbage
    const expected = process.platform === 'linux' ? [] : readdirSync(scratch.file(''))
    const array = mappedArray(Float64Array, [1], { tempFolder: scratch.file('') })
    expect(await parallel([delayed(readAt)(array, 0)])).to.deep.equal([1])
    await until(() => readdirSync(scratch.file('')).length === expected.length)
  })
})
