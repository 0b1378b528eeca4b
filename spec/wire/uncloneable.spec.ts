import { expect } from 'chai'
import { Socket } from 'node:net'
import vm from 'node:vm'
import { shared } from '../../lib/model/shared.js'
import { canCloneToProcess, canCloneToThread, findUncloneable } from '../../lib/wire/uncloneable.js'
import { transports } from './transports.js'

function onClick() {}

class Widget {
  readonly onClick = onClick
  readonly size = 1
}

class Point {
  readonly x = 1
  readonly y = { z: [1] }
}

const circle: Record<string, unknown> = { name: 'circle' }
circle['self'] = circle
circle['list'] = [circle, { back: circle }]

const parent = { children: [{ parent: undefined as unknown }], bad: onClick }
parent.children[0]!.parent = parent

const throwing = {
  fine: 1,
  get broken(): never {
    throw new Error('no')
  },
}

describe('canCloneToThread and canCloneToProcess', () => {
  const shared = new SharedArrayBuffer(8)
  const cases: [string, unknown, boolean, boolean][] = [
    ['undefined', undefined, true, true],
    ['a number', 1, true, true],
    ['nested data', { a: [new Map([[1, new Set([2n])]])], d: new Date(), r: /x/, b: new Uint8Array(2) }, true, true],
    ['a cycle', circle, true, true],
    ['a class instance', new Point(), true, true],
    ['a function', onClick, false, false],
    ['a symbol', Symbol('s'), false, false],
    ['a Promise', Promise.resolve(), false, false],
    ['a Proxy', new Proxy({}, {}), false, false],
    ['a throwing getter', throwing, false, false],
    ['a SharedArrayBuffer', shared, true, false],
  ]
  for (const [what, value, thread, process] of cases) {
    it(`says ${thread} and ${process} of ${what}`, () => {
      expect(canCloneToThread(value)).to.equal(thread)
      expect(canCloneToProcess(value)).to.equal(process)
    })
  }

  it('says no to what could be sent but not read at the other end', () => {
    const error = new Error('its own cause')
    error.cause = error
    const arrives = transports.map(({ carry }) => {
      try {
        carry(error)
        return true
      } catch {
        return false
      }
    })
    expect([canCloneToThread(error), canCloneToProcess(error)]).to.deep.equal(arrives)
  })
})

