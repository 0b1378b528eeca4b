import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { expect } from 'chai'
import { cpuCount, delayed, Parallel, type Task, type TaskResult } from 'allcores'
import { captureOutput } from '../helpers/capture-output.js'
import { collect } from '../helpers/collect.js'
import { EVERY_BACKEND, IN_PROCESS, IN_WORKERS } from '../helpers/every-backend.js'
import { runProgram } from '../helpers/program.js'

const range = (n: number) => Array.from({ length: n }, (_, i) => i)
const NUMBERS = range(5)
const SQUARES = [0, 1, 4, 9, 16]
const square = (n: number) => n * n

describe('Parallel: basics', () => {
  for (const backend of EVERY_BACKEND) {
    describe(`on ${backend}`, () => {
      for (const nJobs of [1, 2, -1, -2]) {
        it(`[A1] gives what a loop gives, in its order, with nJobs ${nJobs} and however much is told`, async () => {
          for (const [verbose, stream] of [[2, 'stderr'], [11, 'stderr'], [100, 'stdout']] as const) {
            const parallel = Parallel({ nJobs, backend, verbose })
            const squares: number[] = []
            const told = await captureOutput(async () => {
              squares.push(...(await parallel(NUMBERS.map((n) => delayed(square)(n)))))
            })
            expect(squares).to.deep.equal(SQUARES)
            expect(told[stream]).to.match(/Done +5 out of +5 .* finished\n$/)
          }
        })
      }

      for (const nJobs of [1, 2, 3]) {
        it(`[A2] passes any arguments on as they are, with nJobs ${nJobs}`, async () => {
          const lists = [[], [undefined], [1, { y: 2, z: [3] }], ['x', null, undefined], [[4, 5], new Map([[6, 7]])]]
          const echo = (...args: unknown[]) => [args.length, args]
          const results = await Parallel({ nJobs, backend })(lists.map((list) => delayed(echo)(...list)))
          expect(results).to.deep.equal(lists.map((list) => [list.length, list]))
        })
      }

      it('runs a task as often as it is given', async () => {
        const task = delayed(square)(3)
        expect(await Parallel({ nJobs: 2, backend })([task, task, task])).to.deep.equal([9, 9, 9])
      })

      it('gives map a function the item and nothing else', async () => {
        expect(await Parallel({ nJobs: 2, backend }).map(parseInt, ['10', '10', '10'])).to.deep.equal([10, 10, 10])
      })

      it('calls a function without a this', async () => {
        function isBare(this: unknown) {
          'use strict'
          return this === undefined
        }
        expect(await Parallel({ nJobs: 2, backend })([delayed(isBare as () => boolean)()])).to.deep.equal([true])
      })

      it('runs sync and async functions side by side, and waits for whatever has a then', async () => {
        const tasks = [
          delayed((n: number) => n)(1),
          delayed(async (n: number) => n)(2),
          delayed((n: number) => ({ then: (resolve: (n: number) => void) => resolve(n) }))(3),
          delayed((n: number) => new Promise<number>((resolve) => setImmediate(resolve, n)))(4),
        ]
        expect(await Parallel({ nJobs: 2, backend })(tasks)).to.deep.equal([1, 2, 3, 4])
      })

      it('gives back every kind of value as it is', async () => {
        const objects = [new Date(0), new Set([1]), new Map([[1, 2]]), new Uint8Array([1, 2]), /a/g, [[]], { a: {} }]
        const values = [undefined, null, false, 0, -0, NaN, '', 12n, ...objects]
        expect(await Parallel({ nJobs: 2, backend }).map((value: unknown) => value, values)).to.deep.equal(values)
      })

      for (const odd of [undefined, null, true, '5', 5n, -0, NaN, Infinity, new Number(5)]) {
        it(`keeps ${inspect(odd)} apart from the numbers around it`, async () => {
          const values = [...range(10), odd, ...range(10)]
          const parallel = Parallel({ nJobs: 2, backend, batchSize: values.length })
          expect(await parallel.map((value: unknown) => value, values)).to.deep.equal(values)
        })
      }

      it('keeps apart what calls on one instance give that run at the same time', async () => {
        const parallel = Parallel({ nJobs: 2, backend })
        const double = (n: number) => 2 * n
        const calls = [parallel.map(square, NUMBERS), parallel.map(double, NUMBERS), parallel.map(square, [])]
        expect(await Promise.all(calls)).to.deep.equal([SQUARES, [0, 2, 4, 6, 8], []])
      })

      it('[A6] takes nJobs as text and as a fraction', async () => {
        for (const nJobs of ['2', 2.3, 2]) {
          const parallel = Parallel({ nJobs, backend })
          expect(parallel.config.nJobs).to.equal(2)
          expect(await parallel.map(square, NUMBERS)).to.deep.equal(SQUARES)
        }
      })
    })
  }
})

