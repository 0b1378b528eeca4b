import { delayed, OptionError, Parallel } from 'allcores'
import { expect } from 'chai'
import { collect } from '../helpers/collect.js'
import { EVERY_BACKEND } from '../helpers/every-backend.js'
import { rejectionOf } from '../helpers/rejection.js'

const double = (n: number) => n * 2
const fail = (text: string): number => {
  throw new RangeError(text)
}
const waitForEver = () => new Promise<number>(() => {})

for (const backend of EVERY_BACKEND) {
  describe(`a scope on ${backend}`, () => {
    it('[C4] works on after a task has thrown, once or more, and ends in order', async () => {
      await using parallel = Parallel({ backend, nJobs: 2 })
      for (const text of ['first', 'second']) {
        const error = await rejectionOf(RangeError, parallel([delayed(double)(1), delayed(fail)(text), delayed(double)(3)]))
        expect(error.message).to.equal(text)
        expect(await parallel([1, 2, 3].map((n) => delayed(double)(n)))).to.deep.equal([2, 4, 6])
      }
    })
  })
}

describe('waiting for some of the tasks (there are no futures here: what joblib waits for is a form of the call)', () => {
  for (const backend of EVERY_BACKEND.filter((name) => name !== 'sequential')) {
    it(`[F9] for the first that is done: an unordered generator, on ${backend}`, async () => {
      const results = Parallel({ backend, nJobs: 2, batchSize: 1, returnAs: 'generatorUnordered' })([
        delayed(waitForEver)(),
        delayed(double)(2),
      ])
      expect(await results.next()).to.deep.equal({ done: false, value: 4 })
      await results.return()
    })

    it(`[F9] for the first that fails: a list, on ${backend}`, async () => {
      const call = Parallel({ backend, nJobs: 2, batchSize: 1 })([delayed(waitForEver)(), delayed(fail)('no')])
      expect((await rejectionOf(RangeError, call)).message).to.equal('no')
    })

    it(`[F9] for all, whatever becomes of them: onError 'return', on ${backend}`, async () => {
      const results = Parallel({ backend, nJobs: 2, returnAs: 'generator', onError: 'return' })([
        delayed(fail)('no'),
        delayed(double)(2),
      ])
      expect((await collect(results)).map(({ status }) => status)).to.deep.equal(['rejected', 'fulfilled'])
    })
  }
})

describe('the number of workers', () => {
  it('[I9] is at least one: 0 is refused, and negative ones count from the cores', () => {
    expect(() => Parallel({ nJobs: 0, backend: 'threads' })).to.throw(OptionError, 'nJobs')
    expect(Parallel({ nJobs: -1000, backend: 'threads' }).config.nJobs).to.equal(1)
  })
})
