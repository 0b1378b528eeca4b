import { expect } from 'chai'
import { measured } from '../../lib/cli/figures.js'
import type { Setup } from '../../lib/cli/model.js'
import { howMany } from '../../lib/cli/pace.js'
import { backendSetups, batchSetups, doublings, jobSetups } from '../../lib/cli/stages.js'
import { comparison, type RowText } from '../helpers/comparison.js'

const text = ({ place, nJobs, batchSize }: Setup) => `${place} ${nJobs} ${batchSize}`
const LOOP = 'loop 1 auto'

describe('allcores bench: what is compared', () => {
  it('first are the backends', () => {
    expect(backendSetups(['sequential', 'threads'], 4).map(text)).to.deep.equal([LOOP, 'sequential 4 auto', 'threads 4 auto'])
  })

  const backends = (rows: readonly RowText[]) => comparison('backend', [['loop', 1, 100], ...rows])
  const ALL = backends([['sequential', 4, 100], ['async', 4, 10], ['threads', 4, 30], ['processes', 4, 40]])

  it('then numbers of jobs on the best two that compute side by side', () => {
    const setups = jobSetups(ALL, { jobs: 4, isLimited: false, isAsync: false })
    expect(setups.map(text)).to.deep.equal([
      LOOP, 'threads 1 auto', 'threads 2 auto', 'threads 4 auto', 'processes 1 auto', 'processes 2 auto', 'processes 4 auto',
    ])
  })

  it('more of them than there are cores, for functions that wait', () => {
    const setups = jobSetups(ALL, { jobs: 4, isLimited: false, isAsync: true })
    const async = ['async 1 auto', 'async 2 auto', 'async 4 auto', 'async 8 auto', 'async 16 auto', 'async 32 auto']
    expect(setups.map(text)).to.deep.equal([LOOP, ...async, 'threads 1 auto', 'threads 2 auto', 'threads 4 auto'])
  })

  it('but no more than were asked for', () => {
    const setups = jobSetups(ALL, { jobs: 2, isLimited: true, isAsync: true })
    expect(setups.map(text)).to.deep.equal([LOOP, 'async 1 auto', 'async 2 auto', 'threads 1 auto', 'threads 2 auto'])
  })

  it('not on a backend that is out, and not where there is no choice', () => {
    const one = backends([['sequential', 4, 100], ['threads', 4, 'Error: no'], ['processes', 4, 50]])
    expect(jobSetups(one, { jobs: 2, isLimited: true, isAsync: false }).map(text)).to.deep.equal([LOOP, 'processes 1 auto', 'processes 2 auto'])
    expect(jobSetups(one, { jobs: 1, isLimited: true, isAsync: false })).to.deep.equal([])
    expect(jobSetups(backends([['sequential', 4, 100]]), { jobs: 4, isLimited: false, isAsync: false })).to.deep.equal([])
  })

  it('last are batch sizes of which each job gets one', () => {
    const [sequential, , threads] = measured(ALL)
    expect(batchSetups(threads, 1024).map(text)).to.deep.equal([LOOP, 'threads 4 auto', 'threads 4 1', 'threads 4 16', 'threads 4 256'])
    expect(batchSetups(threads, 1023).map(text)).to.deep.equal([LOOP, 'threads 4 auto', 'threads 4 1', 'threads 4 16'])
    expect(batchSetups(sequential, 1024)).to.deep.equal([])
    expect(batchSetups(undefined, 1024)).to.deep.equal([])
  })

  it('doubles', () => {
    expect([1, 2, 3, 4, 6, 8].map(doublings)).to.deep.equal([[1], [1, 2], [1, 2, 3], [1, 2, 4], [1, 2, 4, 6], [1, 2, 4, 8]])
  })

  const amounts = [
    ['all items if they fit', 100, 0.005, 2, 10, 100],
    ['as many as fit', 1e6, 0.005, 2, 10, 1000],
    ['as many for each job', 1e6, 0.005, 3, 10, 999],
    ['two for each job at least', 1e6, 1000, 4, 10, 8],
    ['no more than there are', 3, 1000, 4, 10, 3],
  ] as const
  for (const [what, given, taskMs, jobs, ms, expected] of amounts) {
    it(`uses ${what}`, () => {
      expect(howMany(given, taskMs, jobs, ms)).to.equal(expected)
    })
  }
})
