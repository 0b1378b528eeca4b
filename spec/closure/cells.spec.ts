import { expect } from 'chai'
import { cellEdits } from '../../lib/closure/text/cells.js'
import { edit } from '../../lib/closure/text/edits.js'
import { freeNames } from '../../lib/closure/text/free-names.js'

/** The text with every free `n` taken from a cell. */
function withCell(text: string): string {
  return edit(text, cellEdits(freeNames(text)!, new Map([['n', 'n$.v']])))
}

const CASES: readonly (readonly [text: string, edited: string])[] = [
  ['() => n + 1', '() => n$.v + 1'],
  ['() => ++n + n--', '() => ++n$.v + n$.v--'],
  ['() => { n = 1; n += 2; n ??= 3 }', '() => { n$.v = 1; n$.v += 2; n$.v ??= 3 }'],
  ['() => ({ n, m: n, [n]: 1, n() {} })', '() => ({ n:n$.v, m: n$.v, [n$.v]: 1, n() {} })'],
  ['() => ({ n } = o)', '() => ({ n:n$.v } = o)'],
  ['() => ({ n = 1 } = o)', '() => ({ n:n$.v = 1 } = o)'],
  ['() => ({ m: n = 1, ...n } = o)', '() => ({ m: n$.v = 1, ...n$.v } = o)'],
  ['() => [n, n = 1, [n], ...n] = o', '() => [n$.v, n$.v = 1, [n$.v], ...n$.v] = o'],
  ['({ a = n }) => { const { b = n } = a }', '({ a = n$.v }) => { const { b = n$.v } = a }'],
  ['() => n(1).then(n?.())', '() => (0,n$.v)(1).then((0,n$.v)?.())'],
  ['() => n.m() + new n()', '() => n$.v.m() + new n$.v()'],
  ['() => n`x${n}`', '() => (0,n$.v)`x${n$.v}`'],
  ['() => { a = b\nn() }', '() => { a = b\n0,(0,n$.v)() }'],
  ['() => { if (a) n()\nelse n`` }', '() => { if (a) 0,(0,n$.v)()\nelse 0,(0,n$.v)`` }'],
  ['() => typeof n', '() => typeof n$.v'],
  ['() => { for (n of [n]); for (n in {}); }', '() => { for (n$.v of [n$.v]); for (n$.v in {}); }'],
  ['() => { for ({ n } of []); }', '() => { for ({ n:n$.v } of []); }'],
  ['() => { { let n } function f(n) { n } n }', '() => { { let n } function f(n) { n } n$.v }'],
  ['() => { n: for (;;) break n; o.n; o?.n }', '() => { n: for (;;) break n; o.n; o?.n }'],
  ['() => { n = () => {} }', '() => { n$.v = ({n:() => {}}).n }'],
  ['() => { [n = class {}] = [] }', '() => { [n$.v = ({n:class {}}).n] = [] }'],
  ['() => { n = function f() {} }', '() => { n$.v = function f() {} }'],
  ['() => class extends n { [n] = n }', '() => class extends n$.v { [n$.v] = n$.v }'],
  ['m() { return n }', 'm() { return n$.v }'],
  ['class { [n]() { return n } }', 'class { [n$.v]() { return n$.v } }'],
  ['function n() { return n() }', 'function n() { return (0,n$.v)() }'],
]

describe('cellEdits', () => {
  for (const [text, edited] of CASES) {
    it(text.replaceAll('\n', '\\n'), () => void expect(withCell(text)).to.equal(edited))
  }

  it('the edited text does with the cell what the text does with the variable', () => {
    const text = `() => {
      const seen = []
      const add = x => seen.push(x)
      add(n++)
      ;({ n, m: n = n } = { n: 5 })
      for (n of [1, 2]) add(n)
      add({ n }.n)
      n = function () { return this === undefined }
      add(n.name)
      const last = add
      n()
      add(n())
      return seen
    }`
    const evaluate = (params: string, body: string) => Function(params, `"use strict"; return (${body})()`)
    expect(evaluate('n$', withCell(text))({ v: 3 })).to.deep.equal(evaluate('n', text)(3))
  })

  it('what calls for no cell stays as it is', () => {
    const analysis = freeNames('() => n + m')!
    expect(cellEdits(analysis, new Map([['x', 'x$.v']]))).to.deep.equal([])
  })
})
