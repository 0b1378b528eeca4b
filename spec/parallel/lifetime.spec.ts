import { expect } from 'chai'
import { familyGone, isAlive } from '../helpers/alive.js'
import { EVERY_BACKEND, IN_WORKERS } from '../helpers/every-backend.js'
import { type Ended, type Program, runProgram, startProgram } from '../helpers/program.js'
import { useScratch } from '../helpers/scratch.js'

for (const backend of EVERY_BACKEND) {
  const isInProcess = backend === 'sequential' || backend === 'async'

  describe(`a program with calls on ${backend}`, () => {
    const others = isInProcess ? ['wait'] : ['wait', 'compute']
    it(`[C6] hears of a first task that fails while a hundred others ${others.join(' or ')}, whatever the size of batches, and ends`, async () => {
      const stdout = others.flatMap((what) => ['auto', 10].map((size) => `${what} ${size}: RangeError: the first\n`)).join('')
      expect(await runProgram('errors-first-fails', { args: [backend, ...others] })).to.deep.equal({ exitCode: 0, signal: null, stdout, stderr: '' })
    })
  })
}

for (const backend of IN_WORKERS) {
  describe(`a program with workers on ${backend}`, () => {
    const scratch = useScratch()

    /** A program whose workers are in the state that is asked for. */
    async function programWith(state: string, end = 'stays'): Promise<Program> {
      const program = startProgram('lifetime-busy', { args: [backend, state, scratch.file('pids'), end] })
      await program.told(`workers are ${state}`)
      return program
    }

    /** No word of the library's, and no process left. */
    async function expectQuietEnd(program: Program, end: Partial<Ended>): Promise<void> {
      expect(await program.ended).to.deep.include({ stderr: '', ...end })
      await familyGone(program.mark)
    }

    for (const way of ['success', 'an error', 'an abort', 'an early break', 'a worker\'s death']) {
      it(`ends by itself after ${way}, without close()`, async () => {
        const ended = await runProgram('lifetime-ends', { args: [backend, way, scratch.file('log')] })
        expect(ended).to.deep.equal({ exitCode: 0, signal: null, stdout: 'nothing more to do\n', stderr: '' })
      })
    }

    it('[I11] comes to the end of a call that nobody waits for before it ends', async () => {
      const ended = await runProgram('lifetime-ends', { args: [backend, 'a call that nobody waits for'] })
      expect(ended).to.deep.equal({ exitCode: 0, signal: null, stdout: 'nothing more to do\n20\n', stderr: '' })
    })

    it('[I13] comes to the end of a call whose instance is lost before it ends', async () => {
      const options = { args: [backend, 'a call whose instance is lost'], flags: ['--expose-gc'] }
      const { stdout, ...ended } = await runProgram('lifetime-ends', options)
      expect(ended).to.deep.equal({ exitCode: 0, signal: null, stderr: '' })
      expect(stdout.split('\n')).to.have.members(['20', 'nothing more to do', ''])
    })

    for (const state of backend === 'threads' ? ['busy'] : ['idle', 'busy', 'starting']) {
      for (const signal of state === 'busy' ? (['SIGKILL', 'SIGTERM'] as const) : (['SIGKILL'] as const)) {
        it(`leaves none behind when ${signal} ends it while they are ${state}`, async () => {
          const program = await programWith(state)
          process.kill(program.pid, signal)
          await expectQuietEnd(program, { exitCode: null, signal })
        })
      }

      it(`ends by Ctrl-C, once and without a word, while they are ${state}`, async () => {
        const program = await programWith(state)
        process.kill(-program.pid, 'SIGINT')
        await expectQuietEnd(program, { exitCode: null, signal: 'SIGINT' })
      })

      it(`leaves none behind when it calls process.exit() while they are ${state}`, async () => {
        await expectQuietEnd(await programWith(state, 'exits'), { exitCode: 3, signal: null })
      })

      it(`leaves none behind when it fails while they are ${state}`, async () => {
        const program = await programWith(state, 'throws')
        const { exitCode, stderr } = await program.ended
        expect(exitCode).to.equal(1)
        expect(stderr.match(/^\w*Error\b.*/gm)).to.deep.equal(['Error: the program fails'])
        await familyGone(program.mark)
      })
    }

    for (const when of ['running', 'starting']) {
      it(`has its own handler of Ctrl-C while they are ${when}: it is called once, and calls come to their end`, async () => {
        const args = [backend, when, scratch.file('pids'), scratch.file('open')]
        const program = startProgram('lifetime-own-handler', { args })
        await program.told('interrupt me')
        process.kill(-program.pid, 'SIGINT')
        const stdout = 'interrupt me\nmy own handler\n["through","through"]\n'
        await expectQuietEnd(program, { exitCode: 0, signal: null, stdout })
      })
    }

    it('leaves no worker of a worker behind when SIGKILL ends it', async () => {
      const program = await programWith('nested')
      expect(scratch.lines('pids').map(Number).filter(isAlive)).to.have.lengthOf(2)
      process.kill(program.pid, 'SIGKILL')
      await expectQuietEnd(program, { exitCode: null, signal: 'SIGKILL' })
    })
  })
}

describe('the flags of a program', () => {
  const CODE = `
    const { delayed, Parallel } = await import('allcores')
    const [inWorker] = await Parallel({ backend: 'processes', nJobs: 2 })([delayed(() => process.execArgv)()])
    console.log('flags ' + JSON.stringify({ here: process.execArgv, inWorker }))`

  async function flagsOf(name: string | undefined, flags: readonly string[]) {
    const program = startProgram(name, { flags })
    const told = JSON.parse(await program.told('flags ')) as { here: string[]; inWorker: string[] }
    expect((await program.ended).exitCode).to.equal(0)
    return told
  }

  it('go to worker processes too', async () => {
    const flags = ['--stack-trace-limit=7', '--no-deprecation', '--require', 'node:path']
    expect((await flagsOf('lifetime-flags', flags)).inWorker).to.deep.equal(flags)
  })

  for (const own of [
    ['--test-only'],
    ['--test-name-pattern=x'],
    ['--test-name-pattern', 'x'],
    ['--inspect-port', '0'],
    ['--inspect-port=0'],
    ['--inspect=127.0.0.1:0'],
  ]) {
    it(`do not where they are for one process only: ${own.join(' ')}`, async () => {
      const { here, inWorker } = await flagsOf('lifetime-flags', [...own, '--stack-trace-limit=7'])
      expect(here).to.include(own[0])
      const ownPort = /^--inspect=432\d\d$/ // workerpool's: workers of a program that is debugged can be, too
      expect(inWorker.filter((flag) => !ownPort.test(flag))).to.deep.equal(['--stack-trace-limit=7'])
    })
  }

  for (const evaluate of [['--input-type=module', '-e', CODE], ['--input-type=module', `--eval=${CODE}`]]) {
    it(`do not where they are the program itself: ${evaluate[1]!.slice(0, 6)}`, async () => {
      const { inWorker } = await flagsOf(undefined, ['--stack-trace-limit=7', ...evaluate])
      expect(inWorker).to.deep.equal(['--stack-trace-limit=7'])
    })
  }

  it('of the test runner leave it working', async () => {
    const { exitCode, stdout } = await runProgram('lifetime-flags', { flags: ['--test'] })
    expect(exitCode).to.equal(0)
    expect(stdout).to.match(/pass 1$/m)
  })
})
