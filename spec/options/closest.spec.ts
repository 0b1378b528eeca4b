import { expect } from 'chai'
import { closest } from '../../lib/options/closest.js'

const NAMES = ['nJobs', 'backend', 'batchSize', 'preDispatch', 'signal', 'verbose']

describe('closest', () => {
  const near: readonly (readonly [string, string])[] = [
    ['n_jobs', 'nJobs'],
    ['NJOBS', 'nJobs'],
    ['njob', 'nJobs'],
    ['n_job', 'nJobs'],
    ['batch_size', 'batchSize'],
    ['batch-size', 'batchSize'],
    ['pre_dispatch', 'preDispatch'],
    ['predispach', 'preDispatch'],
    ['bakcend', 'backend'],
    ['verbosee', 'verbose'],
    ['singal', 'signal'],
    ['backend', 'backend'],
  ]
  for (const [word, name] of near) {
    it(`finds ${name} for ${word}`, () => expect(closest(word, NAMES)).to.equal(name))
  }

  for (const word of ['', 'foo', 'job', 'workers', 'concurrency', 'batch', 'signatures']) {
    it(`finds nothing for '${word}'`, () => expect(closest(word, NAMES)).to.equal(undefined))
  }

  it('prefers the nearer one', () => {
    expect(closest('threads', ['threading', 'thread', 'threads'])).to.equal('threads')
  })
})
