import { expect } from 'chai'
import { borrow } from '../../../lib/arrays/borrow/borrow.js'
import { openLender } from '../../../lib/arrays/lend/lender.js'
import type { ArrayOptions } from '../../../lib/model/array-options.js'
import type { Access, FileToken, MemoryToken } from '../../../lib/model/tokens.js'
import { copyIntoFile } from '../../../lib/arrays/lend/file-copy.js'
import { canMap } from '../../../lib/arrays/files/mmap.js'

const READ: ArrayOptions = { maxNbytes: 1000, mmapMode: 'r', strictReadonly: false, tempFolder: undefined }

/** Memory that this process is lent as a worker is. */
function borrowed(access: Access): { token: FileToken; bytes: Uint8Array } {
  const token = copyIntoFile(new Uint8Array(100).fill(1), access, undefined)!.token as FileToken
  return { token, bytes: new Uint8Array(borrow(token)) }
}

function lent(view: ArrayBufferView, options: ArrayOptions | undefined) {
  const lender = openLender('process', options)
  const loan = lender.takes(view) ? lender.lend(view) : undefined
  expect(lender.lend(view)).to.deep.equal(loan)
  lender.end()
  return loan
}

describe('memory that this process is lent', () => {
  it('[J2] is passed on to processes by reference, views and offsets too, whatever its size', () => {
    const { token, bytes } = borrowed('read')
    expect(lent(bytes, READ)).to.deep.equal({ token, byteOffset: 0 })
    expect(lent(bytes, READ)!.token).to.equal(token)
    expect(lent(bytes.subarray(10, 11), READ)).to.deep.equal({ token, byteOffset: 10 })
    expect(lent(bytes.subarray(10, 10), READ)).to.equal(undefined)
  })

  it('is passed on as the call has it', () => {
    const { token, bytes } = borrowed('read')
    expect(lent(bytes, { ...READ, mmapMode: 'c' })!.token).to.deep.equal({ ...token, access: 'copy' })
    expect(lent(bytes, undefined)!.token).to.deep.equal({ ...token, access: 'copy' })
    expect(lent(bytes, { ...READ, strictReadonly: true })!.token).to.deep.equal({ ...token, access: 'strict' })
  })

  it('to write to, is lent only if it may be written to', function () {
    // files can't be mapped here
    if (!canMap()) this.skip()
    const writing: ArrayOptions = { ...READ, mmapMode: 'r+' }
    const [read, write] = [borrowed('read'), borrowed('write')]
    expect(lent(read.bytes, writing)).to.equal(undefined)
    const copied = lent(read.bytes, { ...writing, maxNbytes: 1 })!.token
    expect(copied).to.include({ access: 'write' }).and.not.to.include({ id: read.token.id })
    expect(lent(write.bytes, writing)!.token).to.equal(write.token)
    expect(lent(write.bytes, READ)!.token).to.equal(write.token)
  })

  it('by threads, is lent to processes as any array, however small, and to threads as it is', () => {
    const token: MemoryToken = { lent: 'memory', buffer: new SharedArrayBuffer(100), access: 'read' }
    const bytes = new Uint8Array(borrow(token)).fill(1)
    const [all, part] = [lent(bytes, READ), lent(bytes.subarray(7, 8), undefined)]
    expect(all).to.deep.include({ byteOffset: 0 }).and.have.nested.property('token.byteLength', 100)
    expect(part).to.deep.include({ byteOffset: 0 }).and.have.nested.property('token.byteLength', 1)
    const toThread = openLender('thread', READ)
    expect([toThread.takes(bytes), toThread.lend(bytes)]).to.deep.equal([true, { token, byteOffset: 0 }])
  })
})
