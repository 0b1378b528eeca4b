import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { runProgram } from '../helpers/program.js'
import { useScratch } from '../helpers/scratch.js'

const LIBRARY = fileURLToPath(new URL('../../lib/', import.meta.url))
const PACKAGES = fileURLToPath(new URL('../../../node_modules', import.meta.url))

describe('large arrays of two copies of the library in one program', () => {
  const scratch = useScratch()

  /** The main file of a second copy. */
  function copyLibrary(): string {
    for (const folder of ['main', 'worker']) cpSync(path.join(LIBRARY, folder), scratch.file(`lib/${folder}`), { recursive: true })
    symlinkSync(PACKAGES, scratch.file('node_modules'))
    return scratch.file('lib/main/index.js')
  }

  for (const [manner, env] of [['with names', { ALLCORES_NAMED_FILES: '1' }], ['without names', {}]] as const) {
    it(`[J5] on processes, files ${manner}: neither takes those of the other away`, async function () {
      // only Linux tells what is mapped
      if (process.platform !== 'linux') this.skip()
      mkdirSync(scratch.file('base'))
      const args = [copyLibrary(), scratch.file('base')]
      const { stdout, ...ended } = await runProgram('arrays-copies', { args, env, flags: ['--no-warnings'] })
      expect(ended).to.deep.equal({ exitCode: 0, signal: null, stderr: '' })
      expect(stdout.trimEnd().split('\n')).to.deep.equal(['two copies', '1 mapped', '1 mapped'])
      expect(readdirSync(scratch.file('base'))).to.deep.equal([])
    })
  }
})
