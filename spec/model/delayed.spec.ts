import { delayed, type DelayedOptions, OptionError, Parallel } from 'allcores'
import { expect } from 'chai'
import { call } from '../../lib/model/task.js'
import * as exported from '../fixtures/closure-exports.js'
import { IN_PROCESS, IN_WORKERS } from '../helpers/every-backend.js'

const factor = 2
const scale = (x: number) => x * factor
const scaleTwice = (x: number) => scale(scale(x))
const isGlobal = () => Array.isArray([])

describe('delayed', () => {
  it('wants a function', () => {
    for (const [fn, got] of [[undefined, 'undefined'], [null, 'null'], ['f', 'string'], [{}, 'object']] as const) {
      expect(() => delayed(fn as never)).to.throw(TypeError, new RegExp(`^delayed\\(\\) expects a function, got ${got}$`))
    }
  })

  describe('options', () => {
    const wrong: Readonly<Record<string, readonly [options: unknown, option: string, code: string, message: string]>> = {
      'that are no object': [
        'value', 'options', 'ERR_INVALID_OPTION', "delayed() expects options to be an object, got 'value'",
      ],
      'that do not exist': [
        { captures: {} }, 'captures', 'ERR_UNKNOWN_OPTION', "delayed() has no option 'captures', only 'capture' and 'by'",
      ],
      'capture that is no object': [
        { capture: 'factor' }, 'capture', 'ERR_INVALID_OPTION', "delayed() expects capture to be an object: { name: value }, got 'factor'",
      ],
      'capture that is null': [
        { capture: null }, 'capture', 'ERR_INVALID_OPTION', 'delayed() expects capture to be an object: { name: value }, got null',
      ],
      'capture that is a list of names': [
        { capture: ['factor'] }, 'capture', 'ERR_INVALID_OPTION', 'delayed() expects capture to be an object: { name: value }, got [ \'factor\' ]',
      ],
      'by that is no way': [
        { by: 'name' }, 'by', 'ERR_INVALID_OPTION', "delayed() expects by to be 'auto', 'value' or 'reference', got 'name'",
      ],
      'by that is null': [
        { by: null }, 'by', 'ERR_INVALID_OPTION', "delayed() expects by to be 'auto', 'value' or 'reference', got null",
      ],
    }
    for (const [title, [options, option, code, message]] of Object.entries(wrong)) {
      it(`${title} are refused`, () => {
        expect(() => delayed(scale, options as DelayedOptions)).to.throw(OptionError).that.includes({ option, code, message })
      })
    }

    it('that are undefined are the same as none', () => {
      for (const options of [undefined, {}, { capture: undefined, by: undefined }]) expect(call(delayed(scale, options)(2))).to.equal(4)
    })

    it('keep the name of the function, in tasks and in what is told of them', async () => {
      const task = delayed(scale, { by: 'value' })(1)
      expect([task.fn.name, task.args]).to.deep.equal(['scale', [1]])
      await using parallel = Parallel({ backend: 'threads', nJobs: 1, onError: 'return' })
      const [result] = await parallel([delayed(() => null!, { by: 'reference' })(), delayed(scale, { by: 'reference' })(1)].slice(1))
      expect(result).to.have.nested.property('reason.function', 'scale')
    })
  })

  for (const backend of IN_WORKERS) {
    describe(`with options, on ${backend}`, () => {
      const parallel = Parallel({ backend, nJobs: 1 })
      after(() => parallel.close())

      it('capture goes before what the variables hold, of the function itself only', async () => {
        const ten = { factor: 10 }
        expect(await parallel([delayed(scale, { capture: ten })(2), delayed(scale)(2)])).to.deep.equal([20, 4])
        expect(await parallel([delayed(scaleTwice, { capture: ten })(2)])).to.deep.equal([8])
        expect(await parallel([delayed(isGlobal, { capture: { Array: { isArray: () => 'mine' } } })()])).to.deep.equal(['mine'])
      })

      it('capture may hold functions and what they capture, undefined, and more than is used', async () => {
        const offset = 1
        const other = (x: number) => x + offset
        expect(await parallel([delayed(scaleTwice, { capture: { scale: other, unused: Symbol('unused') } })(2)])).to.deep.equal([4])
        expect(await parallel([delayed(scale, { capture: { factor: undefined } })(2)])).to.deep.equal([NaN])
      })

      it('capture is what it is at the call', async () => {
        const capture = { factor: 3 }
        const task = delayed(scale, { capture })
        expect(await parallel([task(1)])).to.deep.equal([3])
        capture.factor = 4
        expect(await parallel([task(1)])).to.deep.equal([4])
      })

      it('one function may be sent in several ways', async () => {
        const tasks = [3, 4, 5].map((factor) => delayed(scale, { capture: { factor } })(1))
        expect(await parallel([...tasks, delayed(scale)(1)])).to.deep.equal([3, 4, 5, 2])
      })

      it("by: 'reference' is the function of the worker's own module, 'value' a copy of the one here", async () => {
        exported.countCalls() // the module of the worker has never been asked
        const count = (by: DelayedOptions['by']) => parallel([delayed(exported.countCalls, { by })()])
        const [here] = [exported.countCalls()]
        expect(await count('value')).to.deep.equal([here + 1])
        expect(await count('value')).to.deep.equal([here + 1])
        const [there] = await count('reference')
        expect(await count('reference')).to.deep.equal([there + 1])
        expect(await count('auto')).to.deep.equal([there + 2])
        expect(exported.countCalls()).to.equal(here + 1)
      })
    })
  }

  for (const backend of IN_PROCESS) {
    it(`with options, on ${backend}, calls the function itself`, async () => {
      const seen: unknown[] = []
      const note = (x: unknown) => seen.push(x)
      const item = {}
      const parallel = Parallel({ backend })
      await parallel([delayed(note, { capture: { seen: [] }, by: 'reference' })(item)])
      expect(seen).to.deep.equal([item])
      expect(seen[0]).to.equal(item)
    })
  }
})
