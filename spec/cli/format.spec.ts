import { expect } from 'chai'
import { duration, gauge, percent, times } from '../../lib/cli/format.js'

describe('allcores bench: numbers', () => {
  const durations = [
    [0, '0 ns'], [0.000028, '28 ns'], [0.0001, '0.1 µs'], [0.00042, '0.42 µs'], [0.0011, '1.1 µs'], [0.0123, '12 µs'],
    [0.34, '0.34 ms'], [12.4, '12 ms'], [123, '123 ms'], [1200, '1.2 s'], [65_000, '65 s'], [NaN, '–'],
  ] as const
  for (const [ms, text] of durations) {
    it(`shows ${ms} ms as ${text}`, () => {
      expect(duration(ms)).to.equal(text)
    })
  }

  it('shows ratios with the digit that matters', () => {
    expect([0.002, 0.05, 1, 1.049, 9.94, 12.3, NaN].map(times)).to.deep.equal(['0.002', '0.05', '1.00', '1.05', '9.94', '12', '–'])
    expect([0.024, 1, NaN].map(percent)).to.deep.equal(['2 %', '100 %', '–'])
  })

  it('draws bars by the eighth of a character', () => {
    expect([0, 0.5, 1, 2, NaN].map((share) => gauge(share, 4))).to.deep.equal(['', '██', '████', '████', ''])
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((eighths) => gauge(eighths / 8, 1)).join('')).to.equal('▏▎▍▌▋▊▉█')
  })
})