describe('Parallel: onError', () => {
  const failOnOdd = async (n: number) => {
    if (n % 2 === 1) throw new RangeError(`${n} is odd`)
    return n
  }
  for (const backend of EVERY_BACKEND) {
    it(`'return' puts what became of each task at its place, on ${backend}`, async () => {
      const [even, odd, last] = await Parallel({ nJobs: 2, backend, onError: 'return' }).map(failOnOdd, [0, 1, 2])
      expect(even).to.deep.equal({ status: 'fulfilled', value: 0 })
      expect(last).to.deep.equal({ status: 'fulfilled', value: 2 })
      expect(odd).to.have.all.keys('status', 'reason', 'task')
      expect(odd).to.deep.include({ status: 'rejected', task: { index: 1, fn: 'failOnOdd', args: '1' } })
      expect(odd).to.have.property('reason').that.is.instanceOf(RangeError).with.property('message', '1 is odd')
    })

    for (const batchSize of [1, 4]) {
      it(`'return' gives the same one by one, batches of ${batchSize}, on ${backend}`, async () => {
        const inList = await Parallel({ nJobs: 2, backend, onError: 'return' }).map(failOnOdd, [0, 1, 2, 3])
        const parallel = Parallel({ nJobs: 2, backend, onError: 'return', returnAs: 'generator', batchSize })
        const streamed = await collect(parallel.map(failOnOdd, [0, 1, 2, 3]))
        expect(streamed.map(outcome)).to.deep.equal(['0', 'task 1: 1 is odd', '2', 'task 3: 3 is odd'])
        expect(streamed.map(outcome)).to.deep.equal(inList.map(outcome))
      })
    }

    it(`'raise' rejects with what was thrown, on ${backend}`, async () => {
      const parallel = Parallel({ nJobs: 2, backend, onError: 'raise' })
      const outcome = await parallel.map(failOnOdd, [0, 1, 2]).catch((error: unknown) => error)
      expect(outcome).to.be.instanceOf(RangeError).with.property('message', '1 is odd')
    })
  }
})

describe('Parallel: what map takes', () => {
  const inputs: readonly (readonly [string, () => Iterable<unknown> | AsyncIterable<unknown>, readonly unknown[]])[] = [
    ['an array', () => [1, 2], [1, 2]],
    ['an array of holes', () => new Array(2), [undefined, undefined]],
    ['a string', () => 'a𝄞b', ['a', '𝄞', 'b']],
    ['a Set', () => new Set([1, 2]), [1, 2]],
    ['a Map', () => new Map([[1, 'a'], [2, 'b']]), [[1, 'a'], [2, 'b']]],
    ['the keys of a Map', () => new Map([[1, 'a'], [2, 'b']]).keys(), [1, 2]],
    ['a Uint8Array', () => new Uint8Array([1, 2]), [1, 2]],
    ['a Float64Array', () => new Float64Array([0.5, NaN]), [0.5, NaN]],
    ['a BigInt64Array', () => new BigInt64Array([1n, 2n]), [1n, 2n]],
    ['a Buffer', () => Buffer.from('ab'), [97, 98]],
    ['a generator', function* () { yield* [1, 2] }, [1, 2]],
    ['an async generator', async function* () { yield* [1, 2] }, [1, 2]],
    ['an iterable of its own', () => ({ [Symbol.iterator]: () => [1, 2].values() }), [1, 2]],
    ['an async iterable without return()', asyncCountdown, [2, 1]],
    ['an iterator that was begun', begun, [2, 3]],
  ]
  for (const [what, input, items] of inputs) {
    it(`${what}, on every backend`, async () => {
      for (const backend of EVERY_BACKEND) {
        const wrapped = await Parallel({ nJobs: 2, backend }).map((item) => [item], input())
        expect(wrapped, backend).to.deep.equal(items.map((item) => [item]))
      }
    })
  }

  const empty: readonly (readonly [string, () => Iterable<Task> | AsyncIterable<Task>])[] = [
    ['an empty array', () => []],
    ['an empty string', () => '' as unknown as Iterable<Task>],
    ['an empty Set', () => new Set<Task>()],
    ['an empty Map', () => new Map() as unknown as Iterable<Task>],
    ['an empty typed array', () => new Uint8Array() as unknown as Iterable<Task>],
    ['an empty generator', function* () {}],
    ['an empty async generator', async function* () {}],
    ['an exhausted iterator', () => exhausted([delayed(square)(2)])],
  ]
  for (const [what, input] of empty) {
    it(`[A3] ${what} gives nothing, on every backend and however it is returned`, async () => {
      for (const backend of EVERY_BACKEND) {
        expect(await Parallel({ nJobs: 2, backend })(input()), backend).to.deep.equal([])
        expect(await Parallel({ nJobs: 2, backend }).map(String, input()), backend).to.deep.equal([])
        for (const returnAs of ['generator', 'generatorUnordered'] as const) {
          expect(await collect(Parallel({ nJobs: 2, backend, returnAs })(input())), backend).to.deep.equal([])
        }
      }
    })
  }

  it('[A3] no worker is started for nothing', async () => {
    const { stdout, stderr, exitCode } = await runProgram('basics-empty-input')
    const [afterNothing, afterOneTask] = stdout.trim().split('\n')
    expect(JSON.parse(afterNothing!)).to.deep.equal({ threads: 0, processes: 0 })
    expect(JSON.parse(afterOneTask!)).to.deep.equal({ threads: 1, processes: 1 })
    expect({ stderr, exitCode }).to.deep.equal({ stderr: '', exitCode: 0 })
  })
})

