import { expect } from 'chai'
import { importMeta } from '../../lib/closure/thread/import-meta.js'

const { resolve, ...rest } = importMeta(import.meta.url) as ImportMeta

describe('importMeta', () => {
  it('tells of a file what import.meta does there', () => {
    const { url, filename, dirname } = import.meta
    expect(rest).to.deep.equal({ url, filename, dirname })
  })

  for (const specifier of ['./x.js', '../x.js', '..', '/x.js', 'file:///x/../y.js', 'https://x.org', 'node:fs', 'fs', 'fs/promises']) {
    it(`resolves '${specifier}' as it does`, () => {
      expect(resolve(specifier)).to.equal(import.meta.resolve(specifier))
    })
  }

  it('does not guess what a package exports', () => {
    expect(() => resolve('chai')).to.throw(TypeError, /got 'chai'.*outside of the task/)
  })
})
