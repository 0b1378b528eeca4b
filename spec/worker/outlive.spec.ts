import { expect } from 'chai'
import { readdirSync } from 'node:fs'
import { familyGone } from '../helpers/alive.js'
import { runProgram, startProgram } from '../helpers/program.js'
import { useScratch } from '../helpers/scratch.js'
import { until } from '../helpers/until.js'

describe('a worker process whose parent was killed', () => {
  const scratch = useScratch()

  for (const [what, words] of [['idle', 'idle'], ['busy', 'busy'], ['lost', 'busy in a folder that was deleted']] as const) {
    it(`ends, and removes the folders of both, though it is ${words} [J8]`, async function () {
      // only there a process finds back into such a folder
      if (what === 'lost' && process.platform !== 'linux') this.skip()
      const program = startProgram('arrays-orphan', { args: [scratch.file('base'), what] })
      await program.told('worker is ready')
      expect(readdirSync(scratch.file('base'))).to.have.length(3)
      process.kill(program.pid, 'SIGKILL')
      await until(() => readdirSync(scratch.file('base')).length === 1, 'folders are gone')
      await familyGone(program.mark)
      expect(readdirSync(scratch.file('base'))).to.deep.equal(['allcores-0-elsewhere-1-1-x'])
    })
  }
})

it('in a working folder that was deleted, processes work, and threads say what is wrong', async function () {
  // it can't be deleted there
  if (process.platform === 'win32') this.skip()
  const { stdout, stderr } = await runProgram('folder-gone')
  const [threads, processes] = stdout.split('\n')
  expect(stderr).to.equal('')
  expect(threads).to.match(/ERR_WORKER_START: .* working folder of the program is gone/)
  expect(processes).to.equal('[2,4]')
})
