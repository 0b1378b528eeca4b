import { availableParallelism } from 'node:os'
import { expect } from 'chai'
import { OptionError } from '../../lib/model/errors.js'
import { cpuCount } from '../../lib/options/cpu-count.js'

const VARIABLES = ['ALLCORES_MAX_CPU_COUNT', 'LOKY_MAX_CPU_COUNT'] as const

describe('cpuCount', () => {
  const before = VARIABLES.map((variable) => process.env[variable])
  const clear = () => VARIABLES.forEach((variable) => delete process.env[variable])
  beforeEach(clear)
  after(() => {
    clear()
    VARIABLES.forEach((variable, i) => before[i] !== undefined && (process.env[variable] = before[i]))
  })

  it('is what the system says', () => {
    expect(cpuCount()).to.equal(availableParallelism())
  })

  for (const variable of VARIABLES) {
    it(`is lowered by ${variable}`, () => {
      process.env[variable] = '1'
      expect(cpuCount()).to.equal(1)
    })

    it(`is never raised by ${variable}`, () => {
      process.env[variable] = '1000000'
      expect(cpuCount()).to.equal(availableParallelism())
    })

    it(`takes an empty ${variable} as unset`, () => {
      process.env[variable] = ''
      expect(cpuCount()).to.equal(availableParallelism())
    })

    for (const text of ['0', '-1', '1.5', 'all', '1e2', '2 cores']) {
      it(`refuses ${text} as ${variable}`, () => {
        process.env[variable] = text
        expect(() => cpuCount())
          .to.throw(OptionError, `${variable} must be a positive integer, got: '${text}'`)
          .that.includes({ code: 'ERR_INVALID_OPTION', option: variable })
      })
    }
  }

  it('is the lower of the two variables', () => {
    process.env.ALLCORES_MAX_CPU_COUNT = '1'
    process.env.LOKY_MAX_CPU_COUNT = '1000000'
    expect(cpuCount()).to.equal(1)
    process.env.ALLCORES_MAX_CPU_COUNT = '1000000'
    process.env.LOKY_MAX_CPU_COUNT = '1'
    expect(cpuCount()).to.equal(1)
  })
})
