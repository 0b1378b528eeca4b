import { inspect } from 'node:util'
import { expect } from 'chai'
import { OptionError } from '../../lib/model/errors.js'
import { resolveNJobs } from '../../lib/options/n-jobs.js'

const CORES = 4

describe('resolveNJobs', () => {
  const values: readonly (readonly [unknown, number])[] = [
    [undefined, 1],
    [null, 1],
    [1, 1],
    [2, 2],
    [100, 100],
    [2.9, 2],
    [2.3, 2],
    ['2', 2],
    [' +2 ', 2],
    [-1, 4],
    ['-1', 4],
    [-2, 3],
    [-1.9, 4],
    [-4, 1],
    [-5, 1],
    [-100, 1],
  ]
  for (const [given, jobs] of values) {
    it(`gives ${jobs} for ${inspect(given)} on four cores`, () => {
      expect(resolveNJobs(given, () => CORES)).to.equal(jobs)
    })
  }

  const notIntegers = ['2.3', 'invalid', '', ' ', '1e3', '0x10', '9'.repeat(400), NaN, Infinity, -Infinity, true, false]
  for (const given of [...notIntegers, {}, [], [2], 2n, Symbol('2'), () => 2]) {
    it(`refuses ${inspect(given).slice(0, 20)}, which is no integer`, () => {
      expect(() => resolveNJobs(given, () => CORES))
        .to.throw(OptionError, 'nJobs could not be converted to an integer, got: ')
        .that.includes({ code: 'ERR_INVALID_OPTION', option: 'nJobs' })
    })
  }

  for (const given of [0, -0, 0.5, -0.5, '0', '-0']) {
    it(`refuses ${inspect(given)}, which comes to 0`, () => {
      expect(() => resolveNJobs(given, () => CORES))
        .to.throw(OptionError, 'nJobs == 0 has no meaning, got: ')
        .that.includes({ code: 'ERR_INVALID_OPTION', option: 'nJobs' })
    })
  }

  it('says what came and what could have', () => {
    const meaning = '1 is a plain loop, -1 all cores, -2 all but one'
    expect(() => resolveNJobs('invalid', () => CORES)).to.throw(`got: 'invalid'. ${meaning}`)
    expect(() => resolveNJobs(0.5, () => CORES)).to.throw(`got: 0.5. ${meaning}`)
  })
})
