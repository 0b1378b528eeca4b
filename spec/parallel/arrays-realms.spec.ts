import { runInNewContext } from 'node:vm'
import { expect } from 'chai'
import { delayed, Parallel } from 'allcores'
import { bufferLength, sum } from '../fixtures/arrays-tasks.js'
import { describeArrays } from '../helpers/array-suite.js'

const make = (length: number): Float64Array => runInNewContext('new Float64Array(length).fill(2)', { length }) as Float64Array

/** The same, in a worker. */
function makeThere(length: number): Float64Array {
  return process.getBuiltinModule('node:vm').runInNewContext('new Float64Array(length).fill(2)', { length }) as Float64Array
}

describeArrays('large arrays of another realm', ({ options, parallel, sentBy, warm }) => {
  it('[J1] travel once', async () => {
    const array = make(50_000)
    await warm()
    const tasks = [delayed(sum)(array), delayed(sum)(array.subarray(1)), delayed(sum)(array)]
    const cost = await sentBy(async () => expect(await parallel(tasks)).to.deep.equal([100_000, 99_998, 100_000]))
    expect(cost).to.be.below(20_000)
  })

  it("[J2] with mmapMode 'c' and strictReadonly: are no other than ours", async () => {
    const array = make(1000)
    for (const more of [{ mmapMode: 'c' }, { strictReadonly: true }] as const) {
      expect(await Parallel({ ...options, ...more })([delayed(bufferLength)(array)])).to.deep.equal([8000])
    }
  })

  it('[J3] come back as plain arrays of the caller\'s own', async () => {
    const array = make(1000)
    const results = await parallel([delayed(makeThere)(1000), delayed(makeThere)(200_000), delayed((array: Float64Array) => array.subarray(1))(array)])
    expect(results.map((result) => [result instanceof Float64Array, result.buffer instanceof ArrayBuffer, sum(result)])).to.deep.equal([
      [true, true, 2000], [true, true, 400_000], [true, true, 1998],
    ])
  })
})
