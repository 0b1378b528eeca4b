import { expect } from 'chai'
import { closeSync, existsSync, openSync } from 'node:fs'
import { bytesOfFile, fill, firstDifference, readInto, sameBytes } from '../../../lib/arrays/files/bytes.js'
import { useScratch } from '../../helpers/scratch.js'

describe('bytes in files', () => {
  const scratch = useScratch()
  let fd: number
  beforeEach(() => void (fd = openSync(scratch.file('bytes'), 'wx+')))
  afterEach(() => closeSync(fd))

  const SIZE = 2.5 * 2 ** 20
  const pattern = () => new Uint8Array(SIZE).map((_, place) => place % 251)
  const write = (bytes: Uint8Array) => fill(fd, bytes.byteLength, (start, end) => bytes.subarray(start, end))

  it('are read as they were written', () => {
    write(pattern())
    const bytes = new Uint8Array(SIZE)
    readInto(fd, bytes)
    expect(Buffer.compare(bytes, pattern())).to.equal(0)
  })

  it('are written whole when they come in parts of any size', () => {
    const bytes = pattern()
    fill(fd, SIZE, (start, end) => bytes.subarray(start, Math.min(end, start + 700_001)))
    expect(sameBytes(fd, pattern())).to.equal(true)
  })

  for (const place of [0, 2 ** 20 - 1, 2 ** 20, SIZE - 1]) {
    it(`differ if byte ${place} does`, () => {
      write(pattern())
      const bytes = pattern()
      bytes[place]! ^= 1
      expect(sameBytes(fd, bytes)).to.equal(false)
      expect(firstDifference(bytes, bytesOfFile(fd))).to.equal(place)
    })
  }

  it('that a file is too short for are an error', () => {
    write(pattern())
    expect(() => readInto(fd, new Uint8Array(SIZE + 1))).to.throw(`expected a file of ${SIZE + 1} bytes, got one of ${SIZE}`)
  })

  it('for which the disk has no room are an error, and no crash', function () {
    // only Linux has a disk that is always full
    if (!existsSync('/dev/full')) this.skip()
    const full = openSync('/dev/full', 'r+')
    expect(() => fill(full, 10, (start, end) => new Uint8Array(end - start))).to.throw('ENOSPC')
    closeSync(full)
  })
})
