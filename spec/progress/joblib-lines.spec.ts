import { expect } from 'chai'
import { doneLine, finishedLine, prefix, remainingLine, usingLine, widthFor } from '../../lib/progress/joblib-lines.js'

describe('joblib lines', () => {
  it('begin with nJobs as it was given', () => {
    expect(prefix(-1)).to.equal('[Parallel(nJobs=-1)]: ')
    expect(prefix('2')).to.equal('[Parallel(nJobs=2)]: ')
  })

  it('name the backend and its workers', () => {
    expect(usingLine('threads', 2)).to.equal('Using backend threads with 2 concurrent workers.')
  })

  const known = { done: 4, total: 23, elapsed: 0, width: 2 }
  const unknown = { done: 4, total: undefined, elapsed: 0, width: 3 }

  it('tell how many of how many are done', () => {
    expect(doneLine(known)).to.equal('Done  4 out of 23 | elapsed:    0.0s')
    expect(finishedLine({ ...known, done: 23, elapsed: 520 })).to.equal('Done 23 out of 23 | elapsed:    0.5s finished')
  })

  it('tell how many are done while nobody knows of how many', () => {
    expect(doneLine(unknown)).to.equal('Done   4 tasks      | elapsed:    0.0s')
    expect(finishedLine(unknown)).to.equal('Done   4 out of   4 | elapsed:    0.0s finished')
  })

  it('estimate the remaining time from the time each task took so far', () => {
    const line = remainingLine({ done: 20, total: 23, elapsed: 2000, width: 3 })
    expect(line).to.equal('Done  20 out of  23 | elapsed:    2.0s remaining:    0.3s')
  })

  const durations: readonly (readonly [number, string])[] = [
    [0, '   0.0s'],
    [9_960, '  10.0s'],
    [60_000, '  60.0s'],
    [60_040, ' 1.0min'],
    [599_000, '10.0min'],
    [6_000_000, '100.0min'],
  ]
  for (const [elapsed, text] of durations) {
    it(`write ${elapsed} ms as '${text}'`, () => {
      expect(doneLine({ ...known, elapsed })).to.equal(`Done  4 out of 23 | elapsed: ${text}`)
    })
  }

  for (const [total, width] of [[1, 1], [9, 1], [10, 2], [1000, 4], [0, 1], [undefined, 3]] as const) {
    it(`give a count ${width} characters when the total is ${total}`, () => expect(widthFor(total)).to.equal(width))
  }
})
