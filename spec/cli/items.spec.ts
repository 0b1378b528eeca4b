import { expect } from 'chai'
import { CommandError } from '../../lib/cli/command-error.js'
import { assertItems, parseArray, parseLines } from '../../lib/cli/items.js'

describe('allcores bench: items', () => {
  const texts: readonly (readonly [string, string, readonly unknown[]])[] = [
    ['a value a line', '1\n"a"\n{"b":[2]}\nnull\n', [1, 'a', { b: [2] }, null]],
    ['no line end at the end', '1\n2', [1, 2]],
    ['the line ends of Windows', '1\r\n2\r\n', [1, 2]],
    ['empty lines', '\n1\n\n  \n2\n\n', [1, 2]],
    ['a byte order mark', '\uFEFF1\n', [1]],
    ['an array as one item', '[1,2]\n[3]\n', [[1, 2], [3]]],
    ['nothing', '', []],
  ]
  for (const [what, text, items] of texts) {
    it(`are read from lines with ${what}`, () => {
      expect(parseLines(text, 'data.jsonl')).to.deep.equal(items)
    })
  }

  it('name the line that is no JSON', () => {
    expect(() => parseLines('1\n\n{x\n', 'data.jsonl')).to.throw(CommandError, "data.jsonl, line 3: expected JSON, got '{x' (")
  })

  it('are read from an array', () => {
    expect(parseArray(' [1, [2, 3]]\n', 'data.json')).to.deep.equal([1, [2, 3]])
  })

  it('name the file that is no JSON, or no array', () => {
    expect(() => parseArray('1,2', 'data.json')).to.throw(CommandError, "data.json: expected JSON, got '1,2' (")
    expect(() => parseArray('{"a":1}', 'data.json')).to.throw(CommandError, 'data.json: expected an array of items, got { a: 1 }')
  })

  it('must be there', () => {
    expect(() => assertItems([], 'data.jsonl', false)).to.throw(CommandError, 'data.jsonl: expected items, got none.')
  })

  it('must be arrays where they are to be spread', () => {
    expect(() => assertItems([[1], 'ab'], 'stdin', true)).to.throw(CommandError, "item 1 of stdin is 'ab'")
    expect(() => assertItems([[1], 'ab'], 'stdin', false)).not.to.throw()
    expect(() => assertItems([[1], []], 'stdin', true)).not.to.throw()
  })
})
