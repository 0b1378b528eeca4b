import { expect } from 'chai'
import { freeNames } from '../../lib/closure/text/free-names.js'

/** The free names of a function's text, those that are only asked for by `typeof` or more carefully marked with `?`. */
function freeIn(text: string): string[] | undefined {
  const free = freeNames(text)?.free
  return free && [...free].map(([name, { guarded }]) => (guarded ? `${name}?` : name))
}

const CASES: Readonly<Record<string, readonly (readonly [text: string, ...free: string[]])[]>> = {
  'parameters and variables': [
    ['(a, b) => a + b + c', 'c'],
    ['function (a) { return a + arguments.length }'],
    ['a => { let b = a; const c = b; var d = c; return d }'],
    ['() => { x = 1; y++; [z] = [1]; ({ p: w } = {}) }', 'x', 'y', 'z', 'w'],
    ['(a, ...rest) => rest'],
    ['() => { for (const i of list) use(i) }', 'list', 'use'],
    ['() => { for (const k in o) { const v = o[k] } return v }', 'o', 'v'],
    ['() => { for (let i = 0, n = m; i < n; i++); return i }', 'm', 'i'],
    ['() => { for (i of []); for (j in {}); }', 'i', 'j'],
    ['async () => { for await (const x of xs) await x }', 'xs'],
    ['() => { { let inner = 1 } return inner }', 'inner'],
    ['() => { { var outer = 1 } return outer }'],
    ['() => { if (a) var b = 1; return b }', 'a'],
    ['() => { { const x = x0 } { return x } }', 'x0', 'x'],
    ['() => { use(late); var late }', 'use'],
    ['() => { using a = open(); return a }', 'open'],
    ['() => { for (using a of as) a }', 'as'],
    ['async () => { for (await using a of as) a }', 'as'],
    ['() => { for (let i = 0, f = () => i + j; ; ) { let j } }', 'j'],
    ['() => { for (const x of x) x }'],
    ['() => { for ({ a: o.p } of q) ; for (o[k] in r) ; }', 'o', 'q', 'k', 'r'],
  ],
  'patterns': [
    ['({ a, b: c, [d]: e, ...f }) => [a, c, e, f, b]', 'd', 'b'],
    ['([a, , [b = x], ...[c]]) => [a, b, c]', 'x'],
    ['({ a = b, b = a }) => a'],
    ['({ [k]: { v = w } = z }) => v', 'k', 'w', 'z'],
    ['() => { const { a, b: { c = d } } = e; return [a, b, c] }', 'd', 'e', 'b'],
    ['() => { ({ a: o.p, [k]: o[q] } = s) }', 'o', 'k', 'q', 's'],
    ['(o) => { [o.a, o.b = d] = [] }', 'd'],
  ],
  'default parameters': [
    ['(a = b) => a', 'b'],
    ['(a, b = a) => b'],
    ['function (a = later) { var later = 1; return later }', 'later'],
    ['function (f = () => here) { function here() {} return here }', 'here'],
    ['function (a = () => a) { return a }'],
  ],
  'functions': [
    ['function f() { return f }'],
    ['() => { const g = function h() { return h }; return h }', 'h'],
    ['() => { return later(); function later() { return later } }'],
    ['() => { if (a) { function inBlock() {} } return inBlock }', 'a', 'inBlock?'], // strict code doesn't see it
    ['() => () => () => deep', 'deep'],
    ['() => { const f = (x) => x + y; const y = 1; return f }'],
    ['async () => await a', 'a'],
    ['function* () { yield a; yield* b }', 'a', 'b'],
    ['(a) => a /* free words */'],
    ['() => { { f; { function f() {} } f } }', 'f?'],
    ['() => { { async function f() {} } f }', 'f'],
    ['() => { { function* f() {} } f }', 'f'],
    ['() => { switch (1) { case 1: function f() {} } f }', 'f?'],
    ['async (a = b) => { await c }', 'b', 'c'],
    ['async a => { for await (a of b); }', 'b'],
    ['function* () { const a = yield; yield* [a, b] }', 'b'],
    ['() => ({ get a() { return a }, set a(v) { b = v }, async *[c]() { yield d } })', 'a', 'b', 'c', 'd'],
    ['function (a, b = () => a + c, { d = b } = e) { var a; return d }', 'c', 'e'],
  ],
  'properties and labels': [
    ['(o) => o.a.b?.c'],
    ['(o) => o[a]?.[b]', 'a', 'b'],
    ['() => ({ a: 1, b, [c]: d, e() {}, get f() { return g }, "h": 2 })', 'b', 'c', 'd', 'g'],
    ['() => { a: for (;;) { b: for (;;) { break a; continue b } } }'],
    ['() => { a: { a; break a } }', 'a'],
    ['(o) => o?.a?.[b]?.(c).d', 'b', 'c'],
    ['(o) => delete o.a[b]', 'b'],
    ['() => `${a}${`${b}`}`', 'a', 'b'],
    ['() => tag`x${a}`', 'tag', 'a'],
    ['() => /free[a-z]/g.test("free")'],
    ['() => [...a, ...b]', 'a', 'b'],
    ['() => new A(...b)', 'A', 'b'],
  ],
  'statements': [
    ['() => { try { a() } catch (e) { return e } finally { b() } return e }', 'a', 'b', 'e'],
    ['() => { try { a() } catch { return b } }', 'a', 'b'],
    ['() => { try {} catch ({ message, ...rest }) { return [message, rest] } }'],
    ['() => { try {} catch (e) { var v = e } return v }'],
    ['(x) => { switch (x) { case a: let b = 1; default: return b } }', 'a'],
    ['() => { switch (x) { case 1: let x } }', 'x'],
    ['() => { while (a) { if (b) continue; else break } do {} while (c) }', 'a', 'b', 'c'],
    ['function () { with (o) { return p } }', 'o', 'p'],
    ['() => { throw e }', 'e'],
    ['() => { try {} catch { var e } return e }'],
    ['() => { try {} catch ({ a = b }) {} return a }', 'b', 'a'],
    ['() => { try {} catch (e) { let f } return f }', 'f'],
  ],
  'classes': [
    ['() => class A extends B { c = d; static e = f; [g] = h }', 'B', 'd', 'f', 'g', 'h'],
    ['() => { class A { m() { return A } } return new A() }'],
    ['() => { const B = class A {}; return A }', 'A'],
    ['() => class { #x = 1; has(o) { return #x in o && o.#x } }'],
    ['(o) => o.#x', '#x'],
    ['() => class { static { var a = b; this.c = a } }', 'b'],
    ['() => class { m() { return super.m() } static s = super.t; f = this.g }'],
    ['() => class { constructor() { new.target } get [k]() { return arguments } }', 'k'],
    ['() => class { [this.a]() {} }', 'this'],
    ['() => class { #a() { return () => this.#a() } }'],
    ['class A { m() { return A + b } }', 'b'],
    ['() => class { a = b; a = () => this; b = arguments0 }', 'b', 'arguments0'],
    ['() => class { static { var v; let w; function f() {} } static { v; w; f } }', 'v', 'w', 'f'],
    ['() => class { #a; static m(o) { return #a in o && #b in o } }', '#b'],
    ['() => class { #a; m() { return class { #b; n(o) { return o.#a + o.#b + o.#c } } } }', '#c'],
    ['() => class extends (class A {}) { m() { return A } }', 'A'],
    ['() => class extends f(this) { [new.target] = 1 }', 'f', 'this', 'new.target'],
    ['() => class A { static a = A; [b] = c; static [d] = e; "f"() {} }', 'b', 'c', 'd', 'e'],
    ['() => class { get [a]() { return b } set [a](v) { c = v } static async *d() { yield e } }', 'a', 'b', 'c', 'e'],
    ['class extends (await import("x")).B { m() { return a } }', 'a'],
  ],
  'what only the surroundings have': [
    ['() => this.x', 'this'],
    ['() => () => this', 'this'],
    ['function () { return () => this }'],
    ['() => function () { return this }'],
    ['() => ({ m() { return this }, f: () => this })', 'this'],
    ['() => arguments[0]', 'arguments'],
    ['(a = arguments) => a', 'arguments'],
    ['function (a = arguments, b = () => arguments, c = this, d = new.target) {}'],
    ['(a = this) => a', 'this'],
    ['function () { return class { [arguments[0]] = this } }'],
    ['() => { with (o) eval("x") }', 'o', 'eval()', 'eval'],
    ['() => eval?.("x")', 'eval()', 'eval'],
    ['() => import.meta?.url', 'import.meta'],
    ['() => import("./x.js", { with: { type: t } })', 'import()', 't'],
    ['function () { return () => arguments }'],
    ['(arguments) => arguments'],
    ['() => new.target', 'new.target'],
    ['function () { return () => new.target }'],
    ['() => super.x', 'super'],
    ['m() { return super.m() }', 'super'],
    ['m() { return { n() { return super.n() } } }'],
    ['() => ({ f: () => super.x })', 'super'],
    ['() => eval("x")', 'eval()', 'eval'],
    ['() => (0, eval)("x")', 'eval'],
    ['() => import.meta.url', 'import.meta'],
    ['() => import.meta.url + import.meta["dirname"]', 'import.meta'],
    ['() => ({ ...import.meta })', 'import.meta'],
    ['() => import("./x.js")', 'import()'],
    ['(x) => import(x, { with: y })', 'import()', 'y'],
    ['() => import("node:fs")', 'import(builtin)'],
    ['() => import("fs")', 'import(builtin)'],
  ],
  'typeof': [
    ['() => typeof a', 'a?'],
    ['() => typeof a === "function" ? a() : 0', 'a?'],
    ['() => typeof a.b', 'a'],
    ['() => { { typeof a } a() }', 'a?'],
    ['(a) => typeof a'],
  ],
  'texts that are no expressions': [
    ['m(a) { return a + b }', 'b'],
    ['async m() { await a }', 'a'],
    ['*m() { yield a }', 'a'],
    ['async *m() { yield a }', 'a'],
    ['get m() { return a }', 'a'],
    ['set m(v) { a = v }', 'a'],
    ['["a" + 1](x) { return x + y }', 'y'],
    ['[key](x) { return x }'],
    ['"quoted name"() { return a }', 'a'],
    ['7() { return a }', 'a'],
    ['async() { return a }', 'a'],
    ['get() { return a }', 'a'],
    ['static() { return a }', 'a'],
    ['if(x) { return a }', 'a'],
    ['[await f()](x) { return x + y }', 'y'],
    ['[yield](x) { return x + y }', 'y'],
    ['get [`a${b}`]() { return arguments }'],
    ['#secret() { return a + this.#secret() }', 'a', '#secret'],
    ['async *#secret() { yield a }', 'a'],
  ],
  'async functions as compilers write them for old engines': [
    ['() => __awaiter(this, void 0, void 0, function* () { yield a })', '__awaiter', 'a'],
    ['() => __awaiter(this, arguments, void 0, function* () { yield a })', '__awaiter', 'a'],
    ['() => tslib_1.__awaiter(this, void 0, void 0, function* () {})', 'tslib_1'],
    ['() => (0, tslib_1.__awaiter)(this, void 0, void 0, function* () {})', 'tslib_1'],
    ['() => __async(this, null, function* () {})', '__async'],
    ['(...args_1) => __awaiter(this, [...args_1], void 0, function* (a, b = 1) {})', '__awaiter', 'this'],
    ['() => __awaiter(this, void 0, void 0, function* () { yield () => this.a })', '__awaiter', 'this'],
    ['() => __awaiter(this, void 0, void 0, function* () { arguments; function f() { this } })', '__awaiter'],
    ['() => __awaiter(this, arguments, void 0, function* () { arguments[0] })', '__awaiter', 'arguments'],
    ['() => __awaiter(this, arguments, void 0, function* (a) {})', '__awaiter', 'this', 'arguments'],
    ['() => __awaiter(p, void 0, void 0, function* () { this })', '__awaiter', 'p'],
    ['() => other(this, function* () {})', 'other', 'this'],
    ['function () { return __awaiter(this, arguments, void 0, function* () { this }) }', '__awaiter'],
  ],
  'sloppy code': [
    ['function () { return 010 + a }', 'a'],
    ['(let, static) => let + static + yield', 'yield'],
    ['function (a, a) { return a }'],
  ],
  'newest syntax': [
    ['() => (a ?? b) || c?.d?.(e)', 'a', 'b', 'c', 'e'],
    ['(a) => { a ||= b; a &&= c; a ??= d }', 'b', 'c', 'd'],
    ['() => 1_000n ** 2n'],
    ['() => /[\\p{L}--[a-z]]/v'],
    ['async () => { await using a = b }', 'b'],
  ],
}

