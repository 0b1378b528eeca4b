import { expect } from 'chai'
import { copyFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { revive } from '../../lib/closure/revive.js'
import { ship } from '../../lib/closure/ship.js'
import { ClosureError } from '../../lib/model/errors.js'
import type { TaskFunction } from '../../lib/model/task.js'
import { outcomeOf } from '../fixtures/closure-outcome.js'
import { rejectionOf } from '../helpers/rejection.js'
import { useScratch } from '../helpers/scratch.js'

async function copyOf(fn: TaskFunction): Promise<TaskFunction> {
  return revive(structuredClone(await ship(fn)))
}

describe('ship, of functions of CommonJS modules', () => {
  const scratch = useScratch()

  /** Loads a module of that text. */
  function load(text: string, name = 'module.cjs'): Record<string, TaskFunction> {
    scratch.write(name, text)
    return createRequire(import.meta.url)(scratch.file(name))
  }

  it('exported functions go by name when their text is not enough', async () => {
    const { scale, self } = load('const factor = 5; exports.scale = (x) => x * factor; exports.self = (x) => x')
    expect(await ship(scale!)).to.deep.equal({ kind: 'require', file: scratch.file('module.cjs'), path: ['scale'] })
    expect((await copyOf(scale!)) as unknown).to.equal(scale)
    expect((await ship(self!)).kind).to.equal('source')
  })

  it('a function that is a module goes by name', async () => {
    const fn = load('const factor = 5; module.exports = (x) => x * factor') as unknown as TaskFunction
    expect(await ship(fn)).to.deep.equal({ kind: 'require', file: scratch.file('module.cjs'), path: [] })
    expect((await copyOf(fn)) as unknown).to.equal(fn)
  })

  it('functions in exported objects and classes go by name', async () => {
    const module = load('const a = 1; exports.deep = { f: () => a }; exports.C = class { static g() { return a } }')
    const { deep, C } = module as unknown as Record<string, Record<string, TaskFunction>>
    const file = scratch.file('module.cjs')
    expect(await ship(deep!.f!)).to.deep.equal({ kind: 'require', file, path: ['deep', 'f'] })
    expect(await ship(C!.g!)).to.deep.equal({ kind: 'require', file, path: ['C', 'g'] })
  })

  it('exported bound functions that can not be shipped in parts go by name', async () => {
    const { bound } = load('class A { f(x) { return x } }; exports.bound = new A().f.bind(new A())')
    expect(await ship(bound!)).to.deep.equal({ kind: 'require', file: scratch.file('module.cjs'), path: ['bound'] })
  })

  it('what compilers make of exports of ES modules is found behind its getters', async () => {
    const { f } = load(`
      Object.defineProperty(exports, '__esModule', { value: true })
      Object.defineProperty(exports, 'early', { enumerable: true, get: () => early })
      Object.defineProperty(exports, 'f', { enumerable: true, get: () => f })
      const a = 1
      const f = () => a
      let failing = true
      Object.defineProperty(exports, 'broken', { enumerable: true, get: () => { throw new Error('not yet') } })
    `)
    expect(await ship(f!)).to.include({ kind: 'require' }).and.have.property('path').that.deep.equals(['f'])
  })

  it('the getters of other modules are left alone', async () => {
    const { f, countRuns } = load(`
      let runs = 0
      Object.defineProperty(exports, 'trap', { enumerable: true, get: () => ++runs })
      const countRuns = () => runs
      Object.assign(exports, { countRuns, f: () => countRuns() })
    `)
    expect(await ship(f!)).to.include({ kind: 'require' })
    expect(await outcomeOf(countRuns!, [])).to.deep.equal({ value: 0 })
  })

  it('what a module keeps to itself is refused', async () => {
    const { expose } = load('const a = 1\nconst hidden = () => a\nexports.expose = () => hidden')
    const hidden = Reflect.apply(expose!, undefined, []) as TaskFunction
    const { message } = await rejectionOf(ClosureError, Promise.resolve().then(() => ship(hidden)))
    expect(message).to.equal(
      `function 'hidden' (${scratch.file('module.cjs')}:2:16) can't be sent to a worker: ` +
        "it uses the variable 'a' of the code around it. Pass it as an argument, declare it inside the function, " +
        "or export the function from a module other than the program's main file.",
    )
  })

  it('require, __filename, __dirname and import() are those of the file', async () => {
    scratch.write('neighbour.cjs', 'module.exports = "the neighbour"')
    const { make } = load(`exports.make = () => [
      () => [require('./neighbour.cjs'), require('node:path').basename(__filename), __dirname],
      async () => (await import('./neighbour.cjs')).default,
    ]`)
    for (const fn of Reflect.apply(make!, undefined, []) as TaskFunction[]) {
      expect((await ship(fn)).kind).to.equal('source')
      expect(await outcomeOf(await copyOf(fn), [])).to.deep.equal(await outcomeOf(fn, []))
    }
  })

  it('a variable of the name of what only modules have is a variable', async () => {
    const { make } = load(`exports.make = () => {
      const require = (x) => x, __filename = 'mine', __dirname = 'mine'
      return { require: () => require(1), __filename: () => __filename, __dirname: () => __dirname }
    }`)
    for (const [variable, fn] of Object.entries(Reflect.apply(make!, undefined, []) as Record<string, TaskFunction>)) {
      expect(await rejectionOf(ClosureError, Promise.resolve().then(() => ship(fn)))).to.include({ variable })
    }
  })

  it('arrow functions are as strict as their file', async () => {
    const text = 'exports.f = () => (function () { return this === undefined })()'
    const sloppy = load(text, 'sloppy.cjs').f!
    const strict = load(`#!/usr/bin/env node\n// about\n/* more */ 'use strict'\n${text}`, 'strict.cjs').f!
    expect(await outcomeOf(await copyOf(sloppy), [])).to.deep.equal({ value: false })
    expect(await outcomeOf(await copyOf(strict), [])).to.deep.equal({ value: true })
  })

  it('a stack names the path of the file, as it does here', async () => {
    const { f } = load("exports.f = () => { throw new Error('here') }")
    const stackOf = async (fn: TaskFunction) => {
      try {
        return Reflect.apply(fn, undefined, [])
      } catch (error) {
        return (error as Error).stack!.split('\n')[1]!.trim()
      }
    }
    expect(await stackOf(f!)).to.match(/module\.cjs:1:27\)$/)
    expect(await stackOf(await copyOf(f!))).to.match(/ \/\S*module\.cjs:1:27$/)
  })

  it('functions of a CommonJS module that an ES module imports are found', async () => {
    scratch.write('imported.cjs', 'const a = 1; exports.f = () => a')
    copyFileSync(scratch.file('imported.cjs'), scratch.file('copy.cjs'))
    const { f } = (await import(scratch.file('imported.cjs'))) as { f: TaskFunction }
    expect(await ship(f)).to.deep.equal({ kind: 'require', file: scratch.file('imported.cjs'), path: ['f'] })
    expect(fileURLToPath(import.meta.url)).to.match(/commonjs/)
  })
})
