import { expect } from 'chai'
import { lines } from '../../lib/progress/lines.js'
import { completed } from '../helpers/completed.js'

function setUp(total?: number) {
  const said: string[] = []
  const clock = { time: 0 }
  const observer = lines({ total, now: () => clock.time, write: (line) => void said.push(line) })
  const completeAt = (seconds: number, count = 1, failed = 0) => {
    clock.time = seconds * 1000
    observer.completed!(completed({ count, failed }))
  }
  return { said, observer, completeAt, clock }
}

describe('lines()', () => {
  it('tell how far a call is', async () => {
    const { said, observer, completeAt } = setUp(1200)
    observer.started!()
    completeAt(0.5, 60)
    completeAt(1, 60)
    completeAt(7, 480, 2)
    completeAt(10, 600)
    await observer.ended!('done')
    expect(said).to.deep.equal([
      'Parallel:  10 % |   120/1,200 | 126/s | 0:01 | ETA 0:09',
      'Parallel:  50 % |   600/1,200 | 2 failed | 97/s | 0:07 | ETA 0:06',
      'Parallel: 100 % | 1,200/1,200 | 2 failed | 120/s | done in 10 s',
    ])
  })

  it('tell what can be told where nobody knows how many tasks there are', async () => {
    const { said, observer, completeAt } = setUp()
    observer.started!()
    completeAt(2)
    completeAt(60)
    await observer.ended!('left')
    expect(said).to.deep.equal([
      'Parallel: 1 done | 32/min | 0:02',
      'Parallel: 2 done | 2/min | 1:00',
      'Parallel: 2 done | 2/min | left after 1:00',
    ])
  })

  it('come at steps of a tenth, yet at most every 5 seconds, and at least every minute', () => {
    const quick = setUp(100)
    for (let second = 1; second <= 20; second++) quick.completeAt(second, 5)
    expect(quick.said).to.have.length(4) // after 1, 6, 11 and 16 seconds
    const slow = setUp(1000)
    for (let second = 1; second <= 200; second++) slow.completeAt(second)
    expect(slow.said).to.have.length(4) // after 1, 61, 121 and 181 seconds
  })

  it('are one for a call that is over soon', async () => {
    const { said, observer, completeAt } = setUp(2)
    observer.started!()
    completeAt(0.1, 2, 1)
    await observer.ended!('failed')
    expect(said).to.deep.equal(['Parallel: 100 % | 2/2 | 1 failed | 20/s | failed after 100 ms'])
  })

  it('are none for a call that did not come to begin', async () => {
    const { said, observer } = setUp()
    await observer.ended!('failed')
    expect(said).to.deep.equal([])
  })
})
