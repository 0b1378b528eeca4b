import { expect } from 'chai'
import { transformSync } from 'esbuild'
import { thisUses } from '../../lib/closure/text/this-uses.js'

/** What a text uses: members, `super.` members, `#privates`, and `…` for anything. */
function usesOf(text: string): string[] | undefined {
  const uses = thisUses(text)
  if (!uses) return undefined
  const { members, inherited, privates, escapes } = uses
  return [...members, ...inherited.map((name) => `super.${name}`), ...privates, ...(escapes ? ['…'] : [])]
}

const CASES: Readonly<Record<string, readonly (readonly [text: string, ...uses: string[]])[]>> = {
  'forms of methods': [
    ['m(i) { return this.data[i] * this.factor }', 'data', 'factor'],
    ['async m() { return await this.a }', 'a'],
    ['*m() { yield* this.a }', 'a'],
    ['async *m() { for await (const x of this.a) yield x }', 'a'],
    ['get m() { return this.a }', 'a'],
    ['set m(value) { this.a = value }', 'a'],
    ["'a b'() { return this.a }", 'a'],
    ['[key]() { return this.a }', 'a'],
    ['function () { return this.a }', 'a'],
    ['async function m() { return this.a }', 'a'],
    ['() => this.a', 'a'],
    ['async (x) => { await this.a(x) }', 'a'],
    ['m(a = this.b, { c = this.d } = {}) {}', 'b', 'd'],
    ['m() {}'],
    ['class { m() { return this.a } }'],
  ],
  'uses of a property': [
    ['m() { this.a(); this.b?.(); this?.c; this.d.e.f }', 'a', 'b', 'c', 'd'],
    ['m() { this.a = 1; this.b++; this.c += 2; delete this.d; [this.e, { x: this.f }] = [] }', 'a', 'b', 'c', 'd', 'e', 'f'],
    ["m() { return this['a b'] + this[0] }", 'a b', '0'],
    ['m() { return `${this.a}` + typeof this.b + this.c`x` }', 'a', 'b', 'c'],
    ['m() { for (this.a of []) ; for (const k in this.b) ; }', 'a', 'b'],
    ['m() { return this.constructor.SIZE }', 'constructor'],
    ['m() { return super.a() + super.b + this.c }', 'c', 'super.a', 'super.b'],
  ],
  'destructuring': [
    ['m() { const { a, b: [c], d: { e } = {} } = this; return this.f }', 'a', 'b', 'd', 'f'],
    ["m() { let x; ({ a: x, 'b c': x } = this) }", 'a', 'b c'],
    ['m() { const { a, ...rest } = this }', '…'],
    ['m() { const { [key]: a } = this }', '…'],
    ['m() { const [a] = this }', '…'],
    ['m(i, { a } = this) {}', '…'],
  ],
  'other uses of this and super': [
    ['m() { return helper(this, this.a) }', 'a', '…'],
    ['m() { let self; self = this; return self.a }', '…'],
    ['m() { const [self] = [this]; return self.a }', '…'],
    ['m(name) { return this[name] }', '…'],
    ['m(name) { return super[name] }', '…'],
    ['m() { return this }', '…'],
    ['m() { return { ...this } }', '…'],
    ["m() { return 'a' in this }", '…'],
    ['m() { this.a.call(this) }', 'a', '…'],
    ["m() { eval('1') }", '…'],
  ],
  'functions inside': [
    ['m() { return this.a.map((x) => x * this.b) }', 'a', 'b'],
    ['m() { return () => () => super.a(this.b) }', 'b', 'super.a'],
    ['m() { return function () { return this.a } }'],
    ['m() { return { n() { return this.a + super.b }, c: this.c } }', 'c'],
    ['m() { return class { x = this.a; static { this.b } m() { return this.#p } #p = 1 } }'],
    ['m() { return class extends this.a { [this.b]() {} } }', 'a', 'b'],
    ['m() { const f = () => { const { a } = this } }', 'a'],
  ],
  'another name for this': [
    ['m() { const self = this; return () => self.a + self?.b.c }', 'a', 'b'],
    ['m() { var _this = this; return function () { return _this.a + this.b } }', 'a'],
    ['m() { const self = this; self.a = 1 }', '…'],
    ['m() { const self = this; return helper(self) }', '…'],
    ['m() { let self = this; self = helper(self.a) }', 'a', '…'],
    ['m() { const self = this; { const self = helper; return self } }'],
    ['m() { return function () { const self = this; return self.a } }'],
  ],
  'private names': [
    ['m() { return this.#a + this.#b() }', '#a', '#b'],
    ['m() { return #a in this }', '#a', '…'],
  ],
  'what compilers write': [
    ['m() { return __awaiter(this, void 0, void 0, function* () { return yield this.a(); }); }', 'a'],
    ['m() { return __awaiter(this, arguments, void 0, function* (x = this.b) { return this.a; }); }', '…'],
    ['m() { return (0, tslib_1.__awaiter)(this, void 0, void 0, function* () { this.a = 1; }); }', 'a'],
    ['m() { return __async(this, null, function* () { return yield this.a; }); }', 'a'],
    ['m() { const f = /* @__PURE__ */ __name((x) => x + this.a, "f"); return f(1); }', 'a'],
    ['m() { return __classPrivateFieldGet(this, _Account_count, "f") }', '#count', '…'],
    ['m() { return __privateGet(this, _count) + __privateMethod(this, _Account_instances, add_fn).call(this) }', '#count', '#instances', '…'],
  ],
}

