import { expect } from 'chai'
import { fileURLToPath } from 'node:url'
import { types } from 'node:util'
import { CannotLoadError } from '../../lib/closure/revive/cannot-load-error.js'
import { Heap } from '../../lib/closure/heap.js'
import { importing } from '../../lib/closure/thread/importing.js'
import { PLAIN } from '../../lib/closure/node.js'
import type { Node, Part } from '../../lib/closure/node.js'
import { ClosureError } from '../../lib/model/errors.js'
import { runProgram } from '../helpers/program.js'
import { rejectionOf } from '../helpers/rejection.js'
import { code, made, object, shipmentOf } from '../helpers/shipment.js'

const HIDDEN = 2 | 4
const ACCESSOR = 8 | 4
const here = import.meta.url
const fixture = new URL('../fixtures/closure-exports.js', here).href

const dataUrl = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`
const imported = (specifier: string, path: readonly string[] = [], parent?: string): Node => ({ kind: 'import', specifier, parent, path })

/** The value of the first node, whose modules are waited for. */
async function loaded<T = any>(nodes: Readonly<Record<number, Node>>): Promise<T> {
  const heap = new Heap()
  const shipment = shipmentOf(nodes)
  await heap.install(shipment)
  return heap.valueOf(shipment.id) as T
}

const attempt = (nodes: Readonly<Record<number, Node>>) => Promise.resolve().then(() => loaded(nodes))

describe('heap', () => {
  describe('values', () => {
    it('data is what was sent', () => {
      const value = { when: new Date(5), list: [1, undefined, -0], map: new Map([[1n, /x/g]]) }
      expect(made({ 1: { kind: 'data', value } })).to.deep.equal(value)
    })

    it('live values are those that came with the bytes', () => {
      const shared = new SharedArrayBuffer(8)
      expect(made({ 1: { kind: 'live', index: 1 } }, ['other', shared])).to.equal(shared)
    })

    it('globals and modules of Node are found by path', () => {
      expect(made({ 1: { kind: 'global', path: ['Array', 'prototype', 'map'] } })).to.equal(Array.prototype.map)
      expect(made({ 1: { kind: 'global', path: ['Symbol', 'iterator'] } })).to.equal(Symbol.iterator)
      expect(made({ 1: { kind: 'global', path: ['Int8Array', '__proto__'] } })).to.equal(Object.getPrototypeOf(Int8Array))
      expect(made({ 1: { kind: 'builtin', module: 'node:path', path: ['posix', 'join'] } })('a', 'b')).to.equal('a/b')
      expect(made({ 1: { kind: 'builtin', module: 'node:fs', path: [] } })).to.equal(process.getBuiltinModule('node:fs'))
    })

    it('what the worker has not got is an error that says what was expected', () => {
      expect(() => made({ 1: { kind: 'global', path: ['Math', 'nosuch'] } })).to.throw(
        ClosureError, "expected 'Math.nosuch' in globalThis in the worker too, got undefined")
    })

    it('symbols keep their descriptions; registered ones are found', () => {
      expect(made({ 1: { kind: 'symbol', description: 'mine', registered: false } }).description).to.equal('mine')
      expect(made({ 1: { kind: 'symbol', description: undefined, registered: false } }).description).to.equal(undefined)
      expect(made({ 1: { kind: 'symbol', description: 'ours', registered: true } })).to.equal(Symbol.for('ours'))
    })

    it('views of one shared buffer are views of one memory', () => {
      const shared = new SharedArrayBuffer(16)
      const view = (type: string, byteOffset: number, byteLength: number): Node => ({ kind: 'view', type, buffer: [9], byteOffset, byteLength })
      const [ints, bytes, data, buffer] = made({
        1: object(([[2], [3], [4], [5]] as Part[]).map((part, i) => [String(i), PLAIN, part]), { base: 'array' }),
        2: view('Int32Array', 0, 16),
        3: view('Uint8Array', 4, 4),
        4: view('DataView', 8, 8),
        5: view('Buffer', 4, 1),
        9: { kind: 'live', index: 0 },
      }, [shared])
      Atomics.store(ints, 1, 7)
      expect([bytes[0], bytes.length, data.byteLength, Buffer.isBuffer(buffer), buffer[0]]).to.deep.equal([7, 4, 8, true, 7])
      expect(ints.buffer).to.equal(shared)
    })

    it('objects made by a global constructor are made again', () => {
      expect(made({ 1: { kind: 'new', path: ['URL'], args: ['http://a/b?c'] } })).to.deep.equal(new URL('http://a/b?c'))
      expect(made({ 1: { kind: 'new', path: ['TextDecoder'], args: ['utf-8', [2]] }, 2: object([['fatal', PLAIN, true]]) }).encoding).to.equal('utf-8')
    })
  })

  describe('objects', () => {
    it('hold what they held, circles included', () => {
      const value = made({ 1: object([['n', PLAIN, 1], ['self', PLAIN, [1]], ['other', PLAIN, [2]]]), 2: object([['back', PLAIN, [1]]]) })
      expect(value.n).to.equal(1)
      expect(value.self).to.equal(value)
      expect(value.other.back).to.equal(value)
    })

    it('keep flags, accessors, symbol keys and odd keys', () => {
      const value = made({
        1: object([
          ['hidden', HIDDEN, 1],
          ['fixed', 1, 2],
          ['both', ACCESSOR, [2], [3]],
          ['only', ACCESSOR, undefined, [3]],
          [[4], PLAIN, 'by symbol'],
          ['__proto__', PLAIN, 'own'],
          ['toString', PLAIN, 'own too'],
        ]),
        2: code('function () { return this.hidden }'),
        3: code('function (value) { this.hidden = value }'),
        4: { kind: 'symbol', description: 'key', registered: true },
      })
      expect(Object.getOwnPropertyDescriptor(value, 'hidden')).to.deep.equal({ value: 1, enumerable: false, writable: true, configurable: true })
      expect(Object.getOwnPropertyDescriptor(value, 'fixed')).to.deep.equal({ value: 2, enumerable: true, writable: false, configurable: false })
      value.both = 5
      expect(value.both).to.equal(5)
      value.only = 6
      expect([value.both, value.only]).to.deep.equal([6, undefined])
      expect(value[Symbol.for('key')]).to.equal('by symbol')
      expect(Object.getOwnPropertyDescriptor(value, '__proto__')!.value).to.equal('own')
      expect(value.toString).to.equal('own too')
      expect(Object.getPrototypeOf(value)).to.equal(Object.prototype)
    })

    it('have the prototype that is said, or none', () => {
      expect(Object.getPrototypeOf(made({ 1: object([], { parent: null }) }))).to.equal(null)
      const child = made({ 1: object([['own', PLAIN, 1]], { parent: [2] }), 2: object([['own', 0, 2], ['inherited', PLAIN, 3]]) })
      expect([child.own, child.inherited, Object.keys(child)]).to.deep.equal([1, 3, ['own']])
    })

    it('are frozen, sealed or closed as they were', () => {
      const frozen = made({ 1: object([['a', 1, [2]]], { extensible: false }), 2: object([['0', 1, 1], ['length', 0, 1]], { base: 'array', extensible: false }) })
      expect([Object.isFrozen(frozen), Object.isFrozen(frozen.a)]).to.deep.equal([true, true])
      const sealed = made({ 1: object([['a', 3, 1]], { extensible: false }) })
      expect([Object.isSealed(sealed), Object.isFrozen(sealed)]).to.deep.equal([true, false])
    })

    it('arrays keep their holes, their length and what else they have', () => {
      const sparse = made({ 1: object([['1', PLAIN, 'b'], ['note', PLAIN, 'n']], { base: 'array', length: 4 }) })
      expect(Array.isArray(sparse)).to.equal(true)
      expect([sparse.length, 0 in sparse, sparse[1], sparse.note]).to.deep.equal([4, false, 'b', 'n'])
    })

    it('maps and sets hold what they held, themselves included', () => {
      const map = made({ 1: object([], { base: 'map', items: ['me', [1], [2], 3] }), 2: object([], { base: 'set', items: [[2], [1], 5] }) })
      const [[, self], [set, three]] = [...map]
      expect([types.isMap(self), self === map, types.isSet(set), three]).to.deep.equal([true, true, true, 3])
      expect([...set]).to.deep.equal([set, map, 5])
    })

    it('errors are errors, with their cause and stack', () => {
      const error = made({
        1: object([['stack', HIDDEN, 'a stack'], ['message', HIDDEN, 'm'], ['cause', HIDDEN, [2]], ['code', PLAIN, 'E']], { base: 'error', parent: [3] }),
        2: object([['message', HIDDEN, 'inner']], { base: 'error' }),
        3: { kind: 'global', path: ['TypeError', 'prototype'] },
      })
      expect([types.isNativeError(error), error instanceof TypeError, error.stack, error.code]).to.deep.equal([true, true, 'a stack', 'E'])
      expect([types.isNativeError(error.cause), error.cause.message, Object.hasOwn(error.cause, 'stack')]).to.deep.equal([true, 'inner', false])
    })

    it('data gets its prototype and properties, and is the same object for all', () => {
      const value = made({
        1: object([['buffer', PLAIN, [2]], ['raw', PLAIN, [3]], ['part', PLAIN, [5]]]),
        2: object([['note', PLAIN, 'n']], { base: 'data', data: [3], parent: [4] }),
        3: { kind: 'data', value: new Uint8Array([1, 2]) },
        4: { kind: 'global', path: ['Buffer', 'prototype'] },
        5: { kind: 'member', of: [6], path: ['deep', 'er'] },
        6: { kind: 'data', value: { deep: { er: [1] } } },
      })
      expect([Buffer.isBuffer(value.buffer), value.buffer === value.raw, value.buffer.note]).to.deep.equal([true, true, 'n'])
      expect(value.part).to.deep.equal([1])
    })

    it('20,000 that lead to each other are no problem', () => {
      const nodes = Object.fromEntries(Array.from({ length: 20_000 }, (_, i): [number, Node] => [i, object([['next', PLAIN, i < 19_999 ? [i + 1] : null]])]))
      let length = 0
      for (let at = made(nodes); at; at = at.next) length++
      expect(length).to.equal(20_000)
    })
  })

  describe('functions', () => {
    it('see their variables, which are their own', () => {
      const nodes = { 1: code('() => n++', { variables: [['n', 5]] }) }
      const [one, other] = [made(nodes), made(nodes)]
      expect([one(), one(), other()]).to.deep.equal([5, 6, 5])
    })

    it('may have variables of any name', () => {
      const names = ['$', '$$', 'undefined$', 'set', 'fn', 'values', 'π', 'async', 'of']
      const variables = names.map((name, i) => [name, i] as const)
      expect(made({ 1: code(`() => [${names.join()}]`, { variables }) })()).to.deep.equal(names.map((_, i) => i))
      const sloppy = code('function () { return [let, yield, static, $] }', { strict: false, variables: [['let', 1], ['yield', 2], ['static', 3], ['$', 4]] })
      expect(made({ 1: sloppy })()).to.deep.equal([1, 2, 3, 4])
    })

    it('that call each other do so', () => {
      const even = made({
        1: code('(n) => n === 0 || odd(n - 1)', { variables: [['odd', [2]]] }),
        2: code('(n) => n !== 0 && even(n - 1)', { variables: [['even', [1]]] }),
      })
      expect([even(10), even(7)]).to.deep.equal([true, false])
    })

    it('that share a cell share it', () => {
      const nodes = {
        1: object([['up', PLAIN, [2]], ['get', PLAIN, [3]]]),
        2: code('() => void n$.v++', { variables: [['n$', [4]]] }),
        3: code('() => n$.v', { variables: [['n$', [4]]] }),
        4: object([['v', PLAIN, 1]]),
      }
      const { up, get } = made(nodes)
      up()
      expect(get()).to.equal(2)
    })

    it('have the name they had', () => {
      expect(made({ 1: code('() => 1') }).name).to.equal('')
      expect(made({ 1: code('() => 1', { name: 'one' }) }).name).to.equal('one')
      expect(made({ 1: code('function own() {}') }).name).to.equal('own')
      expect(made({ 1: code('class { static name() { return 1 } }', { name: 'C' }) }).name()).to.equal(1)
    })

    it('have the properties, the prototype and the parent they had', () => {
      const fn = made({
        1: code('function F() {}', {
          props: [['cache', PLAIN, [2]], ['self', HIDDEN, [1]]],
          prototype: [['greet', HIDDEN, [3]]],
          prototypeParent: [4],
          parent: [5],
          integrity: 'closed',
        }),
        2: object([], { base: 'map', items: [1, 2] }),
        3: code('function () { return this.hello }'),
        4: object([['hello', PLAIN, 'inherited']]),
        5: code('function Base() {}'),
      })
      expect([fn.cache.get(1), fn.self === fn, new fn().greet()]).to.deep.equal([2, true, 'inherited'])
      expect([Object.getPrototypeOf(fn).name, Object.isExtensible(fn)]).to.deep.equal(['Base', false])
    })

    it('bound ones are bound', () => {
      const bound = made({ 1: { kind: 'bound', target: [2], self: [3], args: [1, [3]] }, 2: code('function f(...args) { return [this, ...args] }'), 3: object() })
      const [self, one, again, two] = bound(2)
      expect([bound.name, one, two, self === again]).to.deep.equal(['bound f', 1, 2, true])
    })

    it('20,000 bound to each other are no problem', () => {
      const chain = Array.from({ length: 20_000 }, (_, i): [number, Node] => [i, { kind: 'bound', target: [i + 1], self: undefined, args: [] }])
      expect(made({ ...Object.fromEntries(chain), 20_000: code('() => 1') })).to.be.a('function')
    })

    it('strict and sloppy texts stay what they are', () => {
      const text = 'function () { return this === undefined }'
      expect([made({ 1: code(text) })(), made({ 1: code(text, { strict: false }) })()]).to.deep.equal([true, false])
    })

    it('find what is provided by their module', () => {
      const place = { url: here, line: 0, column: 0, module: true }
      const locals = ['require', '__filename', '__dirname', '$importMeta', '__name'] as const
      const all = made({ 1: code(`() => ({ ${locals.join()} })`, { locals, place }) })()
      expect(all.__filename).to.equal(import.meta.filename)
      expect(all.__dirname).to.equal(import.meta.dirname)
      expect(all.$importMeta).to.include({ url: here, filename: import.meta.filename, dirname: import.meta.dirname })
      expect(all.require('node:fs')).to.equal(process.getBuiltinModule('node:fs'))
      expect(all.__name(() => 1, 'given').name).to.equal('given')
    })

    it('early variables are there when the text is evaluated, with what they hold', () => {
      const text = '(function(){return () => [...arguments].map((x) => typeof x === "function" ? x() : x)}).apply(undefined,$arguments)'
      const fn = made({
        1: code(text, { early: [['$arguments', [2]]] }),
        2: object([['0', PLAIN, 1], ['1', PLAIN, [3]]], { base: 'array' }),
        3: code('() => n', { variables: [['n', 2]] }),
      })
      expect(fn()).to.deep.equal([1, 2])
    })
  })

  describe('classes', () => {
    const $super = (id: number) => ({ early: [['$super', [id]]] as const })

    it('extend each other', () => {
      const nodes = {
        1: object([['n', PLAIN, 1]], { parent: [4] }),
        2: code('class B extends $super { plus(x) { return super.plus(x) + k } }', { ...$super(3), variables: [['k', 10]] }),
        3: code('class A { plus(x) { return this.n + x } static make() { return new this() } }'),
        4: { kind: 'member', of: [2], path: ['prototype'] } as const,
      }
      const b = made(nodes)
      expect(b.plus(100)).to.equal(111)
      expect(b.constructor.name).to.equal('B')
      expect(b.constructor.make()).to.be.instanceOf(b.constructor)
    })

    for (const [A, B] of [[1, 2], [2, 1]] as const) {
      it(`that refer to each other are closed when ${A < B ? 'the base' : 'the derived one'} comes first`, () => {
        const text = 'class A { static b = typeof b; make() { return new B() } get b() { return b } }'
        const both = made({
          0: object([['A', PLAIN, [A]], ['B', PLAIN, [B]]]),
          [A]: code(text, { early: [['b', [B]]], variables: [['B', [B]]] }),
          [B]: code('class B extends $super { up() { return new A() } }', { ...$super(A), variables: [['A', [A]]] }),
        })
        const b = new both.A().make()
        expect([b.constructor === both.B, b instanceof both.A, b.up().constructor === both.A, b.b === both.B]).to.deep.equal([true, true, true, true])
      })
    }

    it('below a function whose prototype was replaced get the new one', () => {
      const C = made({
        1: code('class C extends $super {}', $super(2)),
        2: code('function Old() {}', { props: [['prototype', 2, [3]]] }),
        3: object([['hello', PLAIN, 'hi']]),
      })
      expect(new C().hello).to.equal('hi')
    })

    it('a circle that nothing can close is an error', () => {
      expect(() => made({ 1: { kind: 'bound', target: [1], self: undefined, args: [] } })).to.throw("expected a 'bound' not to need itself")
      expect(() => made({ 1: code('class A extends $super {}', $super(2)), 2: code('class B extends $super {}', $super(1)) })).to.throw(TypeError)
    })

    it('methods with super reach their home', () => {
      const fn = made({
        1: code('({__proto__: $home, m() { return super.m() + 1 }}).m', { early: [['$home', [2]]] }),
        2: object([['m', PLAIN, [3]]]),
        3: code('() => 1'),
      })
      expect(fn()).to.equal(2)
    })

    it('static accessors and changed prototypes are set again', () => {
      const C = made({
        1: code('class C { m() { return 1 } }', { prototype: [['m', HIDDEN, [2]]], props: [['twice', ACCESSOR, [3], undefined]] }),
        2: code('() => 2'),
        3: code('function () { return this.name + this.name }'),
      })
      expect([new C().m(), C.twice]).to.deep.equal([2, 'CC'])
    })
  })

  describe('in a program of its own', () => {
    const HEAP = new URL('../../lib/closure/heap.js', here).href
    const calling = (fn: Node) => {
      const { id, bytes, live } = shipmentOf({ 1: fn })
      return `
        const { Heap } = await import(${JSON.stringify(HEAP)})
        const heap = new Heap()
        heap.install({ id: ${id}, bytes: Buffer.from('${Buffer.from(bytes).toString('base64')}', 'base64'), live: ${JSON.stringify(live)} })
        const result = await heap.valueOf(${id})()
      `
    }
    const run = (script: string) => runProgram(undefined, { flags: ['--input-type=module', '-e', script] })

    it('takes neither a parser, nor the inspector, nor a serializer', async () => {
      const { stdout, stderr } = await run(`${calling(code('() => 1'))}
        const { createRequire } = await import('node:module')
        const loaded = [...Object.keys(createRequire(import.meta.url).cache), ...process.moduleLoadList]
        console.log(result, loaded.filter((name) => /acorn|serialize-javascript|^NativeModule inspector$/.test(name)))
      `)
      expect({ stdout, stderr }).to.deep.equal({ stdout: '1 []\n', stderr: '' })
    })

    it('import() in a text makes Node warn of nothing', async () => {
      const fn = code('async () => (await import("node:path")).basename("/a/b")', { imports: true })
      const { stdout, stderr } = await run(`${calling(fn)}
        console.log(result)
        process.emitWarning('still works')
      `)
      expect(stdout).to.equal('b\n')
      expect(stderr).to.match(/^\(node:\d+\) Warning: still works\n/)
      expect(stderr).not.to.match(/Experimental/)
    })
  })

  describe('shipments', () => {
    it('refer to nodes of those before', () => {
      const heap = new Heap()
      heap.install(shipmentOf({ 1: object([['n', PLAIN, 1]]), 2: code('(o) => o.n') }))
      heap.install(shipmentOf({ 3: code('() => get(o)', { variables: [['get', [2]], ['o', [1]]] }) }))
      expect((heap.valueOf(3) as () => unknown)()).to.equal(1)
    })

    it('are forgotten with all their nodes', () => {
      const heap = new Heap()
      heap.install(shipmentOf({ 1: object([['two', PLAIN, [2]]]), 2: object() }))
      heap.install(shipmentOf({ 3: object() }))
      heap.forget([1])
      expect(() => heap.valueOf(1)).to.throw('expected node 1 to be in the worker, got nothing')
      expect(() => heap.valueOf(2)).to.throw('expected node 2')
      expect(heap.valueOf(3)).to.deep.equal({})
      heap.forgetAll()
      expect(() => heap.valueOf(3)).to.throw('expected node 3')
    })

    it('one that fails leaves nothing but its error, also to those that need it', () => {
      const heap = new Heap()
      expect(() => heap.install(shipmentOf({ 1: object(), 2: code('syntax error') }))).to.throw(SyntaxError)
      expect(() => heap.valueOf(1)).to.throw(SyntaxError)
      expect(() => heap.install(shipmentOf({ 3: object([['n', PLAIN, [1]]]) }))).to.throw(SyntaxError)
      expect(() => heap.install({ id: 4, bytes: new Uint8Array(3), live: [] })).to.throw()
      expect(() => heap.valueOf(4)).to.throw()
      heap.install(shipmentOf({ 1: object() }))
      expect(heap.valueOf(1)).to.deep.equal({})
      expect(heap.unloadable.size).to.equal(0)
    })

    it('may be read from any place in memory', () => {
      const { bytes, ...rest } = shipmentOf({ 1: { kind: 'data', value: ['π', new Float64Array([1.5]), 2.5] } })
      for (const offset of [1, 2, 3]) {
        const memory = new Uint8Array(bytes.length + offset)
        memory.set(bytes, offset)
        const heap = new Heap()
        heap.install({ ...rest, bytes: memory.subarray(offset) })
        expect(heap.valueOf(1)).to.deep.equal(['π', new Float64Array([1.5]), 2.5])
      }
    })
  })

  describe('modules', () => {
    it('are imported from where they were', async () => {
      const scale = await loaded({ 1: imported('../fixtures/closure-exports.js', ['scale'], here) })
      expect(scale(2)).to.equal(6)
      expect(await loaded({ 1: imported(fixture, ['scale']) })).to.equal(scale)
      expect((await loaded({ 1: imported(fixture) })).scale).to.equal(scale)
      expect((await loaded({ 1: imported('node:path', ['basename']) }))('/a/b')).to.equal('b')
      expect(await loaded({ 1: imported('chai', ['expect'], here) })).to.equal(expect)
    })

    it('are imported with their attributes', async () => {
      const attributes = { type: 'json' }
      const specifier = 'data:application/json,{"n":1}'
      expect(await loaded({ 1: { kind: 'import', specifier, parent: undefined, path: ['default'], attributes } })).to.deep.equal({ n: 1 })
    })

    it('are asked for once', async () => {
      const heap = new Heap()
      const nodes = { 1: imported(dataUrl('export const once = {}'), ['once']) }
      const loading = heap.install(shipmentOf(nodes))
      expect(loading).to.be.instanceOf(Promise)
      await loading
      expect(heap.install(shipmentOf(nodes))).to.equal(undefined)
    })

    it('of CommonJS are required', () => {
      const file = fileURLToPath(import.meta.resolve('commander')).replace('esm.mjs', 'index.js')
      expect(made({ 1: { kind: 'require', file, path: ['Command'] } })).to.be.a('function')
    })

    const failing: readonly [what: string, node: Node, message: string, specifier: string, parent?: string][] = [
      ['is not there', imported('./nosuch.js', [], here), `expected './nosuch.js' to load from ${here} in the worker too, got Error`, './nosuch.js', here],
      ['throws', imported(dataUrl('throw new RangeError("top")')), 'got RangeError: top', dataUrl('throw new RangeError("top")')],
      ['lacks the export', imported(fixture, ['api', 'gone']), `got ClosureError: expected 'api.gone' in ${fixture} in the worker too, got undefined`, fixture],
      ['is required and not there', { kind: 'require', file: '/nosuch.js', path: [] }, "expected '/nosuch.js' to load in the worker too", '/nosuch.js'],
    ]
    for (const [what, node, message, specifier, parent] of failing) {
      it(`one that ${what} is an error that names it`, async () => {
        const error = await rejectionOf(CannotLoadError, attempt({ 1: node }))
        expect(error.message).to.include(message)
        expect(error.cause).to.be.instanceOf(Error)
        expect([error.specifier, error.parent]).to.deep.equal([specifier, parent])
      })
    }

    it('that can not be had make all that need them unloadable, until they are forgotten', async () => {
      const heap = new Heap()
      const install = (nodes: Readonly<Record<number, Node>>) => Promise.resolve().then(() => heap.install(shipmentOf(nodes)))
      const error = await rejectionOf(CannotLoadError, install({ 1: object([['m', PLAIN, [2]]]), 2: imported('./nosuch.js', [], here) }))
      expect(await rejectionOf(CannotLoadError, install({ 3: object([['n', PLAIN, [2]]]) }))).to.equal(error)
      expect([...heap.unloadable]).to.deep.equal([[1, error], [3, error]])
      heap.forget([1, 3])
      expect(heap.unloadable.size).to.equal(0)
    })

    it('know that they are being imported', async () => {
      const specifier = dataUrl('export const seen = globalThis[Symbol.for("allcores.importing")].specifier')
      expect(importing()).to.equal(undefined)
      expect(await loaded({ 1: imported(specifier, ['seen']) })).to.equal(specifier)
      expect(importing()).to.equal(undefined)
      const loading = [1, 2].map((n) => attempt({ 1: imported(dataUrl(`await null; throw ${n}`)) }).catch(() => {}))
      await Promise.resolve()
      expect(importing()).to.be.a('string')
      await Promise.all(loading)
      expect(importing()).to.equal(undefined)
    })
  })
})
