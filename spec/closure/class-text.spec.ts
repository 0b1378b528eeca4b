import { expect } from 'chai'
import { classEdits } from '../../lib/closure/text/class-text.js'
import type { ClassNames } from '../../lib/closure/text/class-text.js'
import { cellEdits } from '../../lib/closure/text/cells.js'
import { freeNames } from '../../lib/closure/text/free-names.js'
import type { Analysis } from '../../lib/closure/text/free-names.js'
import type { ClassForm } from '../../lib/closure/text/class-form.js'
import { expressionText } from '../../lib/closure/text/text.js'

function analyse(text: string): Analysis & { readonly class: ClassForm } {
  return freeNames(text) as Analysis & { readonly class: ClassForm }
}

function textOf(text: string, names: ClassNames = {}): string {
  const analysis = analyse(text)
  return expressionText(text, analysis, classEdits(text, analysis, names))
}

function freeIn(text: string): string[] {
  return [...analyse(text).free.keys()]
}

describe('what a class needs', () => {
  it('neither what it extends nor what its static parts did', () => {
    const text = 'class A extends mix(B) { static c = d; static { e() } static [f] = g; m() { h } x = i }'
    expect(freeIn(text)).to.deep.equal(['h', 'i'])
  })

  it('the names in computed keys are told apart', () => {
    const { free, class: form } = analyse('class A { [k]() { return x } static [this.a + b] = 1; [A.c] = y }')
    expect([...free.keys()]).to.deep.equal(['x', 'y'])
    expect(form.keys.map((key) => [...key.free.keys()])).to.deep.equal([['k'], []])
  })

  it('a name that stays is reported though a part that is left out has it too', () => {
    const text = 'class extends a { static b = a; m() { return a } }'
    expect(freeNames(text)!.free.get('a')!.indexes).to.deep.equal([text.lastIndexOf('a')])
  })
})

describe('the form of a class', () => {
  it('what it extends', () => {
    const text = 'class A extends (mix(B)) {}'
    const { heritage } = analyse(text).class
    expect(text.slice(...heritage!)).to.equal('mix(B)')
    expect(analyse('class {}').class).to.include({ heritage: undefined, extendsNull: false })
    expect(analyse('class extends null {}').class).to.include({ heritage: undefined, extendsNull: true })
  })

  it('its computed keys, with the members as the engine gives their texts', () => {
    const text = 'class { async *[a]() {} static /* s */ get [b + 1]() {} [c] = 1; static ["d"](x) {} set [f()](v) {} }'
    const { keys } = analyse(text).class
    const seen = keys.map(({ range, member, kind }) => [text.slice(...range), text.slice(...member), kind])
    expect(seen).to.deep.equal([
      ['a', 'async *[a]() {}', 'method'],
      ['b + 1', 'get [b + 1]() {}', 'get'],
      ['c', '[c] = 1;', 'field'],
      ['"d"', '["d"](x) {}', 'method'],
      ['f()', 'set [f()](v) {}', 'set'],
    ])
    expect(keys.map((key) => key.static)).to.deep.equal([false, true, false, true, false])
    expect(keys.map((key) => key.eager)).to.deep.equal([false, true, false, false, true])
  })

  it('the ranges of members are those of the texts of the real methods', () => {
    class Real {
      static async ['one']() {}
      static /* two */ *['two']() {}
      static ['static']() {}
    }
    const text = String(Real)
    const members = analyse(text).class.keys.map(({ member }) => text.slice(...member))
    expect(members).to.deep.equal([String(Real.one), String(Real.two), String(Real.static)])
  })

  it('well-known symbols as keys run no code of the user', () => {
    expect(analyse('class { *[Symbol.iterator]() {} }').class.keys[0]).to.include({ eager: false })
  })

  const STATES: Readonly<Record<string, Partial<ClassForm>>> = {
    'class { a = 1; static b = 2; static { this.c = 3 } }': { hasPrivateInstanceState: false },
    'class { #a = 1 }': { hasPrivateInstanceState: true },
    'class { #m() {} }': { hasPrivateInstanceState: true },
    'class { get #a() {} }': { hasPrivateInstanceState: true },
    'class { static #m() {} }': { hasPrivateInstanceState: false },
    'class { static #a = 1 }': { hasPrivateInstanceState: false },
  }
  for (const [text, form] of Object.entries(STATES)) {
    it(text, () => void expect(analyse(text).class).to.include(form))
  }

  it('private static fields are found with what they begin as', () => {
    const text = 'class { static #a = f(); static #b; static c = 1; static { this.#b = 2 } static #m() {} }'
    const { privateStatics, statics } = analyse(text).class
    expect(privateStatics.map(({ name, value }) => [name, text.slice(...value)])).to.deep.equal([['#a', 'f()'], ['#b', '']])
    expect(statics.map((range) => text.slice(...range))).to.deep.equal(['static c = 1;', 'static { this.#b = 2 }'])
    expect([...analyse(text).free.keys()]).to.deep.equal([])
  })
})

describe('classEdits', () => {
  it('gives a class that does what the original does, without its static parts', () => {
    const text = 'class A extends mixin(Base) { static made = fail(); [key()]() { return super.m() + 1 } }'
    const edited = textOf(text, { superName: '$super', keyNames: ['$key'] })
    class Base {
      m() {
        return 1
      }
    }
    const A = Function('$super', '$key', `return (${edited})`)(Base, 'n') as new () => { n(): number }
    expect(new A().n()).to.equal(2)
    expect(Object.keys(A)).to.deep.equal([])
  })

  it('what it extends and its keys get names, in the same columns', () => {
    const text = 'class A extends mixin(B) { [key + 1]() { return 1 } [other]() {} }'
    expect(textOf(text, { superName: '$super', keyNames: ['$k0'] })).to.equal(
      'class A extends $super   { [$k0    ]() { return 1 } [other]() {} }',
    )
  })

  it('static parts are left out, lines and columns stay', () => {
    const text = 'class A {\n  static a = [\n    1\n  ]\n  static { b() }\n  m() {} static c; n() {}\n}'
    expect(textOf(text)).to.equal(
      'class A {\n  ;           \n     \n   \n  ;             \n  m() {} ;         n() {}\n}',
    )
  })

  it('the end of a field before a static one is not lost', () => {
    const text = 'class { a = 1\n static b = 2; *c() {} }'
    expect(textOf(text)).to.equal('class { a = 1\n ;             *c() {} }')
    expect(freeNames(textOf(text))).to.not.equal(undefined)
  })

  it('private static fields stay, and get their values by name', () => {
    const text = 'class A { static #n = A.a + 1; static #m; static m = new Map(); static next() { return ++this.#n } }'
    expect(textOf(text, { privateNames: ['$p0', '$p1'] })).to.equal(
      'class A { static #n = $p0    ; static #m=$p1; ;                     static next() { return ++this.#n } }',
    )
  })

  it('other edits go together with it', () => {
    const text = 'class A extends n { [n]() { return n } static s = n }'
    const analysis = analyse(text)
    const cells = cellEdits(analysis, new Map([['n', 'n$.v']]))
    expect(expressionText(text, analysis, [...classEdits(text, analysis, { superName: '$s' }), ...cells])).to.equal(
      'class A extends $s { [n$.v]() { return n$.v } ;            }',
    )
  })
})
