import { expect } from 'chai'
import { cellEdits } from '../../lib/closure/text/cells.js'
import { freeNames } from '../../lib/closure/text/free-names.js'
import { anchorIn, expressionText, superMethodText } from '../../lib/closure/text/text.js'

type Method = (this: unknown, ...args: unknown[]) => unknown

function evaluate(expression: string, names: Readonly<Record<string, unknown>> = {}): Method {
  return Function(...Object.keys(names), `"use strict"; return (${expression})`)(...Object.values(names)) as Method
}

const METHODS: readonly (readonly [text: string, expression: string])[] = [
  ['m(a, b = 1) { return a + b }', '({method(a, b = 1) { return a + b }}).method'],
  ['async m(a) { await a }', '({async method(a) { await a }}).method'],
  ['*m() { yield 1 }', '({* method() { yield 1 }}).method'],
  ['async *m() { yield 1 }', '({async * method() { yield 1 }}).method'],
  ['get m() { return 1 }', '({method() { return 1 }}).method'],
  ['set m(v) { this.v = v }', '({method(v) { this.v = v }}).method'],
  ['"a (b"() {}', '({method() {}}).method'],
  ['[f("(")](x) { return x }', '({method(x) { return x }}).method'],
  ['12(x) {}', '({method(x) {}}).method'],
  ['async() {}', '({method() {}}).method'],
  ['async async() {}', '({async method() {}}).method'],
  ['get() {}', '({method() {}}).method'],
  ['get get() {}', '({method() {}}).method'],
  ['set set(v) {}', '({method(v) {}}).method'],
  ['static() {}', '({method() {}}).method'],
  ['class() {}', '({method() {}}).method'],
  ['get /* ( */ m() {}', '({method() {}}).method'],
  ['m(f = () => function () {}) { return f }', '({method(f = () => function () {}) { return f }}).method'],
]

describe('expressionText', () => {
  for (const [text, expression] of METHODS) {
    it(text, () => void expect(expressionText(text, freeNames(text)!)).to.equal(expression))
  }

  it('functions and classes are expressions already', () => {
    for (const text of ['(a) => a', 'async function* f() {}', 'class A { m() {} }']) {
      expect(expressionText(text, freeNames(text)!)).to.equal(text)
    }
  })

  it('other edits are made in the same go', () => {
    const text = '["m" + n](a = n) { return import.meta.url + n }'
    const analysis = freeNames(text)!
    const edits = cellEdits(analysis, new Map([['n', 'n$.v']]))
    expect(expressionText(text, analysis, edits)).to.equal('({method(a = n$.v) { return $importMeta.url + n$.v }}).method')
  })

  it('import.meta gets a name that is as long, whatever is done with it', () => {
    const text = '() => [import.meta.url, import.meta, import . meta.env]'
    expect(expressionText(text, freeNames(text)!)).to.equal('() => [$importMeta.url, $importMeta, $importMeta  .env]')
  })

  it('the anchor is where the parameters begin', () => {
    for (const text of ['m(a) {}', 'async *["("](a) {}', 'function f(a) {}', 'function /* ( */ f(a) {}']) {
      const analysis = freeNames(text)!
      const expression = expressionText(text, analysis)
      expect(expression.slice(anchorIn(expression, analysis)), text).to.match(/^\(a\) \{\}/)
    }
  })
})

describe('superMethodText', () => {
  const home = { greet: () => 'hello', get size() { return 2 } }

  it('super is the object of that name', () => {
    const text = 'greet(name) { return `${super.greet()} ${name}` }'
    const greet = evaluate(superMethodText(text, freeNames(text)!, '$home'), { $home: home })
    expect(greet('world')).to.equal('hello world')
  })

  it('also in getters, setters and generators', () => {
    const get = 'get size() { return super.size + this.more }'
    expect(evaluate(superMethodText(get, freeNames(get)!, 'h'), { h: home }).call({ more: 1 })).to.equal(3)
    const set = 'set size(value) { super.other = value }'
    const self = { other: 0 }
    evaluate(superMethodText(set, freeNames(set)!, 'h'), { h: home }).call(self, 7)
    expect(self).to.deep.equal({ other: 7 })
    const all = '* all() { yield* [super.size, super.greet()] }'
    const generator = evaluate(superMethodText(all, freeNames(all)!, 'h'), { h: home })
    expect([...(generator() as Iterable<unknown>)]).to.deep.equal([2, 'hello'])
  })

  it('the anchor is where the parameters begin', () => {
    const text = 'async m(a) { super.m() }'
    const expression = superMethodText(text, freeNames(text)!, '$home')
    expect(expression.slice(anchorIn(expression, freeNames(text)!))).to.equal('(a) { super.m() }}).method')
  })
})
