import { expect } from 'chai'
import { constants } from 'node:buffer'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { collectGarbage } from '../../../lib/arrays/borrow/garbage.js'
import { canMap, mapFile, mapPart, mappedBytes } from '../../../lib/arrays/files/mmap.js'
import { LargeArrayError } from '../../../lib/model/errors.js'
import type { Access } from '../../../lib/model/tokens.js'
import { runProgram } from '../../helpers/program.js'
import { useScratch } from '../../helpers/scratch.js'
import { until } from '../../helpers/until.js'
import { useVariables } from '../../helpers/variables.js'

describe('a file as memory', () => {
  const scratch = useScratch()
  const setVariables = useVariables()
  const SIZE = 10_000

  beforeEach(function () {
    // Koffi isn't there
    if (!canMap()) this.skip()
    scratch.write('file', 'x'.repeat(SIZE))
  })

  function map(access: Access): Uint8Array {
    const fd = openSync(scratch.file('file'), 'r+')
    const buffer = mapFile(fd, SIZE, access)
    closeSync(fd) // the mapping doesn't need it
    return new Uint8Array(buffer)
  }

  for (const access of ['read', 'copy', 'write', 'strict'] as const) {
    it(`holds what is in the file: ${access}`, () => {
      expect(Buffer.from(map(access)).toString()).to.equal('x'.repeat(SIZE))
    })
  }

  for (const access of ['read', 'copy'] as const) {
    it(`keeps what is written to it: ${access}`, () => {
      const [mine, other] = [map(access), map('read')]
      mine[9999] = 1
      expect([mine[9999], other[9999], readFileSync(scratch.file('file'))[9999]]).to.deep.equal([1, 120, 120])
    })
  }

  it('shares what is written to it: write', () => {
    const [mine, other] = [map('write'), map('write')]
    mine[9999] = 1
    expect([other[9999], readFileSync(scratch.file('file'))[9999]]).to.deep.equal([1, 1])
  })

  it('is not mapped any more once nobody sees it', async () => {
    const before = mappedBytes()
    map('read')
    expect(mappedBytes()).to.be.at.least(SIZE)
    await until(() => (collectGarbage(), mappedBytes() <= before), 'it is unmapped')
  })

  it('is mapped once for all parts of it, which see each other\'s writing but in their own places', async function () {
    // only Linux tells what is mapped
    if (process.platform !== 'linux') this.skip()
    const fd = openSync(scratch.file('file'), 'r+')
    const before = mappings()
    let parts: Uint8Array[] | undefined = [0, 64, 128].map((position) => mapPartOf('one', fd, position))
    expect(mappings()).to.equal(before + 1)
    parts[1]!.fill(1)
    expect(parts.map((part) => new Set(part))).to.deep.equal([new Set([120]), new Set([1]), new Set([120])])
    expect([...readFileSync(scratch.file('file')).subarray(62, 66)]).to.deep.equal([120, 120, 1, 1])
    closeSync(fd)
    parts = undefined
    await until(() => (collectGarbage(), mappings() <= before), 'it is unmapped')
  })

  it('is told from other files by the id: another file system may have a file with the same inode', () => {
    scratch.write('other', 'y'.repeat(SIZE))
    const contents = ['file', 'other'].map((name) => {
      const fd = openSync(scratch.file(name), 'r+')
      const part = mapPartOf(name, fd)
      closeSync(fd)
      return Buffer.from(part).toString('latin1', 0, 1)
    })
    expect(contents).to.deep.equal(['x', 'y'])
  })

  it('is opened once for all parts of it', () => {
    const fd = openSync(scratch.file('file'), 'r+')
    const first = mapPartOf('opened', fd)
    closeSync(fd)
    const second = new Uint8Array(mapPart({ fileId: 'opened', position: 64 }, 64, () => expect.fail('it was opened again')))
    expect([first[0], second[0]]).to.deep.equal([120, 120])
  })

  function mapPartOf(fileId: string, fd: number, position = 0): Uint8Array {
    return new Uint8Array(mapPart({ fileId, position }, 64, (use) => use(fd)))
  }

  /** Of the file that the test has written. */
  function mappings(): number {
    return readFileSync('/proc/self/maps', 'utf8').split('\n').filter((line) => line.includes(scratch.file('file'))).length
  }

  it('that is read-only ends the process that writes to it, in a way that can be told', async () => {
    const { signal } = await runProgram('arrays-write', { args: [scratch.file('file')] })
    expect(signal).to.equal('SIGSEGV')
  })

  it('can not be larger than Node takes: an error says how large', function () {
    // this Node takes all there can be
    if (constants.MAX_LENGTH >= Number.MAX_SAFE_INTEGER) this.skip()
    const bytes = constants.MAX_LENGTH + 1
    expect(() => mapFile(0, bytes, 'read')).to.throw(LargeArrayError, `at most ${constants.MAX_LENGTH} bytes`)
      .that.includes({ code: 'ERR_ARRAY_TOO_LARGE', bytes })
  })

  it('that the system refuses to map is an error that says why', () => {
    expect(() => mapFile(9999, SIZE, 'read')).to.throw(LargeArrayError, 'EBADF').with.property('code', 'ERR_ARRAY_NO_MMAP')
  })

  it('is turned off by ALLCORES_MMAP=0', () => {
    setVariables({ ALLCORES_MMAP: '0' })
    expect(canMap()).to.equal(false)
    expect(() => map('read')).to.throw(LargeArrayError, 'Install koffi').with.property('code', 'ERR_ARRAY_NO_MMAP')
  })
})
