import { expect } from 'chai'
import { once } from 'node:events'
import { gzipSync } from 'node:zlib'
import { Worker } from 'node:worker_threads'
import { Capture } from '../../lib/closure/capture.js'
import { lendsNothing } from '../../lib/model/lender.js'
import type { TaskFunction } from '../../lib/model/task.js'
import * as exported from '../fixtures/closure-exports.js'
import { outcomeOf } from '../fixtures/closure-outcome.js'
import type { Outcome } from '../fixtures/closure-outcome.js'
import { namedShapes, oddShapes, plainShapes } from '../fixtures/closure-shapes.js'
import type { Order } from '../fixtures/closure-worker.js'
import { copyOf, kindOf, nodeOf, revive, ship } from '../helpers/ship.js'

const url = new URL('../fixtures/closure-exports.js', import.meta.url).href
const importOf = (path: readonly string[]) => ({ kind: 'import', specifier: url, parent: undefined, path })

describe('capture', () => {
  describe('a function and its copy do the same:', () => {
    for (const { title, fn, args } of [...plainShapes, ...oddShapes, ...namedShapes]) {
      it(title, async () => {
        expect(await outcomeOf(await copyOf(fn), args)).to.deep.equal(await outcomeOf(fn, args))
      })
    }

    it('and have the same name', async () => {
      for (const { title, fn } of [...plainShapes, ...oddShapes]) {
        expect((await copyOf(fn)).name, title).to.equal(fn.name)
      }
    })
  })

  it('the shapes are many, and are shipped in the way that their list is named after', () => {
    expect(plainShapes.length + oddShapes.length + namedShapes.length).to.be.greaterThan(90)
    for (const { title, fn } of [...plainShapes, ...oddShapes]) expect(kindOf(fn), title).to.equal('code')
    for (const { title, fn } of namedShapes) expect(kindOf(fn), title).to.be.oneOf(['global', 'builtin', 'bound'])
  })

  describe('functions that every isolate has', () => {
    it('go by name', () => {
      expect(nodeOf(ship(Math.sqrt))).to.deep.equal({ kind: 'global', path: ['Math', 'sqrt'] })
      expect(nodeOf(ship(String.prototype.trim))).to.deep.equal({ kind: 'global', path: ['String', 'prototype', 'trim'] })
      expect(nodeOf(ship(fetch))).to.deep.equal({ kind: 'global', path: ['fetch'] })
      expect(nodeOf(ship(gzipSync))).to.deep.equal({ kind: 'builtin', module: 'node:zlib', path: ['gzipSync'] })
    })

    it('a function that the program put in their place goes by text, with what it captures', async () => {
      const { atob } = globalThis
      const mine = 'mine: '
      try {
        globalThis.atob = (text) => mine + String(text)
        expect(kindOf(globalThis.atob)).to.equal('code')
        expect((await copyOf(globalThis.atob as TaskFunction))('x' as never)).to.equal('mine: x')
      } finally {
        globalThis.atob = atob
      }
    })
  })

  describe('functions that an ES module exports', () => {
    it('go by text when that is all there is to them', () => {
      expect(kindOf(exported.expose as TaskFunction)).to.equal('import')
      expect(kindOf(exported.double)).to.equal('code')
    })

    it('go by name when their text is not enough', async () => {
      expect(nodeOf(ship(exported.scale))).to.deep.equal(importOf(['scale']))
      expect(nodeOf(ship(exported.default))).to.deep.equal(importOf(['default']))
      expect(nodeOf(ship(exported.api.offset))).to.deep.equal(importOf(['api', 'offset']))
      expect(nodeOf(ship(exported.Scales.by))).to.deep.equal(importOf(['Scales', 'by']))
      expect(await copyOf(exported.scale)).to.equal(exported.scale)
    })

    it('go by name when they have properties, or are an arrow function with a this, or a class', () => {
      expect(nodeOf(ship(exported.memoized))).to.deep.equal(importOf(['memoized']))
      expect(nodeOf(ship(exported.whatThisIs))).to.deep.equal(importOf(['whatThisIs']))
      expect(nodeOf(ship(exported.Scales as unknown as TaskFunction))).to.deep.equal(importOf(['Scales']))
    })

    it('a function that the module keeps to itself goes with what it captures', async () => {
      const hidden = exported.expose()
      expect(kindOf(hidden)).to.equal('code')
      expect((await copyOf(hidden))(5)).to.equal(2)
    })
  })

  describe('what depends on the file of a function', () => {
    it('is taken from its own file', async () => {
      const { withImport, withMeta } = exported.relatives
      expect(kindOf(withImport)).to.equal('code')
      expect(await (await copyOf(withImport))(1)).to.equal(2)
      expect((await copyOf(withMeta))()).to.deep.equal(withMeta())
    })

    it('is never shared by functions of the same text', async () => {
      const here = () => import.meta.url
      const there = exported.relatives.here
      expect(here.toString()).to.equal(there.toString())
      expect((await copyOf(here))()).to.equal(import.meta.url)
      expect((await copyOf(there))()).to.equal(url)
    })

    it('is taken from there too by what a shipped function makes and ships on', async () => {
      const copy = await copyOf(exported.relatives.returning)
      expect((await copyOf(copy()))()).to.equal(url)
    })
  })

  describe('one function', () => {
    it('has one shipment in a capture', () => {
      const [factor, capture] = [3, new Capture(lendsNothing(true))]
      const fn = (x: number) => x * factor
      expect(ship(fn, capture)).to.equal(ship(fn, capture))
      expect(ship(fn)).to.not.equal(ship(fn, capture))
    })

    it('has another one in the next capture, which sees what has changed', async () => {
      let factor = 2
      const scale = Object.assign((x: number) => x * factor, { unit: 'm' })
      const before = ship(scale)
      factor = 3
      scale.unit = 'km'
      const [old, now] = [await revive<typeof scale>(before), await copyOf(scale)]
      expect([old(1), old.unit, now(1), now.unit]).to.deep.equal([2, 'm', 3, 'km'])
    })

    it('has one for good when nothing around it matters', () => {
      const fn = (x: number) => Math.abs(x)
      expect(ship(fn)).to.equal(ship(fn)).and.have.property('lasting', true)
      expect(ship(exported.scale)).to.equal(ship(exported.scale)).and.have.property('lasting', true)
    })

    it('shares its shipment with all functions of its text, if they use nothing else', () => {
      const makePure = () => (x: number) => x + 1
      expect(ship(makePure())).to.equal(ship(makePure()))
    })

    it('is bound to functions as well, exported ones included', async () => {
      const apply = (f: (x: number) => number, x: number) => f(x) + 1
      expect((await copyOf(apply.bind(null, exported.scale)))(2)).to.equal(7)
      expect((await copyOf(exported.scale.bind(null, 2)))()).to.equal(6)
    })
  })

  describe('in a worker thread', () => {
    let worker: Worker
    before(() => void (worker = new Worker(new URL('../fixtures/closure-worker.js', import.meta.url))))
    after(() => worker.terminate())

    async function outcomeThere(fn: TaskFunction, args: readonly unknown[]): Promise<Outcome> {
      const { id, bytes, live } = ship(fn)
      const order: Order = { shipment: { id, bytes, live }, args }
      worker.postMessage(order)
      const [outcome] = (await once(worker, 'message')) as [Outcome]
      return outcome
    }

    it('functions of all shapes do what they do here', async () => {
      for (const { title, fn, args } of [...plainShapes, ...oddShapes, ...namedShapes]) {
        expect(await outcomeThere(fn, args), title).to.deep.equal(structuredClone(await outcomeOf(fn, args)))
      }
    })

    it('exported functions are those of a module of its own', async () => {
      exported.countCalls()
      expect(await outcomeThere(exported.scale, [2])).to.deep.equal({ value: 6 })
      expect(await outcomeThere(exported.countCalls, [])).to.deep.equal({ value: 1 })
    })

    it('a relative import and import.meta start from the file of the function', async () => {
      const { withImport, withMeta } = exported.relatives
      expect(await outcomeThere(withImport, [1])).to.deep.equal({ value: 2 })
      expect(await outcomeThere(withMeta, [])).to.deep.equal({ value: withMeta() })
    })
  })
})
