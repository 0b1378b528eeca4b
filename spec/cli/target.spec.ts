import { expect } from 'chai'
import { CommandError } from '../../lib/cli/command-error.js'
import { parseTarget, pickFunction } from '../../lib/cli/target.js'

const resize = () => {}
const EXPORTS = { resize, crop: () => {}, limit: 5, nothing: null, options: {}, list: [], 'module.exports': () => {} }

describe('allcores bench: the function to measure', () => {
  const targets = [
    ['./a.js#resize', './a.js', 'resize'],
    ['./a.js', './a.js', 'default'],
    ['./a.js#', './a.js', 'default'],
    ['./a.js#default', './a.js', 'default'],
    ['C:\\dir\\a.js#b', 'C:\\dir\\a.js', 'b'],
    ['./a#b/c.js#d', './a#b/c.js', 'd'],
  ] as const
  for (const [text, file, name] of targets) {
    it(`reads ${text} as ${name} of ${file}`, () => {
      expect(parseTarget(text)).to.deep.equal({ file, name })
    })
  }

  for (const text of ['', '#resize']) {
    it(`refuses '${text}'`, () => {
      expect(() => parseTarget(text)).to.throw(CommandError, `expected a file and an export, such as ./file.js#resize, got '${text}'`)
    })
  }

  it('is found among the exports', () => {
    expect(pickFunction(EXPORTS, { file: 'a.js', name: 'resize' })).to.equal(resize)
    expect(pickFunction({ default: resize }, { file: 'a.js', name: 'default' })).to.equal(resize)
  })

  const LIST = 'The functions that it exports are resize, crop.'
  const wrong = [
    ['resiz', `a.js has no export 'resiz'. ${LIST} Did you mean 'resize'?`],
    ['rotate', `a.js has no export 'rotate'. ${LIST} Name it like this: a.js#resize`],
    ['default', `a.js has no default export. ${LIST} Name it like this: a.js#resize`],
    ['toString', `a.js has no export 'toString'. ${LIST}`],
    ['limit', `The export 'limit' of a.js is no function but a number. ${LIST}`],
    ['nothing', `The export 'nothing' of a.js is no function but null. ${LIST}`],
    ['options', `The export 'options' of a.js is no function but an object. ${LIST}`],
    ['list', `The export 'list' of a.js is no function but an array. ${LIST}`],
  ] as const
  for (const [name, message] of wrong) {
    it(`is not ${name}, and what there is is told`, () => {
      expect(() => pickFunction(EXPORTS, { file: 'a.js', name })).to.throw(CommandError, message).with.property('exitCode', 2)
    })
  }

  it('is not in a file without functions', () => {
    expect(() => pickFunction({ a: 1 }, { file: 'a.js', name: 'b' })).to.throw('It exports no function at all')
  })
})
