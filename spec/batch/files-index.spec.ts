import { expect } from 'chai'
import { Batch, Dataset, FilesIndex, OptionError } from 'allcores'
import { mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { useScratch } from '../helpers/scratch.js'

describe('FilesIndex', () => {
  const scratch = useScratch()
  beforeEach(() => {
    for (const folder of ['a', 'b', 'b/deep', 'b/.git']) mkdirSync(scratch.file(folder))
    for (const file of ['a/2.png', 'a/1.png', 'a/notes.txt', 'a/.hidden', 'b/3.png', 'b/deep/4.png', 'b/.git/5.png']) scratch.write(file)
  })

  it('has what is in a folder, sorted, or what matches a path', () => {
    expect(new FilesIndex({ path: scratch.file('a') }).indices).to.deep.equal(['1.png', '2.png', 'notes.txt'])
    expect(new FilesIndex({ path: scratch.file('a/*.png') }).indices).to.deep.equal(['1.png', '2.png'])
    expect(new FilesIndex({ path: scratch.file('a/?.p*g') }).indices).to.deep.equal(['1.png', '2.png'])
    expect(new FilesIndex({ path: scratch.file('?/*.png') }).indices).to.deep.equal(['1.png', '2.png', '3.png'])
    expect(new FilesIndex({ path: [scratch.file('b'), scratch.file('a/n*')] }).indices).to.deep.equal(['3.png', 'notes.txt'])
    expect(new FilesIndex({ path: scratch.file('*'), dirs: true }).indices).to.deep.equal(['a', 'b'])
  })

  describe('knows patterns:', () => {
    const PATTERNS: readonly (readonly [string | readonly string[], ...ids: string[]])[] = [
      ['a/*.{png,txt}', '1.png', '2.png', 'notes.txt'],
      ['a/[12].png', '1.png', '2.png'],
      ['a/[!1].png', '2.png'],
      ['{a,b}/*.png', '1.png', '2.png', '3.png'],
      ['{a/1*,b/deep/*}', '1.png', '4.png'],
      ['**/*.png', '1.png', '2.png', '3.png', '4.png'],
      ['b/**', '3.png', '4.png'],
      ['a/!(1).png', '2.png'],
      ['a/.h*', '.hidden'],
      ['a/1.png', '1.png'],
      [['b/3.png', 'b/*'], '3.png'],
    ]
    for (const [pattern, ...ids] of PATTERNS) {
      it([pattern].flat().join(' and '), () => {
        const { indices } = new FilesIndex({ path: [pattern].flat().map((each) => scratch.file(each)) })
        expect(indices).to.deep.equal(ids)
      })
    }

    it('relative to the working folder, too', () => {
      const index = new FilesIndex({ path: path.join(path.relative('', scratch.file('a')), '*.png') })
      expect(index.getFullPath('1.png')).to.equal(path.relative('', scratch.file('a/1.png')))
    })
  })

  it('takes names of folders as they are, whatever characters they have', () => {
    for (const folder of ['x (1)', '[x]', '{x,y}']) {
      mkdirSync(scratch.file(folder))
      scratch.write(`${folder}/5.png`)
      for (const path of [folder, `${folder}/*.png`]) expect(new FilesIndex({ path: scratch.file(path) }).indices).to.deep.equal(['5.png'])
    }
  })

  it('follows links, but not in circles, and passes by those to nothing and to themselves', function () {
    // links need rights there
    if (process.platform === 'win32') this.skip()
    symlinkSync(scratch.file('a/1.png'), scratch.file('b/link.png'))
    symlinkSync(scratch.file('nothing'), scratch.file('b/broken.png'))
    symlinkSync(scratch.file('b/self.png'), scratch.file('b/self.png'))
    symlinkSync(scratch.file('b'), scratch.file('b/deep/up'))
    symlinkSync(scratch.file('b/deep'), scratch.file('linked'))
    const at = (path: string, dirs = false) => new FilesIndex({ path: scratch.file(path), dirs }).indices
    expect(at('b')).to.deep.equal(['3.png', 'link.png'])
    expect(at('b/**/*.png')).to.deep.equal(['3.png', '4.png', 'link.png'])
    expect(at('linked/*')).to.deep.equal(['4.png'])
    expect(at('l*/*.png')).to.deep.equal(['4.png'])
    expect(at('*', true)).to.deep.equal(['a', 'b', 'linked'])
    for (const path of ['b/self.png', 'b/self.png/*']) expect(() => at(path), path).to.throw(RangeError, 'there are no files at')
  })

  it('takes patterns that no file could be named by, and those below a file', () => {
    const long = Array.from({ length: 100 }, (_, n) => `${n}.png`).join()
    expect(new FilesIndex({ path: scratch.file(`a/{${long}}`) }).indices).to.deep.equal(['1.png', '2.png'])
    for (const path of ['a/1.png/*', 'a/1.png/2.png']) {
      expect(() => new FilesIndex({ path: scratch.file(path) }), path).to.throw(RangeError, 'there are no files at')
    }
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

  it('refuses what it finds nothing at, and names that are there twice', () => {
    scratch.write('b/1.png')
    expect(() => new FilesIndex({ path: scratch.file('*/*.png') })).to.throw(RangeError, "two files have the id '1.png'")
    expect(() => new FilesIndex({ path: scratch.file('c/*') })).to.throw(RangeError, 'there are no files at')
    expect(() => new FilesIndex({ path: scratch.file('c') })).to.throw(RangeError, 'there are no files at')
    for (const path of ['', 1, []]) expect(() => new FilesIndex({ path } as never)).to.throw(/path must be a folder or a pattern|no files at/)
    expect(() => new FilesIndex({ path: '' })).to.throw(OptionError, "path must be a folder or a pattern such as 'data/*.png'")
    expect(() => new FilesIndex({ path: scratch.file('a'), noext: true } as never)).to.throw(OptionError, "Did you mean 'noExt'?")
  })
})
