import { expect } from 'chai'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { delayed, Parallel } from 'allcores'
import { captureOutput } from '../helpers/capture-output.js'
import { IN_WORKERS } from '../helpers/every-backend.js'
import { withMoreTime } from '../helpers/more-time.js'
import { runProgram } from '../helpers/program.js'
import { HAS_TERMINALS, runOnTerminal } from '../helpers/terminal.js'

for (const backend of IN_WORKERS) {
  describe(`what tasks print on ${backend}`, () => {
    /** The numbers of the lines that arrive; a line that is torn can't be read. */
    function numbersIn(text: string): number[] {
      expect(text === '' || text.endsWith('\n')).to.equal(true)
      return text.split('\n').slice(0, -1).map((line) => (JSON.parse(line) as { n: number }).n).sort((a, b) => a - b)
    }

    const every2nd = (from: number, count: number) => Array.from({ length: count / 2 }, (_, i) => from + 2 * i)

    for (const [count, width] of [[30, 0], [20_000, 320], [4, 1_000_000]] as const) {
      it(`arrives whole before the call ends: ${count} lines of ${width} characters and more`, async () => {
        const { stdout, stderr, exitCode } = await runProgram('prints-lines', { args: [backend, `${count}`, `${width}`] })
        expect(exitCode).to.equal(0)
        expect(numbersIn(stdout)).to.deep.equal(every2nd(0, count))
        expect(numbersIn(stderr)).to.deep.equal(every2nd(1, count))
      })
    }

    it('waits for a reader who begins late', async () => {
      const program = fileURLToPath(new URL('../fixtures/prints-lines.js', import.meta.url))
      const child = spawn(process.execPath, [program, backend, '6000', '100'], { stdio: ['ignore', 'pipe', 'pipe'] })
      await once(child.stderr.resume(), 'data') // by then tasks print
      let stdout = ''
      for await (const chunk of child.stdout.setEncoding('utf8')) stdout += chunk
      expect(numbersIn(stdout)).to.deep.equal(every2nd(0, 6000))
    })

    async function expectAll(args: readonly string[], lastWords: readonly string[]): Promise<void> {
      const { stdout } = await runProgram('prints-last-words', { args })
      const lines = stdout.split('\n').slice(0, -1)
      expect(lines.map((line) => line.split(' ')[0])).to.deep.equal([...Array.from({ length: 3000 }, (_, i) => `${i}`), ...lastWords])
    }

    for (const ending of ['exit', 'throw', ...(backend === 'processes' ? ['signal'] : [])]) {
      it(`arrives though its worker ends right after (${ending})`, () => expectAll([backend, ending], ending === 'signal' ? [] : ['exit']))
    }

    it('arrives though its worker ends right after (loop)', () => withMoreTime((ms) => expectAll([backend, 'loop', `${ms}`], [])))

    for (const ending of ['works', 'fails']) {
      it(`so does what initializers and finalizers print (one that ${ending})`, async () => {
        const { stdout } = await runProgram('prints-hooks', { args: [backend, ending] })
        const lines = stdout.split('\n').slice(0, -1)
        const last = ending === 'works' ? Array<string>(2000).fill('finalizer') : ['failed']
        expect(lines).to.deep.equal([...Array<string>(2000).fill('initializer'), ...last])
      })
    }

    it('goes through the streams of the caller, in order, and before the result', async () => {
      const parallel = Parallel({ backend, nJobs: 2 })
      let stdoutThen = ''
      const written = await captureOutput(async () => {
        const { stdout } = await captureOutput(() =>
          parallel([
            delayed(() => {
              console.log('%s is', 'one', { a: [1] })
              process.stdout.write('a')
              process.stdout.write(new Uint8Array([98, 99]))
              process.stdout.write('6465', 'hex')
              console.log()
            })(),
          ]),
        )
        stdoutThen = stdout
        await parallel([delayed(() => console.error('e'))()])
      })
      expect(stdoutThen).to.equal('one is { a: [ 1 ] }\nabcde\n')
      expect(written).to.deep.equal({ stdout: '', stderr: 'e\n' })
    })

    it('keeps bytes as they are', async () => {
      const chunks: Uint8Array[] = []
      const { write } = process.stdout
      process.stdout.write = (chunk: string | Uint8Array) => chunks.push(Buffer.from(chunk as Uint8Array)) > 0
      try {
        await Parallel({ backend, nJobs: 2 })([delayed(() => process.stdout.write(new Uint8Array([0xc3, 0xff, 0, 10])))()])
      } finally {
        process.stdout.write = write
      }
      expect([...Buffer.concat(chunks)]).to.deep.equal([0xc3, 0xff, 0, 10])
    })

    it('streams call back, and refuse what is wrong, as ever', async () => {
      const [result] = await Parallel({ backend, nJobs: 2 })([
        delayed(async () => {
          await new Promise((resolve) => process.stdout.write('', resolve))
          process.stdout.cork()
          process.stdout.write('')
          process.stdout.uncork()
          try {
            process.stdout.write(1 as never)
            return 'taken'
          } catch (error) {
            return (error as NodeJS.ErrnoException).code
          }
        })(),
      ])
      expect(result).to.equal('ERR_INVALID_ARG_TYPE')
    })

    it('tasks of calls in tasks print, too', async () => {
      const { stdout } = await captureOutput(() =>
        Parallel({ backend, nJobs: 2 })([
          delayed(async () => {
            const { Parallel } = await import('allcores')
            for (const backend of ['threads', 'processes'] as const) {
              await Parallel({ backend, nJobs: 2 }).map((n) => console.log(n), [1, 2])
              console.log(backend)
            }
          })(),
        ]),
      )
      expect(stdout).to.match(/^(1\n2\n|2\n1\n)threads\n(1\n2\n|2\n1\n)processes\n$/)
    })
  })
}

if (HAS_TERMINALS) {
  it('processes print to a terminal as the program would', async () => {
    const { screen } = await runOnTerminal('prints-terminal')
    expect(screen.filter((line) => line !== '')).to.deep.equal(['true true'])
  })
}
