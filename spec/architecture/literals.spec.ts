import { expect } from 'chai'
import { fileURLToPath } from 'node:url'
import { readSources } from './imports.js'
import { accessorsInLiterals } from './literals.js'

describe('object literals', () => {
  it('have no getters', () => {
    expect(accessorsInLiterals(readSources(fileURLToPath(new URL('../../../lib', import.meta.url))))).to.deep.equal([])
  })

  it('with a planted getter are found, and a class with one is not', () => {
    const source = 'export class Lent { get own(): number { return 1 } }\nexport const lent = { inner: { get planted() { return 1 } } }'
    expect(accessorsInLiterals(new Map([['planted.ts', source]]))).to.deep.equal(['planted.ts: get planted'])
  })
})
