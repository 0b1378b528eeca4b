import { expect } from 'chai'
import { type Arrival, Arrivals } from '../../lib/schedule/arrivals.js'
import { rejection } from '../helpers/rejection.js'

const arrival = (start: number): Arrival => ({ start, values: [start], failures: [] })

function arrivals() {
  const log: string[] = []
  return { log, arrivals: new Arrivals(() => void log.push('stopped')) }
}

describe('arrivals, handed on', () => {
  it('come in the order in which they came, those before the first look included', async () => {
    const { arrivals: queue, log } = arrivals()
    queue.push(arrival(0))
    const over = queue.each(({ start }) => void log.push(`got ${start}`))
    queue.push(arrival(1))
    queue.end()
    queue.push(arrival(2))
    await over
    expect(log).to.deep.equal(['got 0', 'got 1'])
  })

  it('end when taking one throws: the rest is not taken, and the run is stopped before the error is told', async () => {
    const { arrivals: queue, log } = arrivals()
    queue.push(arrival(0))
    queue.push(arrival(1))
    const over = queue.each(({ start }) => {
      log.push(`got ${start}`)
      throw new RangeError('no more')
    })
    queue.push(arrival(2))
    expect(await rejection(over)).to.be.instanceOf(RangeError)
    expect(log).to.deep.equal(['got 0', 'stopped'])
  })

  it('end with the error that ends the run', async () => {
    const { arrivals: queue, log } = arrivals()
    const over = queue.each(() => {})
    queue.fail(undefined)
    expect(await rejection(over)).to.equal(undefined)
    expect(log).to.deep.equal([])
  })
})
