import { expect } from 'chai'
import type { ProgressEvent } from '../../lib/model/events.js'
import { progressHook } from '../../lib/progress/progress-hook.js'
import { completed } from '../helpers/completed.js'
import { rejection } from '../helpers/rejection.js'

/** A hook with what it was told, and a clock that moves by hand. */
function setUp(fn: (event: ProgressEvent) => unknown = () => {}) {
  const events: ProgressEvent[] = []
  const clock = { time: 0 }
  const told = (event: ProgressEvent) => {
    events.push(event)
    return fn(event)
  }
  const observer = progressHook(told, { total: 100, now: () => clock.time })
  const completeAt = (time: number) => {
    clock.time = time
    observer.completed!(completed())
  }
  return { events, observer, completeAt, done: () => events.map(({ done }) => done) }
}

const failing = (error: unknown) => () => {
  throw error
}

describe('progressHook()', () => {
  it('is told of the first task at once, then at most every 50 ms, then of the end', async () => {
    const { observer, completeAt, events, done } = setUp()
    for (const time of [3, 4, 52, 53, 60, 102, 103, 104]) completeAt(time)
    expect(done()).to.deep.equal([1, 4, 7])
    await observer.ended!('done')
    expect(done()).to.deep.equal([1, 4, 7, 8])
    expect(events.map(({ ended }) => ended)).to.deep.equal([false, false, false, true])
  })

  for (const how of ['failed', 'left'] as const) {
    it(`is told of the end of a call that has ${how}`, async () => {
      const { observer, events } = setUp()
      await observer.ended!(how)
      expect(events).to.have.length(1)
      expect(events[0]).to.include({ done: 0, total: 100, ended: true })
    })
  }

  it('is not called again once it has thrown', async () => {
    const { observer, completeAt, events } = setUp(failing('enough'))
    expect(() => completeAt(1)).to.throw().which.equals('enough')
    expect(() => completeAt(100)).to.throw().which.equals('enough')
    await observer.ended!('failed')
    expect(events).to.have.length(1)
  })

  it('fails a call that was done, or left', async () => {
    for (const how of ['done', 'left'] as const) {
      const { observer } = setUp(failing(undefined))
      expect(await rejection(Promise.resolve(observer.ended!(how)))).to.equal(undefined)
    }
  })

  it('keeps its error to itself where another one has ended the call', async () => {
    await setUp(failing('enough')).observer.ended!('failed')
  })

  it('may be async, and fails the call when its promise rejects', async () => {
    const { observer, completeAt, events } = setUp(async ({ done }) => {
      if (done === 1) throw 'late'
    })
    completeAt(1)
    await Promise.resolve()
    expect(() => completeAt(100)).to.throw().which.equals('late')
    expect(await rejection(Promise.resolve(observer.ended!('done')))).to.equal('late')
    expect(events).to.have.length(1)
  })

  it('is waited for at the end', async () => {
    const { observer } = setUp(async () => {
      throw 'at the end'
    })
    expect(await rejection(Promise.resolve(observer.ended!('done')))).to.equal('at the end')
  })
})
