import { expect } from 'chai'
import { borrow } from '../../../lib/arrays/borrow/borrow.js'
import { checkBorrowed } from '../../../lib/arrays/borrow/strict.js'
import { makeFile } from '../../../lib/arrays/files/file.js'
import { newId } from '../../../lib/arrays/files/owner.js'
import { LargeArrayError } from '../../../lib/model/errors.js'
import type { Token } from '../../../lib/model/tokens.js'
import { useScratch } from '../../helpers/scratch.js'
import { useVariables } from '../../helpers/variables.js'

describe('memory that must not be written to', () => {
  const scratch = useScratch()
  const setVariables = useVariables()
  const SIZE = 3 * 2 ** 20

  const memory = (): Token => ({ lent: 'memory', buffer: new SharedArrayBuffer(SIZE), access: 'strict' })

  function file(): Token {
    setVariables({ ALLCORES_MMAP: '0' })
    const { path, inode, byteLength } = makeFile(new Uint8Array(SIZE), scratch.file("."))
    return { lent: 'file', id: newId(), path, inode, byteLength, access: 'strict' }
  }

  for (const [kind, lend] of Object.entries({ memory, file })) {
    it(`passes the check as long as nobody does: ${kind}`, () => {
      borrow(lend())
      checkBorrowed('reads')
    })

    it(`fails it once if somebody has, and is as it was again: ${kind}`, () => {
      const bytes = new Uint8Array(borrow(lend()))
      for (const place of [2_500_000, 1_500_000, SIZE - 1]) bytes[place] = 1
      const message = `writes wrote to a shared array that is read-only (strictReadonly): byte 1500000 of ${SIZE}`
      expect(() => checkBorrowed('writes')).to.throw(LargeArrayError, message)
        .that.includes({ code: 'ERR_ARRAY_READ_ONLY', bytes: SIZE })
      expect(bytes.every((byte) => byte === 0)).to.equal(true)
      checkBorrowed('reads')
    })
  }

  it('is told of a function without a name too', () => {
    new Uint8Array(borrow(memory()))[0] = 1
    expect(() => checkBorrowed('')).to.throw(LargeArrayError, /^an anonymous function wrote/)
  })

  it('is all restored, though one error tells of it', () => {
    const all = [memory(), memory()].map((token) => new Uint8Array(borrow(token)))
    for (const bytes of all) bytes[0] = 1
    expect(() => checkBorrowed('writes')).to.throw(LargeArrayError)
    expect(all.map((bytes) => bytes[0])).to.deep.equal([0, 0])
  })
})