/** `a` is there if more is used of it than its own members, `a: b c` if it is these. */
const PARTS: readonly (readonly [text: string, parts: Readonly<Record<string, readonly string[]>>])[] = [
  ['m() { return this.a.b + this.a?.c() + this.a.b.d }', { a: ['b', 'c'] }],
  ["m() { this.a['b c'] = this.a[0]; delete this.a.d; this.a.e++ }", { a: ['b c', '0', 'd', 'e'] }],
  ['m() { const { b, c: { d } } = this.a; const { e: { f } = {} } = this }', { a: ['b', 'c'], e: ['f'] }],
  ['m() { const { a } = this; return () => a.b + a.c.d }', { a: ['b', 'c'] }],
  ['m() { const a = this.a, b = this?.b; return a.c + [1].map(() => b.d) }', { a: ['c'], b: ['d'] }],
  ['m() { const self = this; return self.a.b }', { a: ['b'] }],
  ['m() { const { a = {} } = this; { const a = helper; a.b } }', { a: [] }],
  ['m() { var a = this.a; var a = this.b; return a.c }', { a: ['c'], b: ['c'] }],
  ['m() { this.a.b; return this.a }', {}],
  ['m() { const { a } = this; return helper(a, a.b) }', {}],
  ['m() { const { a } = this; a.b = 1 }', {}],
  ['m(name) { return this.a[name] + this.b.#c }', {}],
  ['m() { const { b, ...rest } = this.a; const { [key]: c } = this.d; const [e] = this.f }', {}],
]

describe('thisUses', () => {
  describe('of members, which of theirs', () => {
    for (const [text, parts] of PARTS) it(text, () => expect(Object.fromEntries(thisUses(text)!.parts)).to.deep.equal(parts))
  })

  for (const [title, cases] of Object.entries(CASES)) {
    describe(title, () => {
      for (const [text, ...uses] of cases) it(text, () => expect(usesOf(text)).to.deep.equal(uses))
    })
  }

  it('a text that is no JavaScript', () => {
    expect(usesOf('m() { this. }')).to.equal(undefined)
  })

  for (const target of ['es2015', 'es2017', 'es2022']) {
    it(`a class that esbuild has compiled for ${target}, with names kept`, () => {
      const source = `export class Job {
        async run(i) { const { data, ...none } = { data: this.data }; return this.scale(data[i]) ?? (() => this.offset)() }
      }`
      const { code } = transformSync(source, { target, format: 'cjs', keepNames: true })
      const module = { exports: {} as { Job: new () => { run: () => void } } }
      new Function('module', 'exports', code)(module, module.exports)
      const { run } = module.exports.Job.prototype
      expect(usesOf(Function.prototype.toString.call(run))).to.have.members(['data', 'scale', 'offset'])
    })
  }
})
