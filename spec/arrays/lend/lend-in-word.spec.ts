import { expect } from 'chai'
import { runInNewContext } from 'node:vm'
import { lendInWord } from '../../../lib/arrays/lend/lend-in-word.js'
import { openLender } from '../../../lib/arrays/lend/lender.js'
import type { ArrayOptions } from '../../../lib/model/array-options.js'

const OPTIONS: ArrayOptions = { maxNbytes: 1000, mmapMode: 'r', strictReadonly: false, tempFolder: undefined }
const Resizable = ArrayBuffer as new (length: number, options: { maxByteLength: number }) => ArrayBuffer

const VIEWS: Readonly<Record<string, () => ArrayBufferView>> = {
  'a large array': () => new Float64Array(1000),
  'a small array': () => new Float64Array(10),
  'a part': () => new Float64Array(1000).subarray(500),
  'a small part': () => new Float64Array(1000).subarray(500, 700),
  'a tiny part': () => new Float64Array(1000).subarray(500, 501),
  'nothing of it': () => new Float64Array(1000).subarray(500, 500),
  'a buffer that can grow': () => new Uint8Array(new Resizable(2000, { maxByteLength: 4000 })),
  'memory that is shared': () => new Uint8Array(new SharedArrayBuffer(2000)),
  'an array of another realm': () => runInNewContext('new Float64Array(1000)') as Float64Array,
}

describe('lending in word', () => {
  for (const [name, make] of Object.entries(VIEWS)) {
    it(`says of ${name} what a lender does`, () => {
      const view = make()
      const [word, lender] = [lendInWord(OPTIONS), openLender('thread', OPTIONS)]
      expect(word.takes(view)).to.equal(lender.takes(view))
      expect(word.lend(view)?.byteOffset).to.equal(lender.lend(view)?.byteOffset)
      lender.end()
    })
  }

  it('is told from what is lent', () => {
    const [word, lender] = [lendInWord(OPTIONS), openLender('thread', OPTIONS)]
    expect(word.key).not.to.equal(lender.key)
    expect(word.lasting()).to.equal(word)
    lender.end()
  })
})
