import { expect } from 'chai'
import { stripVTControlCharacters } from 'node:util'
import { barLine } from '../../lib/progress/bar-line.js'

const HALF = { done: 600, total: 1200, failed: 0, retried: 0, elapsed: 8000, rate: 75, eta: 8000 }
const PLAIN = { columns: 80, colors: false }
const UNKNOWN = { ...HALF, total: undefined, eta: undefined }

describe('barLine()', () => {
  it('shows how far a call is', () => {
    expect(barLine(HALF, { ...PLAIN, columns: 60 })).to.equal(' 50 % █████████░░░░░░░░░░    600/1,200  75/s  0:08  ETA 0:08')
  })

  it('tells of failures and retries where there are some', () => {
    const line = barLine({ ...HALF, failed: 1, retried: 2 }, PLAIN)
    expect(line).to.include('  1 failed  2 retried  ')
    expect(barLine(HALF, PLAIN)).not.to.match(/failed|retried/)
  })

  it('draws no bar where the number of tasks is unknown, but something that turns', () => {
    expect(barLine(UNKNOWN, PLAIN)).to.equal('    | 600 done  75/s  0:08')
    expect(barLine({ ...UNKNOWN, elapsed: 8125 }, PLAIN)).to.equal('    / 600 done  75/s  0:08')
  })

  it('says how a call has ended, and its mean rate', () => {
    const ended = { ...HALF, elapsed: 10_000 }
    expect(barLine({ ...ended, done: 1200 }, { ...PLAIN, how: 'done' })).to.match(/^100 % █+ {2}1,200\/1,200 {2}120\/s {2}done in 10 s$/)
    expect(barLine(ended, { ...PLAIN, how: 'failed' })).to.match(/^ 50 % █+░+ {4}600\/1,200 {2}60\/s {2}failed after 10 s$/)
    expect(barLine({ ...UNKNOWN, elapsed: 10_000 }, { ...PLAIN, how: 'left' })).to.equal('      600 done  60/s  left after 10 s')
  })

  it('is full only when all is done', () => {
    expect(barLine({ ...HALF, done: 1199 }, PLAIN)).to.match(/^ 99 % █+░ /)
    expect(barLine({ ...HALF, done: 0, total: 0 }, PLAIN)).to.match(/^100 % █+ /)
  })

  it('fits however narrow the terminal is, and keeps what matters most', () => {
    const busy = { ...HALF, failed: 12, retried: 3 }
    for (let columns = 14; columns <= 120; columns++) {
      expect(barLine(busy, { ...PLAIN, columns }).length, `in ${columns} columns`).to.be.at.most(columns)
    }
    expect(barLine(busy, { ...PLAIN, columns: 40 })).to.equal(' 50 %   600/1,200  12 failed  ETA 0:08')
    expect(barLine(busy, { ...PLAIN, columns: 17 })).to.equal(' 50 %   600/1,200')
  })

  it('has colors where they are wanted, and the same text', () => {
    const line = barLine({ ...HALF, failed: 1 }, { ...PLAIN, colors: true })
    expect(line).to.include('\x1b[31m1 failed\x1b[39m')
    expect(stripVTControlCharacters(line)).to.equal(barLine({ ...HALF, failed: 1 }, PLAIN))
  })
})
