import { expect } from 'chai'
import { namesNeeded } from '../../lib/closure/names-needed.js'
import { isStateless } from '../../lib/closure/stateless.js'
import type { TaskFunction } from '../../lib/model/task.js'
import * as fixture from '../fixtures/stateful.js'
import { ship } from '../helpers/ship.js'

const { pure, ...others } = fixture
const url = new URL('../fixtures/stateful.js', import.meta.url).href
const exported = (...path: string[]) => ({ kind: 'import', specifier: url, parent: undefined, path }) as const

/** Whether it needs nothing that another thread may have otherwise; functions of modules are looked at themselves. */
function isSameEverywhere(fn: TaskFunction): boolean {
  const needed = namesNeeded(ship(fn))
  return needed !== 'unsure' && needed.every(([, node]) => isStateless(fn, node))
}

describe('isStateless', () => {
  for (const [name, fn] of Object.entries(pure)) {
    it(`is true of what leads to constants only: ${name}`, () => {
      expect(isStateless(fn, exported('pure', name))).to.equal(true)
    })
  }

  for (const [name, fn] of Object.entries(others)) {
    it(`is false of what may be another one elsewhere: ${name}`, () => {
      expect(isStateless(fn, exported(name))).to.equal(false)
    })
  }

  it('is false of a function that goes by the name of another one', () => {
    expect(isStateless(pure.double, exported('pure', 'helpers'))).to.equal(false)
  })

  it('is false of what is no function', () => {
    expect(isStateless(fixture, exported())).to.equal(false)
    expect(isStateless(1, exported('limit'))).to.equal(false)
  })
})

describe('namesNeeded', () => {
  const rate = 2
  const rates = { normal: 1 }

  it('has nothing to ask where a function is its text, what it captures, and the language', () => {
    for (const fn of [(x: number) => x * rate, () => rates.normal, Math.sqrt, (x: number) => new Map([[x, Math.PI]])]) {
      expect(namesNeeded(ship(fn)), String(fn)).to.deep.equal([])
    }
  })

  it('tells what modules have to give', () => {
    const { convert } = fixture
    const needed = namesNeeded(ship((x: number) => convert(x)))
    expect(needed).to.have.length(1)
    expect(needed[0]).to.have.nested.property('[1].path').that.deep.equals(['convert'])
  })

  const own: Readonly<Record<string, TaskFunction>> = {
    environment: () => process.env['MODE'],
    globals: () => Reflect.get(globalThis, 'mode') as unknown,
    dates: () => new Date(0).getFullYear(),
    clock: () => performance.now(),
    modules: () => import('node:fs'),
    'sloppy this': new Function('return this') as TaskFunction,
    'text that is run': () => new Function('return process')() as unknown,
  }
  for (const [what, fn] of Object.entries(own)) {
    it(`is unsure of what threads have for themselves: ${what}`, () => {
      expect(isSameEverywhere(fn)).to.equal(false)
    })
  }

  it('is unsure of what the program has put into the language', () => {
    const halve = (x: number) => (Math as unknown as { half(x: number): number }).half(x)
    Object.assign(Math, { half: (x: number) => x / 2 })
    try {
      expect(isSameEverywhere(halve)).to.equal(false)
    } finally {
      Reflect.deleteProperty(Math, 'half')
    }
  })
})
