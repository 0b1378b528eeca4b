import { expect } from 'chai'
import { evaluate } from '../../lib/options/arithmetic.js'

const NAMES = { nJobs: 4, huge: 2e6 }

describe('evaluate', () => {
  const values: readonly (readonly [string, number])[] = [
    ['2*6', 12],
    ['2**6', 64],
    ['1 + 2*3**(4) / (6 + -7)', -161],
    ['(20 // 3) % 5', 1],
    ['1e6', 1_000_000],
    ['7 - 4 - 2', 1],
    ['16 / 4 / 2', 2],
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['-2**2', -4],
    ['(-2)**2', 4],
    ['2**-1', 0.5],
    ['2**3**2', 512],
    ['--3', 3],
    ['+3', 3],
    ['2 - -3', 5],
    ['-7 // 2', -4],
    ['7 // -2', -4],
    ['-7 // -2', 3],
    ['1 // 0.1', 9],
    ['7.5 // 2', 3],
    ['-7 % 3', 2],
    ['7 % -3', -2],
    ['-6 % 3', 0],
    ['-7 * 2 % 3', 1],
    ['9. + .5', 9.5],
    ['1e3 + 1.5E-1 + 2e+1', 1020.15],
    ['  3\t', 3],
    ['0', 0],
    ['2 * nJobs', 8],
    ['nJobs**nJobs', 256],
  ]
  for (const [expression, value] of values) {
    it(`gives ${value} for ${expression}`, () => expect(evaluate(expression, NAMES)).to.be.closeTo(value, 1e-9))
  }

  const unsupported = [
    "exec('import os')",
    'print(1)',
    'import os',
    '1+1; import os',
    "' ' * 10**10",
    '`1`',
    '1^1',
    '1/0',
    '0/0',
    '1//0',
    '1%0',
    '0**-1',
    '(-8)**0.5',
    '9.**10000.',
    '9. ** 10000.',
    '',
    ' ',
    '()',
    '(1',
    '1)',
    '1 2',
    '1.5.2',
    '01',
    '0x10',
    '1_000',
    '1e',
    '.',
    '1 +',
    '* 2',
    '2 * * 3',
    '2 nJobs',
    'njobs',
    'constructor',
    '__proto__',
    'nJobs.length',
    '1 if 1 else 2',
    '~1',
    '1, 2',
    'Infinity',
    'NaN',
  ]
  for (const expression of unsupported) {
    it(`refuses ${JSON.stringify(expression)} as not valid or supported`, () => {
      const message = `"${expression}" is not a valid or supported arithmetic expression`
      expect(() => evaluate(expression, NAMES)).to.throw(SyntaxError, message)
    })
  }

  const tooLarge: readonly (readonly [string, string])[] = [
    ['1e7', '10000000'],
    ['1000001', '1000001'],
    ['1e309', 'Infinity'],
    ['10**7', '10000000'],
    ['9**9**9', '387420489'],
    ['(9**9)**9', '387420489'],
    ['0 * (10**9)', '1000000000'],
    ['-1000 * 1001', '-1001000'],
    ['1e6 + 1', '1000001'],
    ['huge', '2000000'],
  ]
  for (const [expression, number] of tooLarge) {
    it(`refuses ${expression} because ${number} is too large`, () => {
      const message = `${number} in "${expression}" is too large: at most 1000000`
      expect(() => evaluate(expression, NAMES)).to.throw(RangeError, message)
    })
  }

  it('takes 30 characters', () => {
    expect(evaluate(`1${'+1'.repeat(14)} `, NAMES)).to.equal(15)
  })

  it('refuses 31 characters before it reads them', () => {
    const tooLong = `1${'+1'.repeat(15)}`
    expect(() => evaluate(tooLong, NAMES)).to.throw(RangeError, 'is too long: at most 30 characters, got 31')
    expect(() => evaluate('('.repeat(100_000), NAMES)).to.throw(RangeError, 'is too long')
  })
})
