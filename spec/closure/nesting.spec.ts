import { expect } from 'chai'
import { mayBeNestedDeep } from '../../lib/closure/encode/nesting.js'

const WRAPPERS: Readonly<Record<string, (value: unknown) => object>> = {
  objects: (value) => ({ first: 1, value }),
  lists: (value) => [1, value],
  'maps, as values': (value) => new Map([['key', value]]),
  'maps, as keys': (value) => new Map([[value, 'value']]),
  sets: (value) => new Set([1, value]),
  'causes of errors': (value) => new Error('an error', { cause: value }),
}

function nested(levels: number, wrap: (value: unknown) => object): object {
  let value = wrap(undefined)
  for (let level = 1; level < levels; level++) value = wrap(value)
  return value
}

describe('a value that may be nested deep', () => {
  for (const [name, wrap] of Object.entries(WRAPPERS)) {
    it(`is one of ${name}, if there are many levels`, () => {
      expect(mayBeNestedDeep(nested(200, wrap))).to.equal(false)
      expect(mayBeNestedDeep([nested(3, wrap), nested(1500, wrap)])).to.equal(true)
    })
  }

  it('is no list of many small objects, and no typed array', () => {
    expect(mayBeNestedDeep(Array.from({ length: 20_000 }, (_, id) => ({ id, tags: ['a'] })))).to.equal(false)
    expect(mayBeNestedDeep({ view: new Float64Array(1e6) })).to.equal(false)
  })

  it('is what can not be told soon: cycles, a getter that throws, what is in very many places', () => {
    const cyclic: unknown[] = []
    cyclic.push(cyclic)
    expect(mayBeNestedDeep(cyclic)).to.equal(true)
    expect(mayBeNestedDeep({ get thrower() { throw new Error('looked at') } })).to.equal(true)
    expect(mayBeNestedDeep(nested(40, (value) => [value, value]))).to.equal(true)
  })
})