describe('freeNames', () => {
  for (const [title, cases] of Object.entries(CASES)) {
    describe(title, () => {
      for (const [text, ...free] of cases) {
        it(text, () => void expect(freeIn(text)).to.deep.equal(free))
      }
    })
  }

  const ASSIGNED: Readonly<Record<string, boolean>> = {
    '() => { x = 1 }': true,
    '() => { x += 1 }': true,
    '() => { x ??= 1 }': true,
    '() => x--': true,
    '() => [x] = o': true,
    '() => ({ a: [...x] } = o)': true,
    '() => ({ x } = o)': true,
    '() => ({ x = 1 } = o)': true,
    '() => { for (x of o); }': true,
    '() => { for ([x] in o); }': true,
    '() => { x; return () => function () { x++ } }': true,
    '() => x': false,
    '() => typeof x': false,
    '() => delete x.y': false,
    '() => { x.y = 1; x.z++; [x[0]] = o }': false,
    '() => ({ a = x, [x]: b } = o)': false,
    '() => { for (const a of x); }': false,
    '() => { { let x; x = 1 } return x }': false,
  }
  for (const [text, assigned] of Object.entries(ASSIGNED)) {
    it(`${text} assigns to x: ${assigned}`, () => void expect(freeNames(text)!.free.get('x')).to.include({ assigned }))
  }

  const MEMBERS: Readonly<Record<string, readonly string[] | undefined>> = {
    '() => x.a + x.b(x.a.c)': ['a', 'b'],
    '() => () => x?.a': ['a'],
    '() => [new x.A(), x.b`t`, typeof x.c, ...x.d]': ['A', 'b', 'c', 'd'],
    '() => x.a + x': undefined,
    '() => x.a + f(x)': undefined,
    '() => x.a + x[b]': undefined,
    '() => x["a"]': undefined,
    '() => x()': undefined,
    '() => { x.a = 1 }': undefined,
    '() => { x.a++ }': undefined,
    '() => { [x.a] = o }': undefined,
    '() => { for (x.a of o); }': undefined,
    '() => delete x.a': undefined,
    '() => delete x?.a': undefined,
    '() => ({ ...x })': undefined,
    '() => ({ x })': undefined,
    '() => { const { a } = x }': undefined,
    '() => x.#a': undefined,
    '() => { x.a.b = 1 }': ['a'],
    '() => { x.a; { const x = 1; x } }': ['a'],
  }
  for (const [text, members] of Object.entries(MEMBERS)) {
    it(`members of x in ${text}`, () => void expect(freeNames(text)!.free.get('x')!.members).to.deep.equal(members))
  }

  it('names are in the order of their first use, with the positions of all', () => {
    const { free } = freeNames('m() { return [() => bb, a, bb] }')!
    expect([...free].map(([name, { indexes }]) => [name, ...indexes])).to.deep.equal([
      ['bb', 20, 27],
      ['a', 24],
    ])
  })

  it('a function tells whether it uses the name it gives itself', () => {
    expect(freeNames('function f() { return f() }')).to.include({ usesItself: true })
    expect(freeNames('function f() { return 1 }')).to.include({ usesItself: false })
    expect(freeNames('function f(f) { return f }')).to.include({ usesItself: false })
  })

  it('of the name it gives itself, it tells how it is used', () => {
    const { self, free } = freeNames('function f() { return f.cache ?? g(f) }')!
    expect(self).to.deep.include({ name: 'f' })
    expect(self!.use).to.deep.include({ indexes: [22, 35], assigned: false, members: undefined })
    expect([...free.keys()]).to.deep.equal(['g'])
    expect(freeNames('() => f')!.self).to.equal(undefined)
  })

  it('a text is described by its form', () => {
    expect(freeNames('async *m() {}')).to.include({ kind: 'function', method: true, async: true, generator: true })
    expect(freeNames('async () => {}')).to.include({ kind: 'arrow', method: false, async: true, anchor: 0 })
    expect(freeNames('function f() {}')).to.include({ kind: 'function', method: false, anchor: 10 })
    expect(freeNames('class { a = 1; constructor() {} }')).to.include({ kind: 'class', anchor: 26 })
    expect(freeNames('["(" + 1](x) {}')).to.include({ anchor: 9 })
    expect(freeNames('() => 010')).to.include({ strict: false })
    expect(freeNames('() => 10')).to.include({ strict: true })
  })

  it('what is no function has no answer', () => {
    const native = 'function () { [native code] }'
    for (const text of [native, '1 + 1', 'a b', '', '}, {', 'a() {}, b() {}', '() => 1; evil()']) {
      expect(freeNames(text), text).to.equal(undefined)
    }
  })
})
