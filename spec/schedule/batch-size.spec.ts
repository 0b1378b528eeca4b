import { expect } from 'chai'
import { adaptiveSize, type BatchSizer, fixedSize, tailSize } from '../../lib/schedule/batch-size.js'

/** Feeds the sizer batches of the size it asks for, and gives the sizes. */
function grow(sizer: BatchSizer, steps: number, perTask: number, overhead: number): number[] {
  return Array.from({ length: steps }, () => {
    const size = sizer.size()
    sizer.ran(size, size * perTask)
    sizer.cost({ tasks: size, overhead, waited: false, sending: 0 })
    return size
  })
}

describe('batch size', () => {
  it('is 1 until a task has run', () => {
    const sizer = adaptiveSize(2)
    expect(sizer.size()).to.equal(1)
    expect(sizer.brief()).to.equal(false)
  })

  it('grows by at most a factor of 8 a step', () => {
    expect(grow(adaptiveSize(2), 3, 0.1, 0.1)).to.deep.equal([1, 8, 64])
  })

  it('tries half a millisecond of tiny tasks at once', () => {
    expect(grow(adaptiveSize(2), 3, 0.001, 0.1)).to.deep.equal([1, 500, 4000])
  })

  it('makes the overhead 1.5 % of the batch', () => {
    const sizer = adaptiveSize(2)
    grow(sizer, 6, 0.01, 0.45)
    expect(sizer.size() * 0.01).to.be.closeTo(30, 0.5) // 30 ms of work for 0.45 ms
  })

  it('is worth at least 25 ms and at most 50 ms of work', () => {
    const cheap = adaptiveSize(2)
    grow(cheap, 6, 0.01, 0.001)
    expect(cheap.size()).to.equal(2500)
    const dear = adaptiveSize(2)
    grow(dear, 6, 1, 10)
    expect(dear.size()).to.equal(50)
  })

  it('is 1 for tasks that are longer than a batch should be', () => {
    const sizer = adaptiveSize(2)
    grow(sizer, 3, 80, 0.2)
    expect(sizer.size()).to.equal(1)
    expect(sizer.brief()).to.equal(false)
  })

  it('never exceeds 8192 tasks, however cheap they are', () => {
    const sizer = adaptiveSize(2)
    grow(sizer, 10, 0.000001, 0.1)
    expect(sizer.size()).to.equal(8192)
  })

  it('falls at once when tasks become dear, and regains its size step by step', () => {
    const sizer = adaptiveSize(2)
    grow(sizer, 6, 0.001, 0.1)
    sizer.ran(10, 500)
    expect(sizer.size()).to.equal(1)
    const sizes = grow(sizer, 4, 0.001, 0.1)
    sizes.forEach((size, i) => expect(size).to.be.at.most(8 ** i))
  })

  it('counts sending as part of a task, and reading as dear as sending', () => {
    const sizer = adaptiveSize(2)
    for (let i = 0; i < 6; i++) {
      const size = sizer.size()
      sizer.ran(size, size)
      sizer.cost({ tasks: size, overhead: 0.1 + size * 0.05, waited: false, sending: size * 0.05 })
    }
    expect(sizer.size()).to.equal(23) // 25 ms of work and transport, not of work alone
  })

  it('is sent within 2 ms', () => {
    const sizer = adaptiveSize(2)
    for (let i = 0; i < 6; i++) {
      const size = sizer.size()
      sizer.ran(size, size * 0.01)
      sizer.cost({ tasks: size, overhead: 0.1, waited: false, sending: size * 0.4 })
    }
    expect(sizer.size()).to.equal(5)
  })

  it('learns the overhead only from batches that did not wait', () => {
    const sizer = adaptiveSize(2)
    grow(sizer, 6, 0.01, 0.45)
    for (let i = 0; i < 4; i++) {
      const size = sizer.size()
      sizer.ran(size, size * 0.01)
      sizer.cost({ tasks: size, overhead: 0.001, waited: true, sending: 0 })
    }
    expect(sizer.size() * 0.01).to.be.closeTo(30, 0.5)
  })

  it('batches are brief as long as one is over within 50 ms', () => {
    const sizer = adaptiveSize(2)
    grow(sizer, 3, 1, 0.2)
    expect(sizer.brief()).to.equal(true)
  })

  it('shrinks as the input comes to its end', () => {
    const sizer = adaptiveSize(2)
    grow(sizer, 4, 0.01, 0.1)
    expect(sizer.size(400)).to.equal(100)
  })

  it('does not shrink below what is worth a message, which is more the more workers wait for theirs', () => {
    const sizer = adaptiveSize(32)
    grow(sizer, 4, 0.01, 0.1)
    expect(sizer.size(400)).to.equal(192) // 0.06 ms for each of 32 workers
    expect(sizer.least()).to.equal(192)
    sizer.ran(10, 100)
    expect(sizer.least()).to.equal(1)
  })

  it('is a share of what may be read ahead', () => {
    const sizer = adaptiveSize(2, 10)
    grow(sizer, 4, 0.001, 0.1)
    expect(sizer.size()).to.equal(3)
  })

  it('can be fixed, and then holds to the end', () => {
    const sizer = fixedSize(7)
    expect(sizer.size(3)).to.equal(7)
    expect(sizer.brief()).to.equal(false)
    sizer.ran(7, 0.7)
    expect(sizer.size()).to.equal(7)
    expect(sizer.brief()).to.equal(true)
    sizer.ran(7, 700)
    expect(sizer.brief()).to.equal(false)
  })

  it('at the tail is small enough that every worker gets two batches more', () => {
    expect(tailSize(100, undefined, 4)).to.equal(100)
    expect(tailSize(100, 10_000, 4)).to.equal(100)
    expect(tailSize(100, 400, 4)).to.equal(50)
    expect(tailSize(100, 3, 4)).to.equal(1)
    expect(tailSize(100, 0, 4)).to.equal(1)
    expect(tailSize(100, 3, 4, 2)).to.equal(2)
    expect(tailSize(1, 3, 4, 2)).to.equal(1)
  })
})
