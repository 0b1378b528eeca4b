import { inspect } from 'node:util'
import { expect } from 'chai'
import { delayed, InputError, OptionError, Parallel, parallel, ParallelError, type ParallelOptions, type Task } from 'allcores'
import { collect } from '../helpers/collect.js'
import { EVERY_BACKEND } from '../helpers/every-backend.js'
import { rejection } from '../helpers/rejection.js'

const double = (n: number) => 2 * n
const range = (n: number) => Array.from({ length: n }, (_, i) => i)
const construct = (options: unknown) => Parallel(options as ParallelOptions)

describe('Parallel: wrong options', () => {
  const VALID_NAMES = 'nJobs, backend, batchSize, preDispatch, returnAs, onError, verbose, signal, initializer'
  const wrong: readonly (readonly [line: string, option: string, value: unknown, message: string])[] = [
    ['[A4] ', 'nJobs', 0, 'nJobs == 0 has no meaning, got: 0'],
    ['[A4] ', 'nJobs', 0.5, 'nJobs == 0 has no meaning, got: 0.5'],
    ['[A5] ', 'nJobs', '2.3', "nJobs could not be converted to an integer, got: '2.3'"],
    ['[A5] ', 'nJobs', 'invalid', "nJobs could not be converted to an integer, got: 'invalid'"],
    ['', 'nJobs', NaN, 'nJobs could not be converted to an integer, got: NaN'],
    ['', 'nJobs', Infinity, 'nJobs could not be converted to an integer, got: Infinity'],
    ['', 'nJobs', 2n, 'nJobs could not be converted to an integer, got: 2n'],
    ['[A7] ', 'batchSize', 0, "batchSize must be 'auto' or a positive integer, got: 0"],
    ['[A7] [B9] ', 'batchSize', -1, "batchSize must be 'auto' or a positive integer, got: -1"],
    ['[A7] ', 'batchSize', 1.42, "batchSize must be 'auto' or a positive integer, got: 1.42"],
    ['', 'batchSize', '10', "batchSize must be 'auto' or a positive integer, got: '10'"],
    ['', 'batchSize', Infinity, "batchSize must be 'auto' or a positive integer, got: Infinity"],
    ['[A8] ', 'backend', 'spark', "'sequential', 'async', 'threads', 'processes', 'threading', 'loky' or 'multi"],
    ['[A8] ', 'backend', 'spark', "got: 'spark'"],
    ['', 'backend', 'thread', "Did you mean 'threads'?"],
    ['', 'backend', { name: 'mine' }, 'or an object with name, traits and open(), got: { name: '],
    ['', 'backend', null, 'got: null'],
    ['[A11] ', 'preDispatch', 'exit()', 'not a valid or supported arithmetic expression'],
    ['[A11] ', 'preDispatch', 'import os', 'not a valid or supported arithmetic expression'],
    ['[A11] ', 'preDispatch', "'2'", 'not a valid or supported arithmetic expression'],
    ['[A11] ', 'preDispatch', '1^1', 'not a valid or supported arithmetic expression'],
    ['[A11] ', 'preDispatch', '1/0', 'not a valid or supported arithmetic expression'],
    ['[A11] ', 'preDispatch', '1//0', 'not a valid or supported arithmetic expression'],
    ['[A11] ', 'preDispatch', '1%0', 'not a valid or supported arithmetic expression'],
    ['[A11] ', 'preDispatch', '9.**10000.', 'not a valid or supported arithmetic expression'],
    ['[A12] ', 'preDispatch', '1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1', 'is too long: at most 30 characters, got 31'],
    ['[A12] ', 'preDispatch', '1'.repeat(10_000), 'is too long: at most 30 characters, got 10000'],
    ['[A12] ', 'preDispatch', '1000001', 'is too large: at most 1000000'],
    ['[A12] ', 'preDispatch', '10**7', 'is too large: at most 1000000'],
    ['[A12] ', 'preDispatch', '9**9**9', 'is too large: at most 1000000'],
    ['[A12] ', 'preDispatch', '10**6 * 2 // 10**6', 'is too large: at most 1000000'],
    ['', 'preDispatch', 0, 'It comes to 0 tasks where nJobs is 1'],
    ['', 'preDispatch', 'nJobs - 1', "got: 'nJobs - 1'. It comes to 0 tasks where nJobs is 1"],
    ['', 'preDispatch', null, 'got: null'],
    ['', 'returnAs', 'array', "returnAs must be 'list', 'generator' or 'generatorUnordered', got: 'array'"],
    ['', 'returnAs', 'generator_unordered', "Did you mean 'generatorUnordered'?"],
    ['', 'onError', 'ignore', "onError must be 'raise' or 'return', got: 'ignore'"],
    ['', 'verbose', -1, 'verbose must be a number of at least 0, got: -1'],
    ['', 'verbose', 'yes', "verbose must be a number of at least 0, got: 'yes'"],
    ['', 'signal', {}, 'signal must be an AbortSignal, got: {}'],
    ['', 'signal', new AbortController(), "Pass the controller's signal"],
    ['', 'initializer', 5, 'initializer must be a function or a task made by delayed(), got: 5'],
  ]
  for (const [line, option, value, message] of wrong) {
    it(`${line}${option} ${inspect(value, { depth: 0, maxStringLength: 40 })}: ${message}`, () => {
      expect(() => construct({ [option]: value }))
        .to.throw(OptionError, message)
        .that.includes({ name: 'OptionError', code: 'ERR_INVALID_OPTION', option })
    })
  }

  for (const backend of EVERY_BACKEND) {
    it(`[A4] nJobs 0 is refused on ${backend} too`, () => {
      expect(() => Parallel({ nJobs: 0, backend })).to.throw(OptionError, 'nJobs == 0 has no meaning')
    })
  }

  const unknown = { n_jobs: 'nJobs', batchsize: 'batchSize', pre_dispatch: 'preDispatch', chunks: undefined }
  for (const [name, meant] of Object.entries(unknown)) {
    it(`an unknown name, ${name}: the valid ones are listed${meant ? `, and ${meant} is asked for` : ''}`, () => {
      const hint = meant ? ` Did you mean '${meant}'?` : ''
      expect(() => construct({ nJobs: 2, [name]: 2 }))
        .to.throw(OptionError, `unknown option '${name}'.${hint} Valid options: ${VALID_NAMES}`)
        .that.includes({ name: 'OptionError', code: 'ERR_UNKNOWN_OPTION', option: name })
    })
  }

  for (const options of [5, 'threads', null, [], () => ({})]) {
    it(`options that are ${inspect(options)}`, () => {
      expect(() => construct(options))
        .to.throw(OptionError, 'options must be an object such as { nJobs: -1 }, got: ')
        .that.includes({ code: 'ERR_INVALID_OPTION', option: 'options' })
    })
  }

  it('are told where they were written, as errors of the library', () => {
    function whereItWasWritten() {
      return Parallel({ nJobs: 0 })
    }
    expect(whereItWasWritten)
      .to.throw(ParallelError)
      .with.property('stack')
      .that.matches(/^OptionError: nJobs == 0[^]*whereItWasWritten/)
  })
})

