import { expect } from 'chai'
import { dueAfterReading, dueWhileReading } from '../../lib/progress/cadence.js'

/** The counts at which a line is due when every report covers `step` tasks. */
function counts(last: number, step: number, due: (before: number, after: number) => boolean): number[] {
  const reported = Array.from({ length: last / step }, (_, i) => (i + 1) * step)
  return reported.filter((count) => due(count - step, count))
}

describe('dueWhileReading', () => {
  const joblib: Readonly<Record<number, readonly number[]>> = {
    1: [49, 199],
    2: [40, 161, 364],
    5: [17, 71, 161, 287],
    9: [1, 7, 17, 31],
    10: [1, 4, 7, 12, 17, 24, 31, 40],
    11: [1, 2, 3, 4, 5, 6],
    100: [1, 2, 3, 4, 5, 6],
  }
  for (const [verbose, due] of Object.entries(joblib)) {
    it(`is joblib's cadence for single tasks at verbosity ${verbose}`, () => {
      expect(counts(due.at(-1)!, 1, (from, to) => dueWhileReading(from, to, Number(verbose)))).to.deep.equal(due)
    })
  }

  it('is due at the first report that passes a mark, once however many it passes', () => {
    expect(counts(400, 100, (from, to) => dueWhileReading(from, to, 2))).to.deep.equal([100, 200, 400])
    expect(dueWhileReading(50, 150, 2)).to.equal(false)
  })
})

describe('dueAfterReading', () => {
  const joblib: readonly (readonly [verbose: number, total: number, due: readonly number[]])[] = [
    [1, 40, []],
    [2, 40, [20]],
    [5, 40, [5, 14, 23, 32]],
    [10, 40, [1, 6, 11, 16, 21, 26, 31, 36]],
    [11, 30, [1, 4, 7, 10, 13, 16, 19, 22, 25, 28]],
    [100, 10, [1, 2, 3, 4, 5, 6, 7, 8]],
    [Infinity, 4, [1, 2]],
    [0.5, 40, []],
  ]
  for (const [verbose, total, due] of joblib) {
    it(`is due at ${due.join(', ') || 'no count'} of ${total} at verbosity ${verbose}`, () => {
      expect(counts(total, 1, (from, to) => dueAfterReading(from, to, total, verbose))).to.deep.equal(due)
    })
  }

  it('is due at the first report that passes a step, once however many it passes', () => {
    expect(counts(40, 10, (from, to) => dueAfterReading(from, to, 40, 5))).to.deep.equal([10, 20, 30])
    expect(dueAfterReading(5, 12, 40, 5)).to.equal(false)
  })

  it('leaves the last task and the one before it to the finished line', () => {
    expect(dueAfterReading(0, 39, 40, 5)).to.equal(false)
    expect(dueAfterReading(0, 40, 40, 5)).to.equal(false)
  })
})
