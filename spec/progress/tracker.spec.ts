import { expect } from 'chai'
import { tracker } from '../../lib/progress/tracker.js'

function setUp(expected?: number) {
  const clock = { time: 5000 }
  const tracked = tracker(expected, () => clock.time)
  const complete = (count: number, failed = 0) => tracked.completed({ count, failed })
  return { clock, tracked, complete }
}

describe('tracker()', () => {
  it('begins with nothing', () => {
    const { tracked } = setUp()
    expect(tracked.look()).to.deep.equal({ done: 0, failed: 0, retried: 0, total: undefined, elapsed: 0, rate: 0, eta: undefined })
  })

  it('counts what it is told', () => {
    const { tracked, complete, clock } = setUp(100)
    clock.time += 1000
    complete(30, 2)
    complete(10, 1)
    tracked.retried()
    const { rate, eta, ...counts } = tracked.look()
    expect(counts).to.deep.equal({ done: 40, failed: 3, retried: 1, total: 100, elapsed: 1000 })
    expect(rate).to.be.closeTo(40, 4)
    expect(eta).to.equal((60 / rate) * 1000)
  })

  it('cannot tell when it will end while the number of tasks is unknown, nor before one is done', () => {
    const { tracked, complete } = setUp()
    complete(3)
    expect(tracked.look()).to.include({ total: undefined, eta: undefined })
    expect(setUp(10).tracked.look()).to.include({ total: 10, eta: undefined })
  })

  it('takes the number of tasks for true once the input has ended', () => {
    for (const hint of [undefined, 10, 100]) {
      const { tracked, complete } = setUp(hint)
      complete(8)
      tracked.exhausted(23)
      expect(tracked.look().total).to.equal(23)
      complete(15)
      expect(tracked.look()).to.include({ done: 23, total: 23, eta: 0 })
    }
  })

  it('lets a hint grow that was too small', () => {
    const { tracked, complete } = setUp(10)
    complete(12)
    expect(tracked.look()).to.include({ done: 12, total: 12 })
  })

  it('has no time to come for no tasks', () => {
    expect(setUp(0).tracked.look()).to.include({ total: 0, eta: 0 })
  })
})