describe('findUncloneable', () => {
  const cases: [value: unknown, path: string, what: string][] = [
    [onClick, '', 'a function (onClick)'],
    [(() => () => {})(), '', 'a function'],
    [Widget, '', 'a function (Widget)'],
    [Symbol('mark'), '', 'a symbol (mark)'],
    [Symbol(), '', 'a symbol'],
    [[{ options: { size: 1, onClick } }], '[0].options.onClick', 'a function (onClick)'],
    [{ items: [1, 2, 3, Symbol.iterator] }, '.items[3]', 'a symbol (Symbol.iterator)'],
    [{ 'my key': { "it's": onClick } }, '["my key"]["it\'s"]', 'a function (onClick)'],
    [{ größe: onClick }, '.größe', 'a function (onClick)'],
    [{ '': onClick }, '[""]', 'a function (onClick)'],
    [Object.assign([1], { extra: onClick }), '.extra', 'a function (onClick)'],
    [Object.assign(Object.create(null), { a: onClick }), '.a', 'a function (onClick)'],
    [new Map<unknown, unknown>([['a', 1], ['key', { onClick }]]), '.get("key").onClick', 'a function (onClick)'],
    [new Map([[7, onClick]]), '.get(7)', 'a function (onClick)'],
    [new Map([[7n, onClick]]), '.get(7n)', 'a function (onClick)'],
    [new Map([[[1], 1], [[onClick], 2]]), '.keys()[1][0]', 'a function (onClick)'],
    [new Map<unknown, unknown>([['a', 1], [{}, onClick]]), '.values()[1]', 'a function (onClick)'],
    [{ set: new Set([1, 'a', onClick]) }, '.set.values()[2]', 'a function (onClick)'],
    [{ a: new WeakMap() }, '.a', 'a WeakMap'],
    [{ a: new WeakSet() }, '.a', 'a WeakSet'],
    [{ a: new WeakRef({}) }, '.a', 'a WeakRef'],
    [[Promise.resolve()], '[0]', 'a Promise'],
    [{ a: new Proxy({}, {}) }, '.a', 'a Proxy'],
    [{ a: new Proxy([], {}) }, '.a', 'a Proxy'],
    [{ a: (function* () {})() }, '.a', 'a Generator'],
    [throwing, '.broken', 'a getter that throws'],
    [new Widget(), '', 'an instance of Widget whose .onClick is a function (onClick)'],
    [{ list: [new Widget()] }, '.list[0]', 'an instance of Widget whose .onClick is a function (onClick)'],
    [{ p: new Point(), deep: { w: [new Widget()] } }, '.deep.w[0]',
      'an instance of Widget whose .onClick is a function (onClick)'],
    [parent, '.bad', 'a function (onClick)'],
    [{ circle, bad: onClick }, '.bad', 'a function (onClick)'],
    [{ first: onClick, second: Symbol() }, '.first', 'a function (onClick)'],
    [[(function (..._: unknown[]) { return arguments })(1)], '[0]', 'an `arguments` object (send [...arguments])'],
    [vm.runInNewContext('({ a: [() => 1] })'), '.a[0]', 'a function'],
  ]
  for (const [value, path, what] of cases) {
    it(`finds ${what} at '${path}'`, () => {
      const culprit = /\ba function\b/.test(what) ? { path, what, capturable: true } : { path, what }
      for (const { canClone } of transports) expect(findUncloneable(value, canClone)).to.deep.equal(culprit)
    })
  }

  it('names the class of an object whose inside says nothing to the user', () => {
    const culprit = findUncloneable([{ socket: new Socket() }], canCloneToThread)
    expect(culprit?.path).to.equal('[0].socket')
    expect(culprit?.what).to.match(/^an instance of Socket whose \./)
  })

  it('names a SharedArrayBuffer on its way to a process', () => {
    const value = { memory: [new SharedArrayBuffer(8)] }
    expect(findUncloneable(value, canCloneToThread)).to.equal(undefined)
    expect(findUncloneable(value, canCloneToProcess)).to.deep.equal({ path: '.memory[0]', what: 'a SharedArrayBuffer' })
  })

  it('names a detached buffer, though others of its class are fine', () => {
    const gone = new ArrayBuffer(8)
    structuredClone(gone, { transfer: [gone] })
    const value = { fine: new ArrayBuffer(8), gone }
    expect(findUncloneable(value, canCloneToThread)).to.deep.equal({ path: '.gone', what: 'an ArrayBuffer' })
  })

  it('names an object without anything inside that only its class makes uncloneable', () => {
    class Handle {
      readonly id = 1
    }
    const value = { date: new Date(), point: new Point(), handles: [new Handle()] }
    const canClone = (tried: unknown) => tried !== value && !(tried instanceof Handle)
    expect(findUncloneable(value, canClone)).to.deep.equal({ path: '.handles[0]', what: 'an instance of Handle' })
  })

  it('says of functions and handles that they can be captured, and of nothing that is only named like one', () => {
    const capturable = (value: unknown) => findUncloneable(value, canCloneToThread)?.capturable
    class Box {
      readonly handlers: ReadonlyMap<string, unknown>
      constructor(handlers: ReadonlyMap<string, unknown>) {
        this.handlers = handlers
      }
    }
    for (const value of [onClick, [shared(1)], new Box(new Map([['x', onClick]]))]) expect(capturable(value)).to.equal(true)
    const named = new Map([['a function', Promise.resolve()]])
    for (const value of [named, new Box(named), new Proxy(onClick, {})]) expect(capturable(value)).to.equal(undefined)
  })

  it('starts the path with the name of the root', () => {
    expect(findUncloneable([onClick], canCloneToThread, 'args')?.path).to.equal('args[0]')
    expect(findUncloneable(onClick, canCloneToThread, 'args')?.path).to.equal('args')
  })

  it('says undefined of what can be cloned', () => {
    for (const { canClone } of transports) {
      for (const value of [undefined, 1, 'a', circle, new Point(), [new Date()], new Map([[{}, new Set()]])]) {
        expect(findUncloneable(value, canClone)).to.equal(undefined)
      }
    }
  })

  it('says what it can when no part is to blame', () => {
    const never = () => false
    expect(findUncloneable({ a: 1 }, never)).to.deep.equal({ path: '', what: "an object that can't be cloned" })
  })

  it('tells nesting that is too deep, without overflowing itself', () => {
    const nested = (depth: number, inside: object): object => {
      for (let i = 0; i < depth; i++) inside = { inside }
      return inside
    }
    const tooDeep = findUncloneable(nested(100_000, {}), canCloneToThread)
    expect(tooDeep).to.deep.equal({ path: '.inside', what: 'data nested 100000 levels deep' })
    expect(findUncloneable(nested(100_000, { onClick }), canCloneToThread)?.path).to.match(/^\.inside.*\.onClick$/)
  })

  it('finds the last of a million', () => {
    const values: unknown[] = new Array(1_000_000).fill(1)
    values.push(onClick)
    expect(findUncloneable(values, canCloneToThread)?.path).to.equal('[1000000]')
  })
})
