import { inspect } from 'node:util'
import { expect } from 'chai'
import { OptionError } from '../../lib/model/errors.js'
import { oneOf, quoted } from '../../lib/options/checks.js'

const FRUIT = ['apple', 'pear', 'redCurrant'] as const

describe('oneOf', () => {
  it('gives the first for undefined, any other as it is', () => {
    expect(oneOf('fruit', FRUIT, undefined)).to.equal('apple')
    expect(oneOf('fruit', FRUIT, 'pear')).to.equal('pear')
  })

  it('refuses what is not in the list, and lists it', () => {
    expect(() => oneOf('fruit', FRUIT, 'stone'))
      .to.throw(OptionError, /^fruit must be 'apple', 'pear' or 'redCurrant', got: 'stone'$/)
      .that.includes({ code: 'ERR_INVALID_OPTION', option: 'fruit' })
  })

  it('says what was probably meant', () => {
    expect(() => oneOf('fruit', FRUIT, 'red_currant')).to.throw("got: 'red_currant'. Did you mean 'redCurrant'?")
  })

  for (const given of [null, 0, false, ['apple'], new String('apple')]) {
    it(`refuses ${inspect(given)}`, () => {
      expect(() => oneOf('fruit', FRUIT, given)).to.throw(OptionError, 'fruit must be')
    })
  }
})

describe('quoted', () => {
  it('joins words as a sentence does', () => {
    expect(quoted(['a'])).to.equal("'a'")
    expect(quoted(['a', 'b'])).to.equal("'a' or 'b'")
    expect(quoted(['a', 'b', 'c'])).to.equal("'a', 'b' or 'c'")
  })
})
