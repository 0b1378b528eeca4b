import { expect } from 'chai'
import { type Codec, delayed, Parallel, type Task } from 'allcores'
import * as tasks from '../fixtures/arrays-tasks.js'
import { describeArrays, someBuffer } from '../helpers/array-suite.js'
import { collect } from '../helpers/collect.js'
import { rejectionOf } from '../helpers/rejection.js'

const { count, sum } = tasks
const range = (length: number) => Array.from({ length }, (_, n) => n)

describeArrays('large arrays that are results', ({ options, parallel, test }) => {
  it('[J3] come back as plain arrays, whatever they were', async () => {
    const array = count(1000)
    const results = await parallel([
      delayed(count)(200_000),
      delayed(tasks.itself)(array),
      delayed(tasks.partOf)(array, 10, 800),
      delayed(tasks.partOf)(array, 10, 12),
      delayed(() => array)(),
      delayed(tasks.itself)(Buffer.from(someBuffer(2000))),
      delayed(tasks.itself)(new BigInt64Array(1000).fill(5n)),
    ] as Task<unknown>[]) as Float64Array[]
    const expected = [count(200_000), array, array.slice(10, 800), array.slice(10, 12), array, Buffer.from(someBuffer(2000)), new BigInt64Array(1000).fill(5n)]
    expect(results.map((result) => result.buffer.constructor.name)).to.deep.equal(Array(7).fill('ArrayBuffer'))
    results.forEach((result, n) => expect(result, String(n)).to.deep.equal(expected[n]))
    const large = results.filter(({ length }) => length > 2)
    for (const result of large) structuredClone(result, { transfer: [result.buffer as ArrayBuffer] })
    expect(large.map(({ length }) => length)).to.deep.equal(Array(6).fill(0))
    expect(await parallel([delayed(sum)(array)])).to.deep.equal([sum(array)])
  })

  it('small views of large buffers travel without the rest where no arrays are shared, also as arguments and captured', async () => {
    const parallel = Parallel({ ...options, mmapMode: null })
    const head = count(400_000).subarray(0, 2)
    const size = (view: Float64Array) => [view.buffer.byteLength < 100_000, sum(view)] // it may be a part of what Node has read
    expect(await parallel([delayed(size)(head)])).to.deep.equal([[true, 1]])
    expect(await parallel([delayed(() => size(head))()])).to.deep.equal([[true, 1]])
    const [result] = await parallel([delayed(() => new Float64Array(400_000).fill(3).subarray(7, 9))()])
    expect(size(result)).to.deep.equal([true, 6])
    const [{ first, second }] = await parallel([delayed(tasks.halves)(400_000)])
    if (options.backend === 'threads') expect(first.buffer).to.equal(second.buffer) // the channel to a process copies what each view sees
    await parallel.close()
  })

  it('[J3] come back inside of others, once for all views of a buffer, and on errors', async () => {
    const array = count(1000)
    const [{ first, second, text }, [one, other]] = await parallel([delayed(tasks.halves)(400_000), delayed(tasks.itself)([array, array])])
    expect([text, first.length, second[0], first.buffer === second.buffer]).to.deep.equal(['both', 200_000, 200_000, true])
    expect(one).to.equal(other).and.deep.equal(array)
    const error = await rejectionOf(RangeError, parallel([delayed(tasks.failWith)(array)]))
    const { array: told } = error as RangeError & { array: Float64Array }
    expect([told.buffer.constructor.name, sum(told)]).to.deep.equal(['ArrayBuffer', sum(array)])
  })

  it('[J3] stay with the worker that has given them', async () => {
    const parallel = Parallel({ ...options, nJobs: 1 })
    const [first, total, second] = await parallel([delayed(tasks.keep)(2000), delayed(tasks.sumOfKept)(), delayed(tasks.keep)(2000)])
    expect([sum(first), total, sum(second)]).to.deep.equal([2000, 2000, 2000])
  })

  test('[J3] come in streams, also in such that are left', async () => {
    for (const returnAs of ['generator', 'generatorUnordered'] as const) {
      const stream = Parallel({ ...options, returnAs })
      const arrays = await collect(stream(range(20).map((n) => delayed(count)(1000, n))))
      expect(arrays.map(([first]) => first).sort((a, b) => a! - b!)).to.deep.equal(range(20))
      for (const [n, array] of arrays.entries()) expect(sum(array), String(n)).to.equal(sum(count(1000, array[0])))
      for await (const array of stream(range(20).map((n) => delayed(count)(1000, n)))) {
        expect(array).to.have.lengthOf(1000)
        break
      }
    }
  })

  test('are what a codec makes of values, and what it is made of', async () => {
    class Samples {
      readonly numbers: Float64Array
      constructor(numbers: Float64Array) {
        this.numbers = numbers
      }
    }
    const codec: Codec = {
      encode: (value) => (value instanceof Samples ? { numbers: value.numbers } : value),
      decode: (data) => (typeof data === 'object' && data !== null && 'numbers' in data ? new Samples(data.numbers as Float64Array) : data),
    }
    const double = (samples: Samples) => new Samples(samples.numbers.map((n) => 2 * n))
    const coded = Parallel({ ...options, codec: { arguments: codec, results: codec } })
    const samples = new Samples(count(2000))
    for (const doubled of await coded([delayed(double)(samples), delayed(double)(samples)])) {
      expect(doubled).to.be.an.instanceOf(Samples)
      expect(sum(doubled.numbers)).to.equal(2 * sum(samples.numbers))
    }
    await coded.close()
  })
})
