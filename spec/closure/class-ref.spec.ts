import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'
import { type ClassRef, classBy, refTo } from '../../lib/closure/class-ref.js'
import { hiddenProblem, localProblem, RemoteProblem } from '../fixtures/error-classes.js'
import { throwProblem } from '../fixtures/error-classes-tasks.js'
import { collectGarbage } from '../fixtures/workers-tasks.js'
import { useScratch } from '../helpers/scratch.js'
import { copyOf, nodesOf, ship } from '../helpers/ship.js'

const prototypeOf = (value: object) => Object.getPrototypeOf(value) as object
const load = createRequire(import.meta.url)
const PROBLEM = 'class Problem extends Error {} function fail() { throw new Problem() }'

interface Problems {
  readonly Problem: new () => Error
  readonly fail: () => never
}

describe('by what a class is known to the caller', () => {
  const scratch = useScratch()

  it('is a key where it was sent: always the same one', async () => {
    class Problem extends Error {}
    const make = () => new Problem()
    const [one, two] = [(await copyOf(make))(), (await copyOf(make))()]
    expect(prototypeOf(one)).to.not.equal(prototypeOf(two))
    expect(refTo(prototypeOf(one))).to.deep.equal(refTo(prototypeOf(two)))
    expect(classBy(refTo(prototypeOf(one))!, undefined)).to.equal(Problem)
  })

  it('is nothing that keeps the class alive', async () => {
    const send = async () => {
      class Problem extends Error {}
      return [refTo(prototypeOf((await copyOf(() => new Problem()))())), new WeakRef(Problem)] as const
    }
    const [ref, problem] = await send()
    await collectGarbage(3)
    expect([problem.deref(), classBy(ref!, undefined)]).to.deep.equal([undefined, undefined])
  })

  it('adds nothing to what is sent of other classes and functions', () => {
    class Point {}
    const fn = () => [new Point(), new TypeError(), hiddenProblem]
    expect(nodesOf(ship(fn)).map(([, { kind }]) => kind)).to.not.include('error-class')
  })

  it('is the place in an ES module that declares it, for whoever can come there', () => {
    const ref = refTo(RemoteProblem.prototype)!
    expect(ref).to.have.property('place').that.matches(/^file:.*error-classes\.js:\d+:\d+$/)
    expect(classBy(ref, throwProblem)).to.equal(RemoteProblem)
    const other = { place: (ref as { place: string }).place.replace(/\d+$/, '99') }
    expect([classBy(other, throwProblem), classBy(other, undefined)]).to.deep.equal([undefined, undefined])
    expect(classBy({ place: `${other.place}9` }, new Proxy(throwProblem, {}))).to.equal(undefined)
  })

  it('is nothing where there may be many in that place, or no module', () => {
    for (const make of [hiddenProblem, localProblem]) {
      const ref = refTo(prototypeOf(make('/a')))
      expect(ref && classBy(ref, throwProblem)).to.equal(undefined)
    }
    expect(refTo(class extends Error {}.prototype)).to.equal(undefined)
    expect(refTo(Object.create(Error.prototype) as object)).to.equal(undefined)
    expect(refTo(new Proxy({}, {}))).to.equal(undefined)
  })

  it('is its name in a CommonJS module that is loaded, and no other name', () => {
    const file = load.resolve('../fixtures/error-classes-commonjs.cjs')
    const { QuotaProblem } = load(file) as { QuotaProblem: new () => Error }
    expect(refTo(QuotaProblem.prototype)).to.deep.equal({ required: { kind: 'require', file, path: ['QuotaProblem'] } })
    const named = (file: string, ...path: string[]): ClassRef => ({ required: { kind: 'require', file, path } })
    expect(classBy(named(file, 'QuotaProblem'), undefined)).to.equal(QuotaProblem)
    for (const name of ['constructor', '__proto__', 'toString', 'none']) {
      expect(classBy(named(file, name), undefined)).to.equal(undefined)
    }
    expect(classBy(named('/no/such/file.cjs', 'x'), undefined)).to.equal(undefined)
    expect(classBy(named('__proto__', 'constructor'), undefined)).to.equal(undefined)
  })

  it('is looked for from each function, though another one of the same place has not led to it', async () => {
    scratch.write('calling.mjs', 'export const calling = (f) => () => f(); export const idle = () => {}')
    const { calling, idle } = (await import(pathToFileURL(scratch.file('calling.mjs')).href)) as {
      calling: (f: unknown) => () => unknown
      idle: () => void
    }
    const ref = refTo(RemoteProblem.prototype)!
    expect([idle, throwProblem].map((fn) => classBy(ref, calling(fn)))).to.deep.equal([undefined, RemoteProblem])
  })

  it('is of the version of an ES module that the function leads to', async () => {
    const { href } = pathToFileURL(scratch.file('versions.mjs'))
    scratch.write('versions.mjs', `${PROBLEM} export { Problem, fail }\n//# sourceURL=${href}`)
    const [one, two] = [(await import(`${href}?1`)) as Problems, (await import(`${href}?2`)) as Problems]
    const ref = refTo(one.Problem.prototype)!
    expect(ref).to.deep.equal(refTo(two.Problem.prototype)).and.to.have.property('place')
    for (const { Problem, fail } of [one, two]) {
      expect([fail, () => fail()].map((from) => classBy(ref, from))).to.deep.equal([Problem, Problem])
    }
    expect(classBy(ref, () => [one, two])).to.equal(undefined)
    expect(classBy(ref, two.fail)).to.equal(two.Problem)
  })

  it('is of the version of a CommonJS module that the function leads to, once it was loaded again', () => {
    const file = scratch.file('again.cjs')
    scratch.write('again.cjs', `${PROBLEM} module.exports = { Problem, fail }`)
    const one = load(file) as Problems
    const ref = refTo(one.Problem.prototype)!
    expect(classBy(ref, undefined)).to.equal(one.Problem)
    delete load.cache[file]
    const two = load(file) as Problems
    expect(refTo(two.Problem.prototype)).to.deep.equal(ref)
    for (const { Problem, fail } of [one, two]) expect(classBy(ref, fail)).to.equal(Problem)
    expect([classBy(ref, undefined), classBy(ref, () => [one, two])]).to.deep.equal([undefined, undefined])
  })

  it('loads nothing, and runs no getter', () => {
    const file = scratch.file('unloaded.cjs')
    const text = 'globalThis.wasLoaded = true; Object.defineProperty(exports, "E", { get() { throw new Error("ran") } })'
    scratch.write('unloaded.cjs', text)
    const ref: ClassRef = { required: { kind: 'require', file, path: ['E'] } }
    expect(classBy(ref, undefined)).to.equal(undefined)
    expect(globalThis).to.not.have.property('wasLoaded')
    load(file)
    expect(Reflect.deleteProperty(globalThis, 'wasLoaded')).to.equal(true)
    expect(classBy(ref, undefined)).to.equal(undefined)
    expect(classBy({ place: `${pathToFileURL(file).href}:0:0` }, throwProblem)).to.equal(undefined)
  })
})
