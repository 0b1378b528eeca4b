import { expect } from 'chai'
import { writeFileSync } from 'node:fs'
import { borrow, borrowedBytes, isBorrowed, release, sourceOf } from '../../../lib/arrays/borrow/borrow.js'
import { sameBytes } from '../../../lib/arrays/files/bytes.js'
import { type ArrayFile, makeFile } from '../../../lib/arrays/files/file.js'
import { collectGarbage } from '../../../lib/arrays/borrow/garbage.js'
import { canMap } from '../../../lib/arrays/files/mmap.js'
import { newId } from '../../../lib/arrays/files/owner.js'
import { LargeArrayError } from '../../../lib/model/errors.js'
import type { Access, FileToken, MemoryToken } from '../../../lib/model/tokens.js'
import { useScratch } from '../../helpers/scratch.js'
import { until } from '../../helpers/until.js'
import { useVariables } from '../../helpers/variables.js'

const bytesOf = (buffer: ArrayBufferLike) => new Uint8Array(buffer)
const BYTES = new Uint8Array(5000).fill(7)

describe('memory that a thread is lent', () => {
  function lend(access: Access): MemoryToken {
    const buffer = new SharedArrayBuffer(BYTES.length)
    bytesOf(buffer).set(BYTES)
    return { lent: 'memory', buffer, access }
  }

  for (const access of ['read', 'write'] as const) {
    it(`is the same memory: ${access}`, () => {
      const token = lend(access)
      expect(borrow(token)).to.equal(token.buffer)
      expect(isBorrowed(token.buffer)).to.equal(true)
    })
  }

  it('is a copy each time: copy', () => {
    const token = lend('copy')
    const [first, second] = [borrow(token), borrow(token)]
    bytesOf(first)[0] = 1
    expect([bytesOf(second)[0], bytesOf(token.buffer)[0]]).to.deep.equal([7, 7])
    expect(first).to.be.an.instanceof(ArrayBuffer)
  })

  it('can be lent to others by the same token, but for copies', () => {
    const token = lend('read')
    expect(sourceOf(borrow(token))).to.equal(token)
    expect(sourceOf(borrow(lend('copy')))).to.equal(undefined)
  })
})

for (const mapped of [true, false]) {
  describe(`memory that a process is lent${mapped ? '' : ', without mmap'}`, () => {
    const scratch = useScratch()
    const setVariables = useVariables()
    let file: ArrayFile

    beforeEach(function () {
      if (!mapped) setVariables({ ALLCORES_MMAP: '0' })
      // Koffi isn't there
      else if (!canMap()) this.skip()
      file = makeFile(BYTES, scratch.file('.'))!
    })
    afterEach(() => file?.close())

    const lend = (access: Access, id = newId()): FileToken => ({ lent: 'file', id, ...own(file), access })
    const own = ({ path, inode, byteLength }: ArrayFile) => ({ path, inode, byteLength })

    for (const access of ['read', 'strict'] as const) {
      it(`is the same for all messages, and its source is known: ${access}`, () => {
        const token = lend(access)
        const buffer = borrow(token)
        expect(Buffer.compare(bytesOf(buffer), BYTES)).to.equal(0)
        expect(borrow({ ...token })).to.equal(buffer)
        expect(isBorrowed(buffer)).to.equal(true)
        expect(sourceOf(buffer)).to.deep.equal(token)
      })
    }

    it('is another one if more may be done to it', () => {
      const id = newId()
      expect(borrow(lend('read', id))).to.not.equal(borrow(lend('strict', id)))
    })

    it('keeps what is written to it from the lender: read', () => {
      bytesOf(borrow(lend('read')))[0] = 1
      expect(sameBytes(file.fd, BYTES)).to.equal(true)
    })

    it('is a copy for each message, which nobody can be lent: copy', () => {
      const token = lend('copy')
      const [first, second] = [borrow(token), borrow(token)]
      bytesOf(first)[0] = 1
      expect(bytesOf(second)[0]).to.equal(7)
      expect(sameBytes(file.fd, BYTES)).to.equal(true)
      expect(sourceOf(first)).to.equal(undefined)
    })

    it('is everybody\'s: write', () => {
      if (!mapped) {
        expect(() => borrow(lend('write'))).to.throw(LargeArrayError, 'koffi').with.property('code', 'ERR_ARRAY_NO_MMAP')
        return
      }
      const buffer = borrow(lend('write'))
      bytesOf(buffer)[1] = 1
      expect(bytesOf(borrow(lend('write')))[1]).to.equal(1)
      expect(sameBytes(file.fd, BYTES)).to.equal(false)
    })

    it('is there for whoever has it after its file is gone, and forgotten by us', async () => {
      const token = lend('read')
      let buffer: ArrayBufferLike | undefined = borrow(token)
      const before = borrowedBytes()
      file.close()
      release([token.id, 'unknown'])
      collectGarbage()
      expect(bytesOf(buffer)[4999]).to.equal(7)
      expect(() => borrow(token)).to.throw(LargeArrayError)
      buffer = undefined
      await until(() => (collectGarbage(), borrowedBytes() <= before - BYTES.length), 'it is forgotten')
    })

    it('is lost if its file is gone, or another one is in its place', () => {
      const missing = { ...lend('read'), path: scratch.file('missing') }
      expect(() => borrow(missing)).to.throw(LargeArrayError, /expected an array of 5000 bytes .*missing.*ENOENT.*tempFolder/)
        .that.includes({ code: 'ERR_ARRAY_LOST', bytes: 5000 })
      writeFileSync(scratch.file('other'), BYTES)
      const other = { ...lend('read'), path: scratch.file('other') }
      expect(() => borrow(other)).to.throw(LargeArrayError, 'something else is there').with.property('code', 'ERR_ARRAY_LOST')
      expect(() => borrow({ ...lend('read'), byteLength: 5001 })).to.throw(LargeArrayError, 'something else')
    })
  })
}
