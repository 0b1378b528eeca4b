import { expect } from 'chai'
import { tmpdir } from 'node:os'
import { allBases, basesFor, freeIn, IN_MEMORY } from '../../../lib/arrays/files/bases.js'

describe('where files of arrays may be', () => {
  it('in memory only if there is room for a tenth more [J7]', () => {
    expect(basesFor(1000, undefined, () => 1100)).to.deep.equal([IN_MEMORY, tmpdir()])
    expect(basesFor(1000, undefined, () => 1099)).to.deep.equal([tmpdir()])
  })

  it('among temporary files where nobody can tell how much room there is [J7]', () => {
    expect(basesFor(1, undefined, () => undefined)).to.deep.equal([tmpdir()])
  })

  it('room is told of folders that have some, and of no other: not of /proc, nor of one that is not there', () => {
    expect(freeIn(tmpdir())).to.be.a('number')
    expect(['/proc/self', '/no/such/folder'].map(freeIn)).to.deep.equal([undefined, undefined])
  })

  it('nowhere but in the folder that somebody names', () => {
    expect(basesFor(1, '/data', () => Infinity)).to.deep.equal(['/data'])
    expect(allBases('/data')).to.deep.equal(['/data'])
  })
})
