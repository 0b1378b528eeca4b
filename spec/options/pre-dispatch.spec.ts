import { inspect } from 'node:util'
import { expect } from 'chai'
import { OptionError } from '../../lib/model/errors.js'
import { resolvePreDispatch } from '../../lib/options/pre-dispatch.js'

const N_JOBS = 2

describe('resolvePreDispatch', () => {
  const values: readonly (readonly [unknown, number | undefined])[] = [
    [undefined, undefined],
    ['all', Infinity],
    [Infinity, Infinity],
    [1, 1],
    [7, 7],
    [1.9, 1],
    ['7', 7],
    ['nJobs', 2],
    ['2 * nJobs', 4],
    ['2*n_jobs', 4],
    ['1.4 * nJobs', 2],
    ['3 * nJobs // 4', 1],
  ]
  for (const [given, tasks] of values) {
    it(`gives ${tasks} for ${inspect(given)} with two jobs`, () => {
      expect(resolvePreDispatch(given, N_JOBS)).to.equal(tasks)
    })
  }

  const refused: readonly (readonly [unknown, string])[] = [
    [0, 'got: 0. It comes to 0 tasks where nJobs is 2'],
    [0.9, 'got: 0.9. It comes to 0 tasks'],
    [-1, 'got: -1. It comes to -1 tasks'],
    [-Infinity, 'got: -Infinity. It comes to -Infinity tasks'],
    [NaN, 'got: NaN. It comes to NaN tasks'],
    ['0', "got: '0'. It comes to 0 tasks"],
    ['0.4 * nJobs', "got: '0.4 * nJobs'. It comes to 0 tasks where nJobs is 2"],
    ['-nJobs', "got: '-nJobs'. It comes to -2 tasks"],
    ['ALL', "got: 'ALL'. \"ALL\" is not a valid or supported arithmetic expression"],
    ['', 'is not a valid or supported arithmetic expression'],
    ['batchSize', 'is not a valid or supported arithmetic expression'],
    ['10**7', 'is too large'],
    ['nJobs + nJobs + nJobs + nJobs + nJobs', 'is too long'],
    [null, 'got: null'],
    [true, 'got: true'],
    [4n, 'got: 4n'],
    [[2], 'got: [ 2 ]'],
  ]
  for (const [given, ending] of refused) {
    it(`refuses ${inspect(given)}: ${ending}`, () => {
      const error = catchError(() => resolvePreDispatch(given, N_JOBS))
      expect(error).to.be.instanceOf(OptionError)
      expect(error).to.include({ code: 'ERR_INVALID_OPTION', option: 'preDispatch' })
      expect(error.message).to.match(/^preDispatch must be 'all', a number of at least 1 or an arithmetic expression/)
      expect(error.message).to.include(ending)
    })
  }
})

function catchError(run: () => unknown): OptionError {
  try {
    run()
  } catch (error) {
    return error as OptionError
  }
  throw new Error('expected an error')
}
