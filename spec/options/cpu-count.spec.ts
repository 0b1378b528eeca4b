import { availableParallelism } from 'node:os'
import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { OptionError } from '../../lib/model/errors.js'
import { allowedCpus } from '../../lib/options/affinity.js'
import { cpuQuota } from '../../lib/options/cgroup.js'
import { cpuCount } from '../../lib/options/cpu-count.js'
import { readFile } from '../../lib/options/read-file.js'

const VARIABLES = ['ALLCORES_MAX_CPU_COUNT', 'LOKY_MAX_CPU_COUNT'] as const

/** Version 1: its groups can be made and left by anyone who may write here, those of version 2 not. */
const GROUPS = '/sys/fs/cgroup/cpu'

/** What `cpuCount` gives in a program of its own that is started by another. */
function countBelow(command: string, ...args: readonly string[]): number {
  const program = fileURLToPath(new URL('../fixtures/cpu-count.js', import.meta.url))
  const output = execFileSync(command, [...args, process.execPath, program], { encoding: 'utf8' })
  return Number(/^counts (\d+) /.exec(output)?.[1])
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK)
    return true
  } catch {
    return false
  }
}

describe('cpuCount', () => {
  let all: number
  const before = VARIABLES.map((variable) => process.env[variable])
  const clear = () => VARIABLES.forEach((variable) => delete process.env[variable])
  beforeEach(() => {
    clear()
    all = cpuCount()
  })
  after(() => {
    clear()
    VARIABLES.forEach((variable, i) => before[i] !== undefined && (process.env[variable] = before[i]))
  })

  it('is what the system says', function () {
    // Node rounds quotas down or overlooks them: it is no judge of them
    if (cpuQuota(readFile) < Infinity) this.skip()
    expect(cpuCount()).to.equal(availableParallelism())
  })

  it('is a positive integer [I18]', () => {
    expect(cpuCount()).to.satisfy(Number.isInteger).and.to.be.at.least(1)
  })

  for (const variable of VARIABLES) {
    it(`is lowered by ${variable}`, () => {
      process.env[variable] = '1'
      expect(cpuCount()).to.equal(1)
    })

    it(`is never raised by ${variable}`, () => {
      process.env[variable] = '1000000'
      expect(cpuCount()).to.equal(all)
    })

    it(`takes an empty ${variable} as unset`, () => {
      process.env[variable] = ''
      expect(cpuCount()).to.equal(all)
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

  describe('with onlyPhysicalCores', () => {
    it('is at most the logical count, and the same each time [I18]', () => {
      const count = cpuCount({ onlyPhysicalCores: true })
      expect(count).to.satisfy(Number.isInteger).and.to.be.within(1, all)
      expect(cpuCount({ onlyPhysicalCores: true })).to.equal(count)
    })

    for (const variable of VARIABLES) {
      it(`is what ${variable} says where that is less than there are [I18]`, () => {
        process.env[variable] = '1'
        expect(cpuCount({ onlyPhysicalCores: true })).to.equal(1)
      })
    }

    it('is the logical count where it is false or undefined', () => {
      expect(cpuCount({ onlyPhysicalCores: false })).to.equal(all)
      expect(cpuCount({})).to.equal(all)
      expect(cpuCount(undefined)).to.equal(all)
    })

    for (const value of [null, 0, 1, 'true', {}]) {
      it(`refuses ${JSON.stringify(value)}`, () => {
        expect(() => cpuCount({ onlyPhysicalCores: value as unknown as boolean }))
          .to.throw(OptionError, 'onlyPhysicalCores must be true or false, got: ')
          .that.includes({ code: 'ERR_INVALID_OPTION', option: 'onlyPhysicalCores' })
      })
    }
  })

  it('refuses options that it has not', () => {
    const options: object = { onlyPhysicalCore: true }
    expect(() => cpuCount(options))
      .to.throw(OptionError, "unknown option 'onlyPhysicalCore'. Did you mean 'onlyPhysicalCores'? Valid options: onlyPhysicalCores")
      .that.includes({ code: 'ERR_UNKNOWN_OPTION', option: 'onlyPhysicalCore' })
  })

  for (const options of [null, true, 'physical', [], 2]) {
    it(`refuses ${JSON.stringify(options)} as options`, () => {
      expect(() => cpuCount(options as object)).to.throw(OptionError, 'options must be an object such as { onlyPhysicalCores: true }')
    })
  }

  // taskset is of util-linux: other systems have none
  const itWithTaskset = process.env.PATH?.split(path.delimiter).some((folder) => existsSync(`${folder}/taskset`)) ? it : it.skip
  itWithTaskset('is 1 where the process may run on one core only [I18]', () => {
    expect(countBelow('taskset', '-c', `${allowedCpus(readFile)[0]}`)).to.equal(1)
  })

  describe('in a control group', () => {
    const outer = `${GROUPS}/allcores-spec-${process.pid}`
    const inner = `${outer}/inner`
    afterEach(() => [inner, outer].filter((group) => existsSync(group)).forEach((group) => rmdirSync(group)))

    // making groups takes version 1 and its owner's rights: seldom so on one's own machine, never in a container
    const itWithGroups = isWritable(`${GROUPS}/cgroup.procs`) ? it : it.skip
    for (const [quota, cores] of [[50_000, 1], [100_000, 1], [150_000, 2]] as const) {
      for (const [place, limited] of [['it', inner], ['the group above', outer]] as const) {
        itWithGroups(`is ${cores} where ${place} may use ${quota / 1e5} cores [I18]`, () => {
          mkdirSync(inner, { recursive: true })
          writeFileSync(`${limited}/cpu.cfs_quota_us`, `${quota}`)
          const count = countBelow('sh', '-c', 'echo $$ > "$0" && exec "$@"', `${inner}/cgroup.procs`)
          expect(count).to.equal(Math.min(cores, all))
        })
      }
    }
  })
})
