import { expect } from 'chai'
import { OptionError } from '../../lib/model/errors.js'
import { MAX_NBYTES, resolveArrays } from '../../lib/options/arrays.js'

const resolve = resolveArrays as (given: object) => ReturnType<typeof resolveArrays>
const messageFor = (given: object) => {
  try {
    resolve(given)
  } catch (error) {
    expect(error).to.be.instanceOf(OptionError)
    return (error as Error).message
  }
  throw new Error('expected an OptionError')
}

describe('resolveArrays', () => {
  const sizes: [given: unknown, bytes: number][] = [
    [undefined, MAX_NBYTES], [0, 0], ['0', 0], ['0K', 0], [1, 1], ['500K', 512_000], ['1.5 MB', 1_572_864],
  ]
  for (const [maxNbytes, bytes] of sizes) {
    it(`maxNbytes ${JSON.stringify(maxNbytes)} is ${bytes} bytes`, () => {
      expect(resolve({ maxNbytes })).to.have.property('maxNbytes', bytes)
    })
  }

  it("is 0 by default where tasks may write, and 'w+' is 'r+'", () => {
    expect(resolve({ mmapMode: 'r+' })).to.include({ maxNbytes: 0, mmapMode: 'r+' })
    expect(resolve({ mmapMode: 'w+', maxNbytes: 5 })).to.include({ maxNbytes: 5, mmapMode: 'r+' })
  })

  for (const given of [{ maxNbytes: null }, { maxNbytes: Infinity }, { mmapMode: null }]) {
    it(`shares nothing with ${JSON.stringify(given)}`, () => {
      expect(resolve(given)).to.equal(undefined)
    })
  }

  for (const maxNbytes of [-1, NaN, '10X', '', true, {}]) {
    it(`refuses maxNbytes ${JSON.stringify(maxNbytes)}, and says all that is accepted`, () => {
      expect(messageFor({ maxNbytes }))
        .to.match(/^maxNbytes must be a number of bytes, 0 for all arrays, text such as '500M', or null for none, got: /)
    })
  }

  it('refuses an mmapMode, and says all that is accepted', () => {
    expect(messageFor({ mmapMode: 'rw' })).to.match(/^mmapMode must be 'r', 'c', 'r\+', 'w\+' or null, got: 'rw'/)
  })
})