describe('Parallel: wrong input', () => {
  const notIterable: readonly (readonly [unknown, string])[] = [
    [5, 'number 5'],
    [undefined, 'undefined'],
    [null, 'null'],
    [true, 'boolean true'],
    [{ length: 1 }, 'Object'],
    [Object.create(null), 'an object without a prototype'],
    [Promise.resolve([1]), 'Promise'],
    [double, 'function double'],
    [{ [Symbol.iterator]: 5 }, 'Object'],
  ]
  for (const returnAs of ['list', 'generator', 'generatorUnordered'] as const) {
    for (const [input, kind] of notIterable) {
      it(`${inspect(input)} is no input, as '${returnAs}' finds at once`, () => {
        const parallel = Parallel({ nJobs: 2, returnAs })
        expect(() => parallel(input as never))
          .to.throw(InputError, `tasks must be iterable (sync or async), got: ${kind}`)
          .that.includes({ name: 'InputError', code: 'ERR_NOT_ITERABLE' })
        expect(() => parallel.map(double, input as never))
          .to.throw(InputError, `items must be iterable (sync or async), got: ${kind}`)
          .that.includes({ name: 'InputError', code: 'ERR_NOT_ITERABLE' })
      })
    }
  }

  for (const fn of [5, undefined, [1], delayed(double)(1)]) {
    it(`${inspect(fn)} is no function`, () => {
      const kind = typeof fn
      expect(() => delayed(fn as never)).to.throw(TypeError, `delayed() expects a function, got ${kind}`)
      expect(() => Parallel().map(fn as never, [1])).to.throw(TypeError, `map() expects a function first, got ${kind}`)
    })
  }

  it('what delayed() makes of a function is none to map', () => {
    for (const made of [delayed(double), delayed(double, { by: 'value' })]) {
      expect(() => Parallel().map(made, [1])).to.throw(TypeError, /^map\(\) takes the function itself, .* write map\(fn, items\)/)
      expect(() => parallel(made, [1])).to.throw(TypeError, /^parallel\(\) takes the function itself/)
    }
  })

  it('a function that is like one made by delayed() is mapped', async () => {
    const results = await Parallel().map(((...args: number[]) => args.length) as () => number, [1])
    expect(results).to.deep.equal([1])
  })

  const notTasks: readonly (readonly [unknown, string])[] = [
    [5, 'number 5'],
    [undefined, 'undefined'],
    [null, 'null'],
    [double, 'function double (a function: call it, as in delayed(fn)(...args))'],
    [delayed(double), 'function <anonymous> (a function: call it, as in delayed(fn)(...args))'],
    [Promise.resolve(delayed(double)(1)), 'Promise'],
    [[double, [1]], 'Array'],
    [{ fn: double, args: [1] }, 'Object'],
  ]
  for (const [item, kind] of notTasks) {
    for (const index of [0, 3]) {
      it(`${inspect(item)} is no task, at index ${index} on every backend`, async () => {
        const message = `item ${index} must be a task made by delayed(fn)(...args), got: ${kind}`
        for (const backend of EVERY_BACKEND) {
          const parallel = Parallel({ nJobs: 2, backend })
          const tasks = range(5).map((i) => delayed(double)(i) as unknown)
          tasks[index] = item
          const error = await rejection(parallel(tasks as Task[]))
          expect(error, backend).to.be.instanceOf(InputError).and.to.include({ code: 'ERR_NOT_A_TASK', message })
          expect(await parallel([delayed(double)(1)]), backend).to.deep.equal([2])
        }
      })
    }
  }

  it("onError 'return' is about tasks, not about what is none", async () => {
    for (const backend of EVERY_BACKEND) {
      const tasks = [delayed(double)(1), 5] as Task[]
      const error = await rejection(Parallel({ nJobs: 2, backend, onError: 'return' })(tasks))
      expect(error, backend).to.be.instanceOf(InputError).and.to.include({ code: 'ERR_NOT_A_TASK' })
    }
  })

  it('an input of characters is told at its first one', async () => {
    const error = await rejection(Parallel()('ab' as never))
    expect(error).to.have.property('message', 'item 0 must be a task made by delayed(fn)(...args), got: string a')
  })
})

