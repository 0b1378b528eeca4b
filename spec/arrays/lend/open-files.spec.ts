import { expect } from 'chai'
import type { ArrayFile } from '../../../lib/arrays/files/file.js'
import { noteClosed, noteOpen, openBytes, openFiles } from '../../../lib/arrays/lend/open-files.js'

describe('files with copies', () => {
  const file = (fd: number, position?: number) =>
    ({ fd, byteLength: 10, ...(position !== undefined && { part: { fileId: 'a', position } }) }) as ArrayFile

  it('are counted, and their bytes: one of parts is open until the last of them is closed', () => {
    const [files, bytes] = [openFiles(), openBytes()]
    const more = () => [openFiles() - files, openBytes() - bytes]
    const [whole, first, second] = [file(-1), file(-2, 0), file(-2, 64)]
    for (const each of [whole, first, second]) noteOpen(each)
    expect(more()).to.deep.equal([2, 30])
    noteClosed(first)
    expect(more()).to.deep.equal([2, 20])
    noteClosed(second)
    expect(more()).to.deep.equal([1, 10])
    noteClosed(whole)
    expect(more()).to.deep.equal([0, 0])
  })
})
