import { expect } from 'chai'
import { rateSince } from '../../lib/progress/rate.js'

/** Adds `tasks` every `gap` ms, from `from` up to `to`. */
function steady(rate: ReturnType<typeof rateSince>, { from = 0, to, gap, tasks = 1 }: { from?: number; to: number; gap: number; tasks?: number }) {
  for (let time = from + gap; time <= to; time += gap) rate.add(tasks, time)
}

describe('rateSince()', () => {
  it('is 0 before there were tasks', () => {
    expect(rateSince(1000).at(1000)).to.equal(0)
    expect(rateSince(1000).at(9000)).to.equal(0)
  })

  it('is the plain mean at first', () => {
    const rate = rateSince(0)
    rate.add(10, 100)
    expect(rate.at(100)).to.be.closeTo(100, 2)
    steady(rate, { from: 100, to: 1000, gap: 100, tasks: 10 })
    expect(rate.at(1000)).to.be.closeTo(100, 5)
  })

  it('forgets a slow beginning', () => {
    const rate = rateSince(0)
    steady(rate, { to: 10_000, gap: 1000 })
    expect(rate.at(10_000)).to.be.closeTo(1, 0.2)
    steady(rate, { from: 10_000, to: 40_000, gap: 100 })
    expect(rate.at(40_000)).to.be.closeTo(10, 0.5)
  })

  it('sinks in a stall, and does not jump', () => {
    const rate = rateSince(0)
    steady(rate, { to: 20_000, gap: 100 })
    const during = [20_000, 21_000, 25_000, 50_000].map((time) => rate.at(time))
    expect(during).to.deep.equal(during.toSorted((a, b) => b - a))
    expect(during[1]! / during[0]!).to.be.greaterThan(0.75)
    expect(during[3]).to.be.lessThan(0.2)
  })

  it('is steady where tasks come seldom', () => {
    const rate = rateSince(0)
    steady(rate, { to: 600_000, gap: 30_000 })
    for (const time of [600_000, 615_000, 629_000]) expect(rate.at(time)).to.be.closeTo(1 / 30, 0.007)
  })
})