describe('Parallel: config', () => {
  it('holds the options in force, frozen', () => {
    const { config } = Parallel({ nJobs: -1, backend: 'loky', batchSize: 3 })
    expect(config).to.include({ nJobs: cpuCount(), backend: 'processes', batchSize: 3, returnAs: 'list' })
    expect(config).to.be.frozen
  })

  const expressions = [['2*6', 12], ['2**6', 64], ['(20 // 3) % 5', 1], ['2 * nJobs', 6], ['all', Infinity]] as const
  for (const [preDispatch, tasks] of expressions) {
    it(`[A13] takes preDispatch ${inspect(preDispatch)} as ${tasks}`, () => {
      expect(Parallel({ nJobs: 3, preDispatch }).config.preDispatch).to.equal(tasks)
    })
  }

  it('[A13] computes 1 + 2*3**(4) / (6 + -7) to be -161, which is no number of tasks', () => {
    expect(() => Parallel({ preDispatch: '1 + 2*3**(4) / (6 + -7)' })).to.throw('It comes to -161 tasks')
  })
})

describe('Parallel: programs', () => {
  const file = fileURLToPath(new URL('../fixtures/basics-no-guard.js', import.meta.url))
  const text = readFileSync(file, 'utf8')
  const ways: readonly (readonly [string, readonly string[], string?])[] = [
    ['a file', [file]],
    ['node -e', ['-e', text]],
    ['node --input-type=module -e', ['--input-type=module', '-e', text]],
    ['stdin', ['-'], text],
    ['stdin with --input-type=module', ['--input-type=module'], text],
  ]
  for (const [way, args, input = ''] of ways) {
    it(`[A15] can be at the top level of a program without a main guard that comes from ${way}`, () => {
      const cwd = path.dirname(file) // inside the package, where it goes by its name
      const options = { cwd, input, encoding: 'utf8', timeout: 60_000 } as const
      const { stdout, stderr, status } = spawnSync(process.execPath, args, options)
      expect(stderr).to.equal('')
      expect(stdout).to.equal('started\nthreads [ 1, 4, 9 ]\nprocesses [ 1, 4, 9 ]\n')
      expect(status).to.equal(0)
    })
  }

  it('[A19] are left as they are by the import: no worker, no handle, no listener, no global', async () => {
    const { stdout, stderr, exitCode } = await runProgram('basics-import-only')
    const { before, after } = JSON.parse(stdout)
    expect(after).to.deep.equal(before).and.to.include({ threads: 0, processes: 0 })
    expect({ stderr, exitCode }).to.deep.equal({ stderr: '', exitCode: 0 })
  })
})

describe('Parallel: bound methods', () => {
  class MyList extends Array<number> {}

  for (const backend of IN_WORKERS) {
    it(`[A16] give their result, and leave what they are bound to alone, on ${backend}`, async () => {
      const list = MyList.of(7)
      const results = await Parallel({ nJobs: 2, backend })([1, 2].map((n) => delayed(list.push.bind(list))(n)))
      expect(results).to.deep.equal([2, 2])
      expect(list).to.be.instanceOf(MyList).and.to.deep.equal(MyList.of(7))
    })
  }

  for (const backend of IN_WORKERS) {
    it(`are bound anew to what it has become in every call, on ${backend}`, async () => {
      const list = [1]
      const first = list.at.bind(list)
      const parallel = Parallel({ nJobs: 1, backend })
      expect(await parallel([delayed(first)(0)])).to.deep.equal([1])
      list[0] = 5
      expect(await parallel([delayed(first)(0)])).to.deep.equal([5])
    })
  }

  for (const backend of IN_PROCESS) {
    it(`[A16] act on what they are bound to, on ${backend}`, async () => {
      const list = MyList.of(7)
      const push = list.push.bind(list)
      expect(await Parallel({ nJobs: 2, backend })([1, 2].map((n) => delayed(push)(n)))).to.deep.equal([2, 3])
      expect(list).to.deep.equal(MyList.of(7, 1, 2))
    })
  }
})

function outcome(result: TaskResult<number>): string {
  if (result.status === 'fulfilled') return String(result.value)
  return `task ${result.task.index}: ${(result.reason as Error).message}`
}

async function* countdown() {
  yield* [2, 1]
}

function asyncCountdown(): AsyncIterable<number> {
  const generator = countdown()
  return { [Symbol.asyncIterator]: () => ({ next: () => generator.next() }) }
}

function begun(): Iterable<number> {
  const iterator = [1, 2, 3].values()
  iterator.next()
  return iterator
}

function exhausted<T>(items: readonly T[]): Iterable<T> {
  const iterator = items.values()
  for (const _ of items) iterator.next()
  iterator.next()
  return iterator
}
