import { expect } from 'chai'
import { isBuiltin } from 'node:module'
import { runInNewContext } from 'node:vm'
import { CONSTANTS, ECMASCRIPT, isStandardGlobal } from '../../lib/closure/text/globals.js'
import { runProgram } from '../helpers/program.js'

describe('isStandardGlobal', () => {
  it('knows every name of the language', () => {
    const names: string[] = runInNewContext('Object.getOwnPropertyNames(globalThis)')
    expect(names).to.include.members(['Math', 'console'])
    expect(names.filter((name) => !isStandardGlobal(name))).to.deep.equal([])
  })

  it('knows every name that Node adds', async () => {
    const script = 'console.log(JSON.stringify(Object.getOwnPropertyNames(globalThis)))'
    const { stdout } = await runProgram(undefined, { flags: ['--input-type=module', '-e', script] })
    const names = JSON.parse(stdout) as string[]
    expect(names).to.include.members(['fetch', 'process'])
    expect(names.filter((name) => !isStandardGlobal(name) && !isGivenToEval(name))).to.deep.equal([])
  })

  it('knows what every object inherits', () => {
    expect(isStandardGlobal('hasOwnProperty')).to.equal(true)
  })

  it('knows nothing of what a program has put on globalThis', () => {
    Object.assign(globalThis, { puthere: 1 })
    try {
      expect(isStandardGlobal('puthere')).to.equal(false)
    } finally {
      Reflect.deleteProperty(globalThis, 'puthere')
    }
  })

  it('the constants are names of the language', () => {
    expect(ECMASCRIPT).to.include.members([...CONSTANTS])
  })
})

/** Code given by `-e` has all modules of Node in variables. */
function isGivenToEval(name: string): boolean {
  return isBuiltin(name) || ['module', 'exports', 'require', '__filename', '__dirname'].includes(name)
}
