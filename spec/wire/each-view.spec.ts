import { expect } from 'chai'
import { eachView } from '../../lib/wire/each-view.js'

const view = new Uint8Array(8)
const viewsIn = (value: unknown) => {
  const views: ArrayBufferView[] = []
  eachView(value, (view) => views.push(view))
  return views
}

describe('eachView', () => {
  const instance = new (class { readonly data = view })()
  const cases: Readonly<Record<string, unknown>> = {
    'a view': view,
    'an array': [1, view],
    'an object': { view },
    'an instance of a class': instance,
    'an object without a prototype': Object.assign(Object.create(null), { view }),
    'the key of a Map': new Map([[view, 1]]),
    'an entry of a Map': new Map([[1, { view }]]),
    'a Set': new Set([view]),
    'a Map in an object': { map: new Map([[1, view]]) },
    'objects in each other': { a: { b: { c: { d: [{ view }] } } } },
    'many properties': { ...Array.from({ length: 100 }, (_, i) => i), view },
    'an error': Object.assign(new Error('x'), { view }),
    'the cause of an error': [new Error('x', { cause: { view } })],
    'the cause of an error that is all': new Error('x', { cause: view }),
  }
  for (const [what, value] of Object.entries(cases)) {
    it(`finds the view in ${what}`, () => expect(viewsIn(value)).to.deep.equal([view]))
  }

  it('finds each once, and comes to an end where there is none', () => {
    const cyclic: unknown[] = Array.from({ length: 40 }, (_, i) => ({ i, view }))
    cyclic.push(cyclic)
    expect(viewsIn(cyclic)).to.have.length(1)
  })

  it('finds none in other values', () => {
    for (const value of [1, 'x', null, undefined, () => view, new ArrayBuffer(8), { a: 1 }, [], new Map(), new Date()]) {
      expect(viewsIn(value)).to.deep.equal([])
    }
  })

  it('is stopped by no getter that throws, and by no proxy', () => {
    const hostile = { get thrower() { throw new Error('looked at') }, view }
    const proxy = new Proxy({ view }, { ownKeys: () => { throw new Error('looked at') }, getPrototypeOf: () => { throw new Error('looked at') } })
    const fake = Object.create(Map.prototype) as object
    expect(viewsIn(hostile)).to.deep.equal([view])
    expect(viewsIn({ hostile, deeper: { proxy, fake, view: [view] } })).to.deep.equal([view])
    expect(viewsIn(proxy)).to.deep.equal([])
  })

  it('gives up after so many objects, and looks at no more of an array than that', () => {
    const objects = (count: number) => Array.from({ length: count }, (_, i) => ({ i }))
    expect(viewsIn([...objects(900), view])).to.deep.equal([view])
    expect(viewsIn([...objects(1100), view])).to.deep.equal([])
    const sparse = new Array(2 ** 32 - 1)
    sparse[5] = view
    expect(viewsIn(sparse)).to.deep.equal([view])
  })
})
