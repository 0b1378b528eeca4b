import { expect } from 'chai'
import { Task } from '../../lib/model/task.js'
import { retrier } from '../../lib/schedule/retry.js'

const failure = (index: number) => ({ index, error: new Error('no'), task: new Task(() => {}, []) })

describe('retrier', () => {
  const rule = { limit: 2, minDelay: 10, factor: 2, maxDelay: 1000 }

  it('keeps nothing of the tasks it is asked about: a call may have them for ever', () => {
    const retry = retrier(rule, {})
    expect([1, 1, 1, 2, 1, 3].map((attempts) => retry(failure(7), attempts))).to.deep.equal([10, 10, 10, 20, 10, undefined])
  })
})