describe('Parallel: an input that fails', () => {
  for (const backend of EVERY_BACKEND) {
    for (const place of [0, 5, 19]) {
      for (const batchSize of ['auto', 1, 7] as const) {
        it(`[B8] at item ${place} of 20: its very error comes out, batches of ${batchSize}, ${backend}`, async () => {
          const parallel = Parallel({ nJobs: 2, backend, batchSize })
          for (const input of [failingAt, failingLaterAt]) {
            const broken = new RangeError(`broken at ${place}`)
            expect(await rejection(parallel.map(double, input(place, broken)))).to.equal(broken)
            expect(await parallel.map(double, [1, 2])).to.deep.equal([2, 4])
          }
        })
      }
    }

    it(`[B8] without giving up a scope, on ${backend}`, async () => {
      await using parallel = Parallel({ nJobs: 2, backend })
      for (const place of [0, 5, 19]) {
        const broken = new Error('broken')
        expect(await rejection(parallel.map(double, failingAt(place, broken)))).to.equal(broken)
      }
      expect(await parallel.map(double, [1])).to.deep.equal([2])
    })

    it(`with what is no error, on ${backend}`, async () => {
      for (const thrown of [undefined, null, 0, '', false]) {
        expect(await rejection(Parallel({ nJobs: 2, backend }).map(double, failingAt(2, thrown)))).to.equal(thrown)
      }
    })

    it(`even if failures of tasks are results, on ${backend}`, async () => {
      const broken = new Error('broken')
      const parallel = Parallel({ nJobs: 2, backend, onError: 'return' })
      expect(await rejection(parallel.map(double, failingAt(5, broken)))).to.equal(broken)
    })

    it(`before it gives an iterator, on ${backend}`, async () => {
      const broken = new Error('broken')
      const noIterator = () => fail(broken)
      for (const input of [{ [Symbol.iterator]: noIterator }, { [Symbol.asyncIterator]: noIterator }]) {
        const parallel = Parallel({ nJobs: 2, backend })
        expect(await rejection((async () => parallel.map(double, input))())).to.equal(broken)
        expect(await parallel.map(double, [1])).to.deep.equal([2])
      }
    })

    it(`because its iterator is none, on ${backend}`, async () => {
      const parallel = Parallel({ nJobs: 2, backend })
      let steps = 0
      const nextIsNoResult = () => (steps++ < 100 ? 5 : fail(new Error('asked again and again')))
      for (const iterator of [{}, { next: 5 }, { next: () => undefined }, { next: nextIsNoResult }]) {
        const input = { [Symbol.iterator]: () => iterator } as unknown as Iterable<number>
        expect(await rejection((async () => parallel.map(double, input))())).to.be.instanceOf(TypeError)
      }
      expect(await parallel.map(double, [1])).to.deep.equal([2])
    })

    it(`when it is closed: its error reaches whoever leaves, on ${backend}`, async () => {
      const broken = new Error('would not close')
      for (const returnAs of ['generator', 'generatorUnordered'] as const) {
        const parallel = Parallel({ nJobs: 2, backend, returnAs })
        const leave = async () => {
          for await (const result of parallel.map(double, closingWith(broken))) return result
        }
        expect(await rejection(leave())).to.equal(broken)
        expect(await collect(parallel.map(double, [1]))).to.deep.equal([2])
      }
    })

    it(`when it is closed because a task failed: the task's error counts, on ${backend}`, async () => {
      const failing = (n: number) => {
        throw new RangeError(`task ${n}`)
      }
      const input = closingWith(new Error('would not close'))
      const error = await rejection(Parallel({ nJobs: 2, backend, batchSize: 1 }).map(failing, input))
      expect(error).to.be.instanceOf(RangeError).with.property('message').that.matches(/^task \d$/)
    })
  }
})

function* failingAt(place: number, error: unknown): Generator<number> {
  for (const i of range(20)) {
    if (i === place) throw error
    yield i
  }
}

async function* failingLaterAt(place: number, error: unknown): AsyncGenerator<number> {
  await new Promise((resolve) => setImmediate(resolve))
  yield* failingAt(place, error)
}

/** Endless, so that it has to be closed. */
function closingWith(error: unknown): Iterable<number> {
  let next = 0
  const iterator = {
    next: () => ({ done: false, value: next++ }),
    return: () => fail(error),
  }
  return { [Symbol.iterator]: () => iterator }
}

function fail(error: unknown): never {
  throw error
}
