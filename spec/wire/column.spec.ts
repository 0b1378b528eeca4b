import { expect } from 'chai'
import { argumentsAt, packArguments, packColumn, transferables, unpackColumn } from '../../lib/wire/column.js'
import { transports } from './transports.js'

const numbers = (length: number) => Array.from({ length }, (_, i) => i - 1.5)

describe('packColumn', () => {
  it('packs numbers, keeping every special one', () => {
    const values = [0, -0, NaN, Infinity, -Infinity, 0.1, 2 ** 53, Number.MIN_VALUE]
    const column = packColumn(values)
    expect(column).to.be.instanceOf(Float64Array)
    const back = unpackColumn(column)
    expect(Array.isArray(back)).to.equal(true)
    expect(back.every((value, i) => Object.is(value, values[i]))).to.equal(true)
  })

  const left: [string, unknown[]][] = [
    ['nothing', []],
    ['fewer than 8 numbers', numbers(7)],
    ['undefined as the last', [...numbers(9), undefined]],
    ['a hole', Object.assign(numbers(9), { length: 10 })],
    ['a string as the last', [...numbers(9), '1']],
    ['a BigInt as the first', [1n, ...numbers(9)]],
    ['boxed numbers', numbers(9).map(Object)],
    ['null', [...numbers(9), null]],
    ['Float64Arrays of the user', Array.from({ length: 9 }, () => new Float64Array(2))],
  ]
  for (const [what, values] of left) {
    it(`leaves ${what} alone`, () => {
      const column = packColumn(values)
      expect(column).to.equal(values)
      expect(unpackColumn(column)).to.equal(values)
      expect(transferables(column)).to.deep.equal([])
    })
  }

  it('makes a buffer of its own, that can be moved', () => {
    const values = numbers(8)
    const column = packColumn(values)
    const moved = structuredClone(column, { transfer: transferables(column) })
    expect(column.length, 'the original after the move').to.equal(0)
    expect(unpackColumn(moved)).to.deep.equal(values)
  })

  for (const { name, carry } of transports) {
    it(`survives the way to ${name}`, () => {
      const mixed = [...numbers(9), 'x', undefined]
      expect(unpackColumn(carry(packColumn(numbers(100))))).to.deep.equal(numbers(100))
      expect(unpackColumn(carry(packColumn(mixed)))).to.deep.equal(mixed)
    })
  }
})

describe('packArguments', () => {
  const cases: [string, unknown[][], 'single' | 'lists'][] = [
    ['one argument each', [['a'], ['b'], [['c']]], 'single'],
    ['one undefined each', [[undefined], [undefined]], 'single'],
    ['one number each', numbers(20).map((value) => [value]), 'single'],
    ['one task', [[1]], 'single'],
    ['a task without arguments', [[1], []], 'lists'],
    ['a task with two arguments', [[1], [2], [3, 4]], 'lists'],
    ['two arguments each', [[1, 2], [3, 4]], 'lists'],
    ['no arguments at all', [[], []], 'lists'],
  ]
  for (const [what, lists, form] of cases) {
    it(`gives back ${what}, sent as ${form}`, () => {
      for (const { carry } of transports) {
        const packed = packArguments(lists)
        expect(packed).to.have.own.property(form)
        const arrived = carry(packed)
        expect(lists.map((_, position) => argumentsAt(arrived, position))).to.deep.equal(lists)
      }
    })
  }

  it('moves numbers, and only those', () => {
    expect(transferables(packArguments(numbers(8).map((value) => [value])))).to.have.length(1)
    expect(transferables(packArguments(numbers(8).map((value) => [value, value])))).to.have.length(0)
    expect(transferables(packArguments([['a']]))).to.have.length(0)
    expect(transferables(packArguments([[new Float64Array(8)]])), "a user's own buffer").to.have.length(0)
  })

  it('takes an empty batch', () => {
    expect(transferables(packArguments([]))).to.deep.equal([])
  })
})
