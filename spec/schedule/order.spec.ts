import { expect } from 'chai'
import type { Arrival } from '../../lib/schedule/arrivals.js'
import { inOrder } from '../../lib/schedule/order.js'

const arrival = (start: number, ...values: unknown[]): Arrival => ({ start, values, failures: [] })

async function ordered(...arrivals: Arrival[]): Promise<unknown[]> {
  const values: unknown[] = []
  async function* source() {
    yield* arrivals
  }
  for await (const arrival of inOrder(source())) values.push(...arrival.values)
  return values
}

describe('order', () => {
  it('keeps what is in order', async () => {
    expect(await ordered(arrival(0, 'a', 'b'), arrival(2, 'c'))).to.deep.equal(['a', 'b', 'c'])
  })

  it('holds back what comes too early', async () => {
    const late = [arrival(3, 'd', 'e'), arrival(2, 'c'), arrival(5, 'f'), arrival(0, 'a', 'b')]
    expect(await ordered(...late)).to.deep.equal(['a', 'b', 'c', 'd', 'e', 'f'])
  })

  it('passes on as soon as nothing earlier is missing', async () => {
    const passed: number[] = []
    async function* source() {
      yield arrival(1, 'b')
      passed.push(-1)
      yield arrival(0, 'a')
      yield arrival(2, 'c')
    }
    for await (const { start } of inOrder(source())) passed.push(start)
    expect(passed).to.deep.equal([-1, 0, 1, 2])
  })
})
