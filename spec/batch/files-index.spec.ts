import { expect } from 'chai'
import { Batch, Dataset, FilesIndex, OptionError } from 'allcores'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { useScratch } from '../helpers/scratch.js'

describe('FilesIndex', () => {
  const scratch = useScratch()
  beforeEach(() => {
    for (const folder of ['a', 'b', 'b/deep']) mkdirSync(scratch.file(folder))
    for (const file of ['a/2.png', 'a/1.png', 'a/notes.txt', 'a/.hidden', 'b/3.png']) scratch.write(file)
  })

  it('has what is in a folder, sorted, or what matches a path', () => {
    expect(new FilesIndex({ path: scratch.file('b') }).indices).to.deep.equal(['3.png'])
    expect(new FilesIndex({ path: scratch.file('a/*.png') }).indices).to.deep.equal(['1.png', '2.png'])
    expect(new FilesIndex({ path: scratch.file('a/?.p*g') }).indices).to.deep.equal(['1.png', '2.png'])
    expect(new FilesIndex({ path: scratch.file('?/*.png') }).indices).to.deep.equal(['1.png', '2.png', '3.png'])
    expect(new FilesIndex({ path: [scratch.file('b'), scratch.file('a/n*')] }).indices).to.deep.equal(['3.png', 'notes.txt'])
    expect(new FilesIndex({ path: scratch.file('*'), dirs: true }).indices).to.deep.equal(['a', 'b'])
  })

  it('knows the path of each id, also in subsets and batches', () => {
    const index = new FilesIndex({ path: scratch.file('*/*.png'), noExt: true })
    expect(index.indices).to.deep.equal(['1', '2', '3'])
    expect(index.getFullPath('3')).to.equal(path.normalize(scratch.file('b/3.png')))
    expect(() => index.getFullPath('4')).to.throw(RangeError, "no item has the id '4'")
    class Files extends Batch<string> {
      declare index: FilesIndex
    }
    const batch = new Dataset(index, Files).nextBatch(2)
    expect(batch.index.getFullPath('2')).to.equal(path.normalize(scratch.file('a/2.png')))
  })

  it('may be told which ids stand for which paths', () => {
    expect(new FilesIndex(new Map([['x', '/data/1']])).getFullPath('x')).to.equal('/data/1')
  })

  it('refuses what it finds nothing at, names that are there twice, and patterns it does not know', () => {
    scratch.write('b/1.png')
    expect(() => new FilesIndex({ path: scratch.file('*/*.png') })).to.throw(RangeError, "two files have the id '1.png'")
    expect(() => new FilesIndex({ path: scratch.file('c/*') })).to.throw(RangeError, 'there are no files at')
    expect(() => new FilesIndex({ path: scratch.file('**/*.png') })).to.throw(OptionError, "For '**', name the folders")
    expect(() => new FilesIndex({ path: scratch.file('a'), noext: true } as never)).to.throw(OptionError, "Did you mean 'noExt'?")
  })
})
