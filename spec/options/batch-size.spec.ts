import { expect } from 'chai'
import { OptionError } from '../../lib/model/errors.js'
import { resolveBatchSize } from '../../lib/options/batch-size.js'

describe('resolveBatchSize', () => {
  for (const [given, size] of [[undefined, 'auto'], ['auto', 'auto'], [1, 1], [1000, 1000]] as const) {
    it(`gives ${size} for ${given}`, () => expect(resolveBatchSize(given)).to.equal(size))
  }

  const refused: readonly (readonly [unknown, string])[] = [
    [0, '0'],
    [-1, '-1'],
    [1.42, '1.42'],
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
    ['7', "'7'"],
    ['AUTO', "'AUTO'"],
    [null, 'null'],
    [true, 'true'],
    [{}, '{}'],
  ]
  for (const [given, shown] of refused) {
    it(`refuses ${shown}`, () => {
      expect(() => resolveBatchSize(given))
        .to.throw(OptionError, `batchSize must be 'auto' or a positive integer, got: ${shown}`)
        .that.includes({ code: 'ERR_INVALID_OPTION', option: 'batchSize' })
    })
  }
})
