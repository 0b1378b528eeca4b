import { expect } from 'chai'
import vm from 'node:vm'
import { isPrimitive } from '../../lib/model/primitive.js'
import { describe as say, isContainer, isPlainObjectOfAnyRealm, prototypesOf } from '../../lib/wire/value.js'

const throws = (): never => {
  throw new Error('hostile')
}

const hostile: Record<string, object> = {
  'a throwing constructor getter': Object.defineProperty({}, 'constructor', { get: throws }),
  'a throwing toStringTag': Object.defineProperty({}, Symbol.toStringTag, { get: throws }),
  'a proxy whose traps throw': new Proxy({}, { get: throws, getPrototypeOf: throws, ownKeys: throws }),
  'a prototype whose traps throw': Object.create(new Proxy({}, { get: throws, getPrototypeOf: throws })),
  'a proxy that is its own prototype': (() => {
    const proxy: object = new Proxy({}, { getPrototypeOf: () => proxy })
    return proxy
  })(),
}

describe('looking at hostile values', () => {
  for (const [what, value] of Object.entries(hostile)) {
    it(`copes with ${what}`, () => {
      expect(say(value)).to.be.a('string')
      expect(isPlainObjectOfAnyRealm(value)).to.be.a('boolean')
      expect(isContainer(value)).to.be.a('boolean')
      expect(prototypesOf(value).length).to.be.at.most(100)
    })
  }
})

function detached(): Float64Array {
  const array = new Float64Array(8)
  structuredClone(array, { transfer: [array.buffer] })
  return array
}

describe('describe', () => {
  const cases: [unknown, string][] = [
    [{}, 'an object'],
    [Object.create(null), 'an object'],
    [[], 'an Array'],
    [new URL('http://a'), 'a URL'],
    [Buffer.alloc(1), 'an instance of Buffer'],
    [new Float64Array(new SharedArrayBuffer(8)), 'a Float64Array on a SharedArrayBuffer'],
    [new Float64Array(0), 'a Float64Array'],
    [detached(), 'a Float64Array whose buffer is gone (it was transferred, or is WebAssembly memory that has grown)'],
    [new TypeError('x'), 'an instance of TypeError'],
    [new (class Job {})(), 'an instance of Job'],
    [Object.defineProperty(() => {}, 'name', { value: 5 }), 'a function'],
    [null, 'null'],
    ['x', 'x'],
  ]
  for (const [value, text] of cases) it(`says '${text}'`, () => expect(say(value)).to.equal(text))
})

describe('isPlainObjectOfAnyRealm', () => {
  it('knows plain objects of every realm from everything else', () => {
    for (const value of [{}, Object.create(null), vm.runInNewContext('({})')]) {
      expect(isPlainObjectOfAnyRealm(value)).to.equal(true)
    }
    for (const value of [[], new Map(), new Date(), new (class A {})(), Object.create({}), new Proxy({}, {})]) {
      expect(isPlainObjectOfAnyRealm(value)).to.equal(false)
    }
  })
})

describe('isContainer', () => {
  it('is true of what only holds other values', () => {
    for (const value of [{}, [], new Map(), new Set()]) expect(isContainer(value)).to.equal(true)
    for (const value of [new Date(), new (class A {})(), new Proxy([], {})]) expect(isContainer(value)).to.equal(false)
  })
})

describe('isPrimitive', () => {
  it('is true of what every transport carries', () => {
    for (const value of [undefined, null, 0, 1n, '', false]) expect(isPrimitive(value)).to.equal(true)
    for (const value of [Symbol(), {}, [], () => {}]) expect(isPrimitive(value)).to.equal(false)
  })
})
