import { expect } from 'chai'
import { blank, edit, replaceBy, unusedName } from '../../lib/closure/text/edits.js'

describe('edit', () => {
  it('applies edits by their position in the original, in any order', () => {
    expect(edit('abcdef', [[4, 5, 'EE'], [0, 1, ''], [2, 2, '+']])).to.equal('b+cdEEf')
  })

  it('an edit inside of another one is dropped', () => {
    expect(edit('abcdef', [[2, 3, '!'], [1, 4, '-'], [4, 4, '+']])).to.equal('a-+ef')
  })

  it('blanks lie on as many lines', () => {
    expect(blank('ab\n\r\n cd\u2028e')).to.equal('  \n\r\n   \u2028 ')
  })

  it('a name in place of an expression leaves the rest in its line and column, if there is room', () => {
    const put = (name: string, text: string, ...range: [number, number]) => edit(text, [replaceBy(name, text, range)])
    expect(put('$s', 'a extends mix(b) {', 10, 16)).to.equal('a extends $s     {')
    expect(put('$longer', 'a extends B {', 10, 11)).to.equal('a extends $longer {')
    expect(put('$s', 'a extends[B][0] {', 9, 15)).to.equal('a extends $s    {')
    expect(put('$super', 'a extends f(\nB) {', 10, 15)).to.equal('a extends $super  \n   {')
  })

  it('an unused name is in no part of the text', () => {
    expect(unusedName('n$', 'n + m')).to.equal('n$')
    expect(unusedName('n$', 'an$w + n$$')).to.equal('n$$$')
  })
})
