import { expect } from 'chai'
import { AsyncLocalStorage } from 'node:async_hooks'
import { delayed, Parallel, type ParallelOptions } from 'allcores'
import { captureOutput } from '../helpers/capture-output.js'
import { IN_PROCESS, IN_WORKERS } from '../helpers/every-backend.js'
import { withMoreTime } from '../helpers/more-time.js'
import { runProgram } from '../helpers/program.js'
import { until } from '../helpers/until.js'

type LogEntry = Parameters<NonNullable<ParallelOptions['onLog']>>[0]

for (const backend of IN_WORKERS) {
  describe(`what tasks write on ${backend}`, () => {
    /** What a call's tasks have written. */
    async function logsOf<T>(task: (item: number) => T, items: readonly number[] = [0], options: ParallelOptions = {}): Promise<LogEntry[]> {
      const entries: LogEntry[] = []
      const parallel = Parallel({ backend, nJobs: 2, onLog: (entry) => entries.push(entry), ...options, returnAs: 'list', onError: 'return' })
      await parallel.map(task, items)
      return entries
    }

    const textsOf = async (task: () => unknown) => (await logsOf(task)).map(({ level, text }) => [level, text])

    it('arrives with its level, formatted as ever', async () => {
      const texts = await textsOf(() => {
        console.log('%s is', 'one', { a: [1] })
        console.info('i')
        console.debug('d')
        console.warn('w')
        console.error('e\nf')
        console.log()
      })
      expect(texts).to.deep.equal([['log', 'one is { a: [ 1 ] }'], ['info', 'i'], ['debug', 'd'], ['warn', 'w'], ['error', 'e\nf'], ['log', '']])
    })

    it('the other methods of console have the level of what they are for', async () => {
      const texts = await textsOf(() => {
        console.group('outer')
        console.warn('within\ntwo lines')
        console.groupEnd()
        console.dir({ a: 1 })
        console.table([1])
        console.assert(true, 'not written')
        console.assert(false, 'wrong')
        console.count('n')
        console.time('t')
        console.timeEnd('t')
      })
      expect(texts.slice(0, 3)).to.deep.equal([['log', 'outer'], ['warn', '  within\n  two lines'], ['log', '{ a: 1 }']])
      expect(texts[3]![1]).to.match(/^┌─+/)
      expect(texts.slice(4, 6)).to.deep.equal([['error', 'Assertion failed: wrong'], ['log', 'n: 1']])
      expect(texts[6]![1]).to.match(/^t: [\d.]+m?s$/)
      expect(texts).to.have.lengthOf(7)
    })

    it('a trace tells where it was made', async () => {
      const [[level, text]] = (await textsOf(function traced() {
        console.trace('here')
      })) as [[string, string]]
      expect(level).to.equal('trace')
      expect(text).to.match(/^Trace: here\n +at .*traced/)
    })

    it('writes past the console are told apart from it; strings, bytes, encodings and callbacks are taken', async () => {
      const texts = await textsOf(async () => {
        process.stdout.write('a ')
        process.stderr.write(new TextEncoder().encode('é\n'))
        const [first, second] = [new TextEncoder().encode('é').subarray(0, 1), new TextEncoder().encode('é!').subarray(1)]
        process.stdout.write(first)
        process.stdout.write(second)
        process.stdout.write('6869', 'hex')
        process.stdout.write('')
        const taken = await new Promise((resolve) => {
          const taken = process.stdout.write('later', () => resolve(taken))
        })
        console.log(taken)
      })
      expect(texts).to.deep.equal([['stdout', 'a '], ['stderr', 'é'], ['stdout', 'é!'], ['stdout', 'hi'], ['stdout', 'later'], ['log', 'true']])
    })

    it('a wrong chunk is refused as ever', async () => {
      const texts = await textsOf(() => {
        try {
          process.stdout.write(1 as never)
        } catch (error) {
          console.log((error as NodeJS.ErrnoException).code)
        }
      })
      expect(texts).to.deep.equal([['log', 'ERR_INVALID_ARG_TYPE']])
    })

    it('says which task and worker it comes from; nothing is printed', async () => {
      let entries: LogEntry[] = []
      const written = await captureOutput(async () => {
        entries = await logsOf(function shout(n: number) {
          console.log(n)
          if (n === 1) throw new Error('no')
        }, [5, 1, 7])
      })
      const told = entries.map(({ text, task }) => ({ text, task })).sort((a, b) => a.task!.index - b.task!.index)
      expect(told).to.deep.equal([
        { text: '5', task: { index: 0, fn: 'shout', args: '5' } },
        { text: '1', task: { index: 1, fn: 'shout', args: '1' } },
        { text: '7', task: { index: 2, fn: 'shout', args: '7' } },
      ])
      for (const { worker } of entries) expect(worker).to.include({ kind: backend === 'threads' ? 'thread' : 'process' })
      expect(written).to.deep.equal({ stdout: '', stderr: '' })
    })

    it('comes in the order in which it was written, and before the result of its task', async () => {
      const seen: (string | number)[] = []
      const parallel = Parallel({ backend, nJobs: 2, batchSize: 3, returnAs: 'generator', onLog: ({ text }) => seen.push(text) })
      const write = async (n: number) => {
        await null
        console.log(`${n}a`)
        console.error(`${n}b`)
        process.stdout.write(`${n}c`)
        return n
      }
      for await (const n of parallel.map(write, [0, 1, 2])) seen.push(n)
      expect(seen.filter((each) => typeof each === 'string')).to.deep.equal([0, 1, 2].flatMap((n) => [`${n}a`, `${n}b`, `${n}c`]))
      for (const n of [0, 1, 2]) expect(seen.indexOf(`${n}c`)).to.be.lessThan(seen.indexOf(n))
    })

    it('what is written between tasks, and after the last one, belongs to none', async () => {
      const entries: LogEntry[] = []
      const parallel = Parallel({ backend, nJobs: 2, onLog: (entry) => entries.push(entry) })
      await parallel([delayed(() => void setTimeout(() => console.log('late'), 1))()])
      await until(() => entries.length > 0)
      expect(entries).to.have.lengthOf(1)
      expect(entries[0]).to.deep.include({ level: 'log', text: 'late', task: undefined })
    })

    it('much of it comes whole', async () => {
      const entries = await logsOf(() => {
        console.log('x'.repeat(3e6))
        for (let i = 0; i < 2000; i++) console.log(i)
      })
      expect(entries.map(({ text }) => text.length > 9 ? text.length : text)).to.deep.equal([3e6, ...Array.from({ length: 2000 }, (_, i) => `${i}`)])
    })

    it('what a task has written before it ends its worker comes', async () => {
      const entries = await logsOf((n) => {
        for (let i = 0; i < 100; i++) console.log(n, i)
        process.exit(3)
      })
      expect(entries.map(({ text }) => text)).to.deep.equal(Array.from({ length: 100 }, (_, i) => `0 ${i}`))
      expect(entries.at(-1)!.task).to.include({ index: 0 })
    })

    it('what a task has written before it is killed for its time comes', async () => {
      const stuck = () => {
        console.log('begun')
        for (;;);
      }
      await withMoreTime(async (timeout) => {
        const entries = await logsOf(stuck, [0], { timeout })
        expect(entries.map(({ text }) => text)).to.deep.equal(['begun'])
      })
    })

    it('a hook that throws ends the call with what it threw', async () => {
      let heard = 0
      const onLog = () => {
        heard++
        throw undefined
      }
      const parallel = Parallel({ backend, nJobs: 2, batchSize: 2, onLog })
      const endless = (n: number) => {
        console.log(n)
        for (; n > 0; );
      }
      const error = await parallel.map(endless, [0, 1]).then(() => 'none', (error: unknown) => error)
      expect(error).to.equal(undefined)
      expect(heard).to.equal(1)
      expect(await parallel.map((n) => n, [1, 2, 3])).to.deep.equal([1, 2, 3])
    })

    it('the hook runs in the context of the call', async () => {
      const store = new AsyncLocalStorage<string>()
      const seen: unknown[] = []
      const parallel = Parallel({ backend, nJobs: 2, onLog: ({ text }) => seen.push([text, store.getStore()]) })
      const tell = (text: string) => store.run(text, () => parallel([delayed((text: string) => console.log(text))(text)]))
      await Promise.all([tell('a'), tell('b'), tell('c')])
      expect(seen.sort()).to.deep.equal([['a', 'a'], ['b', 'b'], ['c', 'c']])
    })

    it('instances that share a worker are told of their own tasks; where nobody asked it is printed', async () => {
      const { stdout, exitCode } = await runProgram('logs-shared', { args: [backend] })
      expect(stdout.split('\n')).to.have.members(['first: one', 'printed', 'second: two', 'second: two', 'one worker', ''])
      expect(exitCode).to.equal(0)
    })

    it('methods of console travel on from there', async () => {
      const entries = await logsOf(async () => {
        const { delayed, Parallel } = await import('allcores')
        await using inner = Parallel({ backend: 'threads', nJobs: 1, onLog: ({ level, text }) => console.warn(level, text) })
        await inner([delayed(console.info)('within')])
      })
      expect(entries.map(({ level, text }) => [level, text])).to.deep.equal([['warn', 'info within']])
    })

    it('a hook that is called after its call is over harms nobody', async () => {
      let heard = 0
      const onLog = () => {
        heard++
        throw new Error('too late')
      }
      const parallel = Parallel({ backend, nJobs: 1, onLog })
      await parallel([delayed(() => void setTimeout(() => console.log('late'), 1))()])
      await until(() => heard > 0)
      expect(await parallel.map((n) => n, [1])).to.deep.equal([1])
    })
  })
}

for (const backend of IN_PROCESS) {
  it(`what tasks write on ${backend} is printed as ever`, async () => {
    const seen: unknown[] = []
    await using parallel = Parallel({ backend, nJobs: 2, onLog: (entry) => seen.push(entry) })
    const { stdout } = await captureOutput(() => parallel.map((n) => void process.stdout.write(`${n}`), [1, 2]))
    expect(stdout).to.equal('12')
    expect(seen).to.deep.equal([])
  })
}

it('a warning tells once that nothing is heard of tasks in the caller\'s thread', async () => {
  const { stdout, exitCode } = await runProgram('logs-unheard', { flags: ['--no-warnings'] })
  expect({ stdout, exitCode }).to.deep.equal({ stdout: "WARN_ON_LOG 'sequential'\nWARN_ON_LOG 'async'\n", exitCode: 0 })
})
