import { expect } from 'chai'
import { createRequire } from 'node:module'
import { Capture } from '../../lib/closure/capture.js'
import { lendsNothing } from '../../lib/model/lender.js'
import type { TaskFunction } from '../../lib/model/task.js'
import { outcomeOf } from '../fixtures/closure-outcome.js'
import { useScratch } from '../helpers/scratch.js'
import { copyOf, kindOf, nodeOf, ship } from '../helpers/ship.js'

describe('capture, of functions of CommonJS modules', () => {
  const scratch = useScratch()

  /** Loads a module of that text. */
  function load(text: string, name = 'module.cjs'): Record<string, TaskFunction> {
    scratch.write(name, text)
    return createRequire(import.meta.url)(scratch.file(name))
  }

  const requireOf = (path: readonly string[]) => ({ kind: 'require', file: scratch.file('module.cjs'), path })
  const call = (fn: TaskFunction, ...args: unknown[]): unknown => Reflect.apply(fn, undefined, args)

  it('exported functions go by name when their text is not enough', async () => {
    const { scale, self } = load('const factor = 5; exports.scale = (x) => x * factor; exports.self = (x) => x')
    expect(nodeOf(ship(scale!))).to.deep.equal(requireOf(['scale']))
    expect(await copyOf(scale!)).to.equal(scale)
    expect(kindOf(self!)).to.equal('code')
  })

  it('a function that is a module goes by name', async () => {
    const fn = load('const factor = 5; module.exports = (x) => x * factor') as unknown as TaskFunction
    expect(nodeOf(ship(fn))).to.deep.equal(requireOf([]))
    expect(await copyOf(fn)).to.equal(fn)
  })

  it('a module may export whatever it likes: nobody else minds', async () => {
    load('module.exports = new Proxy({}, { ownKeys() { throw new Error("look away") }, get() { throw new Error("hands off") } })', 'odd.cjs')
    const { scale } = load('const factor = 5; exports.scale = (x) => x * factor')
    const capture = new Capture(lendsNothing(true))
    capture.prepare([scale!])
    expect(nodeOf(capture.ship(scale!))).to.deep.equal(requireOf(['scale']))
  })

  it('getters that may do something are not run; those that compilers write are', async () => {
    const lib = load(`
      Object.defineProperty(exports, '__esModule', { value: true })
      const own = { add: (x) => x + own.one, one: 1 }
      let loads = 0
      Object.defineProperty(exports, 'lazy', { enumerable: true, get() { loads++; return own.add } })
      Object.defineProperty(exports, 'add', { enumerable: true, get: function () { return own.add; } })
      exports.loads = () => loads`)
    expect(nodeOf(ship(lib.add!))).to.deep.equal(requireOf(['add']))
    expect(call(lib.loads!)).to.equal(0)
  })

  it('functions deeper in what is exported go with what they capture', async () => {
    const { deep, C } = load(
      'const a = 1; exports.deep = { f: () => a }; exports.C = class { static g() { return a } }',
    ) as unknown as Record<string, Record<string, TaskFunction>>
    for (const fn of [deep!.f!, C!.g!]) expect([kindOf(fn), call(await copyOf(fn))]).to.deep.equal(['code', 1])
  })

  it('an exported bound function goes by name', async () => {
    const { bound } = load('class A { #x = 1; f() { return this.#x } }; exports.bound = new A().f.bind(new A())')
    expect(nodeOf(ship(bound!))).to.deep.equal(requireOf(['bound']))
  })

  it('what compilers make of exports of ES modules is found behind its getters', async () => {
    const { f } = load(`
      Object.defineProperty(exports, '__esModule', { value: true })
      Object.defineProperty(exports, 'early', { enumerable: true, get: () => early })
      Object.defineProperty(exports, 'f', { enumerable: true, get: () => f })
      const a = 1
      const f = () => a
      Object.defineProperty(exports, 'broken', { enumerable: true, get: () => { throw new Error('not yet') } })
    `)
    expect(nodeOf(ship(f!))).to.deep.equal(requireOf(['f']))
  })

  it('the getters of other modules are left alone', () => {
    const { f, countRuns } = load(`
      let runs = 0
      Object.defineProperty(exports, 'trap', { enumerable: true, get: () => ++runs })
      const countRuns = () => runs
      Object.assign(exports, { countRuns, f: () => countRuns() })
    `)
    expect(nodeOf(ship(f!))).to.deep.equal(requireOf(['f']))
    expect(call(countRuns!)).to.equal(0)
  })

  it('what a module keeps to itself goes with what it captures', async () => {
    const { expose } = load('const a = 1\nconst hidden = () => a\nexports.expose = () => hidden')
    const hidden = call(expose!) as TaskFunction
    expect([kindOf(hidden), call(await copyOf(hidden))]).to.deep.equal(['code', 1])
  })

  it('require, __filename, __dirname and import() are those of the file', async () => {
    scratch.write('neighbour.cjs', 'module.exports = "the neighbour"')
    const { make } = load(`exports.make = () => [
      () => [require('./neighbour.cjs'), require('node:path').basename(__filename), __dirname],
      async () => (await import('./neighbour.cjs')).default,
    ]`)
    for (const fn of call(make!) as TaskFunction[]) {
      expect(kindOf(fn)).to.equal('code')
      expect(await outcomeOf(await copyOf(fn), [])).to.deep.equal(await outcomeOf(fn, []))
    }
  })

  it('a variable of the name of what only modules have is a variable', async () => {
    const { make } = load(`exports.make = () => {
      const require = (x) => x, __filename = 'mine', __dirname = 'mine too'
      return [() => require(1), () => __filename, () => __dirname]
    }`)
    const copies = await Promise.all((call(make!) as TaskFunction[]).map(copyOf))
    expect(copies.map((fn) => call(fn))).to.deep.equal([1, 'mine', 'mine too'])
  })

  it('arrow functions are as strict as their file', async () => {
    const text = 'exports.f = () => (function () { return this === undefined })()'
    const sloppy = load(text, 'sloppy.cjs').f!
    const strict = load(`#!/usr/bin/env node\n// about\n/* more */ 'use strict'\n${text}`, 'strict.cjs').f!
    expect(call(await copyOf(sloppy))).to.equal(false)
    expect(call(await copyOf(strict))).to.equal(true)
  })

  it('functions of a CommonJS module that an ES module imports are found', async () => {
    scratch.write('module.cjs', 'const a = 1; exports.f = () => a')
    const { f } = (await import(scratch.file('module.cjs'))) as { f: TaskFunction }
    expect(nodeOf(ship(f))).to.deep.equal(requireOf(['f']))
  })
})
