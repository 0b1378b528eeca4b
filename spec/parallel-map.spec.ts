import { expect } from 'chai'
import { writeFileSync } from 'node:fs'
import { isMainThread, threadId, Worker } from 'node:worker_threads'
import { InputError, OptionError, parallel, type ParallelMapOptions, type ProgressEvent, taskOf, TimeoutError } from 'allcores'
import { double, gate, here, meet, spin, waitForEver } from './fixtures/errors-tasks.js'
import { turn } from './helpers/manual-backend.js'
import { rejection, rejectionOf } from './helpers/rejection.js'
import { type Same, same } from './helpers/same-type.js'
import { useScratch } from './helpers/scratch.js'
import { until } from './helpers/until.js'

const addOne = (x: number, { a = 1 } = {}) => x + a
const fiftyNumbers = Array.from({ length: 50 }, (_, i) => i)
const HOUR = 3_600_000

class Unlucky extends Error {
  readonly number: number
  constructor(number: number) {
    super(`no luck with ${number}`)
    this.number = number
  }
}

function dieSometimes(x: number): number {
  if (x === 4 || x === 5) throw new RangeError(`no luck with ${x}`)
  return x * 2
}

/** Every place that items can be worked on at: what is asked of one is asked of all. */
const PLACES: Readonly<Record<string, ParallelMapOptions>> = {
  'no workers': { nWorkers: 0 },
  'one worker': { nWorkers: 1 },
  'two workers': { nWorkers: 2 },
  'two threads': { nWorkers: 2, threadpool: true },
  'two processes': { nWorkers: 2, threadpool: false },
}

for (const [place, options] of Object.entries(PLACES)) {
  describe(`parallel with ${place}`, () => {
    const scratch = useScratch()

    it('gives what the function gives for each item, in their order', async () => {
      expect(await parallel(addOne, fiftyNumbers, options)).to.deep.equal(fiftyNumbers.map((x) => x + 1))
    })

    it('waits for async functions', async () => {
      expect(await parallel(async (x) => x + 1, fiftyNumbers, options)).to.deep.equal(fiftyNumbers.map((x) => x + 1))
    })

    it('an empty input gives an empty list', async () => {
      expect(await parallel(addOne, [], options)).to.deep.equal([])
    })

    it('the function gets the item and nothing else', async () => {
      expect(await parallel((...all: unknown[]) => all, ['7', '8'], options)).to.deep.equal([['7'], ['8']])
    })

    it('arguments come before the item, named ones last', async () => {
      const all = (...all: unknown[]) => all
      expect(await parallel(all, [1, 2], { ...options, args: ['A', [3]] })).to.deep.equal([['A', [3], 1], ['A', [3], 2]])
      expect(await parallel(all, [1], { ...options, kwargs: { k: 5 } })).to.deep.equal([[1, { k: 5 }]])
      expect(await parallel(all, [1], { ...options, args: ['A'], kwargs: { k: 5 } })).to.deep.equal([['A', 1, { k: 5 }]])
    })

    it('named arguments may have the names of options', async () => {
      expect(await parallel((x, o) => [x, o.timeout, o.total], [1], { ...options, kwargs: { timeout: 2, total: 3 } })).to.deep.equal([[1, 2, 3]])
    })

    it('any iterable will do', async () => {
      function* generate() {
        yield* [1, 2, 3]
      }
      async function* generateLater() {
        yield* generate()
      }
      for (const items of [generate(), generateLater(), new Set([1, 2, 3]), Uint8Array.of(1, 2, 3)]) {
        expect(await parallel(addOne, items, options)).to.deep.equal([2, 3, 4])
      }
    })

    it('rejects with what was thrown, and says for which item', async () => {
      const error = await rejectionOf(RangeError, parallel(dieSometimes, [1, 2, 4, 6], options))
      expect(error.message).to.equal('no luck with 4')
      expect(taskOf(error)).to.include({ index: 2, fn: 'dieSometimes', args: '4' })
    })

    it('names the function also where it has further arguments', async () => {
      const fail = (_: string, x: number) => dieSometimes(x)
      expect(taskOf(await rejection(parallel(fail, [4], { ...options, args: ['A'] })))).to.include({ index: 0, fn: 'fail' })
    })

    it('with returnExceptions errors take their place among the results', async () => {
      const results = await parallel(dieSometimes, [2, 3, 4, 5, 6], { ...options, returnExceptions: true })
      expect(results.map((result) => (result instanceof RangeError ? result.message : result))).to.deep.equal([
        4, 6, 'no luck with 4', 'no luck with 5', 12,
      ])
    })

    it('with returnExceptions whatever is thrown does', async () => {
      const throwing = (x: unknown) => {
        throw x
      }
      expect(await parallel(throwing, [undefined, 0, 'no'], { ...options, returnExceptions: true })).to.deep.equal([undefined, 0, 'no'])
    })

    it('rejects with what the input throws, with returnExceptions too', async () => {
      function* input() {
        yield 1
        throw new RangeError('input')
      }
      expect((await rejectionOf(RangeError, parallel(addOne, input(), { ...options, returnExceptions: true }))).message).to.equal('input')
    })

    for (const returnExceptions of [false, true]) {
      it(`a call that takes too long is ended, with returnExceptions ${returnExceptions}`, async () => {
        const call = parallel(waitForEver, [scratch.file('a'), scratch.file('b')], { ...options, timeout: 20, returnExceptions })
        const error = await rejectionOf(TimeoutError, call)
        expect(error).to.include({ name: 'TimeoutError', code: 'ERR_TIMEOUT', timeout: 20 })
        expect(error.message).to.contain('20 ms')
      })
    }

    it('a call that is quick enough is not, however long the limit', async () => {
      for (const timeout of [HOUR, 2 ** 40, Infinity]) {
        expect(await parallel(addOne, [1, 2], { ...options, timeout })).to.deep.equal([2, 3])
      }
    })

    it("an abort ends the call with the signal's reason, whatever its limit", async () => {
      for (const timeout of [undefined, HOUR]) {
        const signal = AbortSignal.abort('enough')
        expect(await rejection(parallel(addOne, [1, 2], { ...options, timeout, signal }))).to.equal('enough')
      }
    })

    it('a pause changes nothing but the time', async () => {
      expect(await parallel(addOne, [1, 2, 3], { ...options, pause: 1 })).to.deep.equal([2, 3, 4])
      const results = await parallel(dieSometimes, new Set([3, 4]), { ...options, pause: 1, chunkSize: 10, returnExceptions: true })
      expect(results[0]).to.equal(6)
      expect(results[1]).to.be.instanceOf(RangeError)
    })

    it('during a pause no item starts, and an error is not held back', async () => {
      let ended = false
      function* input() {
        try {
          for (;;) yield scratch.file('started')
        } finally {
          ended = true
        }
      }
      const controller = new AbortController()
      const call = rejection(parallel(waitForEver, input(), { ...options, pause: HOUR, signal: controller.signal }))
      await until(() => scratch.lines('started').length > 0)
      controller.abort('enough')
      expect(await call).to.equal('enough')
      expect(scratch.lines('started')).to.have.length(1)
      expect(ended).to.equal(true)
    })

    it('tells how far it is', async () => {
      for (const pause of [0, 1]) {
        const events: ProgressEvent[] = []
        const progress = (event: ProgressEvent) => void events.push(event)
        await parallel(dieSometimes, [3, 4, 6], { ...options, pause, progress, returnExceptions: true })
        expect(events.at(-1)).to.include({ done: 3, failed: 1, total: 3, ended: true })
      }
    })

    it('takes the total from the caller where the input has none', async () => {
      const events: ProgressEvent[] = []
      const progress = (event: ProgressEvent) => void events.push(event)
      await parallel(addOne, [1, 2, 3].values(), { ...options, total: 3, progress })
      expect(events.at(-1)).to.include({ done: 3, total: 3, ended: true })
    })
  })
}

describe('parallel', () => {
  const scratch = useScratch()

  it('results are in order when the first item ends last', async () => {
    const second = scratch.file('second')
    const inTurn = async (wait: string | undefined) => (wait ? gate(wait) : void writeFileSync(second, ''))
    expect(await parallel(inTurn, [second, undefined], { nWorkers: 2, threadpool: true })).to.deep.equal(['through', undefined])
  })

  it('works on as many items at a time as there are workers', async () => {
    const places = await parallel((file) => meet(file, 3), Array.from({ length: 3 }, () => scratch.file('met')), { nWorkers: 3, threadpool: true })
    expect(new Set(places)).to.have.property('size', 3)
  })

  it('runs where threadpool says', async () => {
    const [inThreads = ''] = await parallel(here, [1], { nWorkers: 1, threadpool: true })
    const [inProcesses = ''] = await parallel(here, [1], { nWorkers: 1, threadpool: false })
    expect(inThreads.split('.')[0]).to.equal(String(process.pid))
    expect(inThreads).not.to.equal(here())
    expect(inProcesses.split('.')[0]).not.to.equal(String(process.pid))
  })

  it('runs in the caller without workers, whatever threadpool says, and sees its objects', async () => {
    const seen: number[] = []
    for (const threadpool of [undefined, true, false]) {
      expect(await parallel(() => here(), [1], { nWorkers: 0, threadpool })).to.deep.equal([here()])
    }
    await parallel((x) => void seen.push(x), [1, 2, 3], { nWorkers: 0 })
    expect(seen).to.deep.equal([1, 2, 3])
  })

  it('has as many workers as there are cores by default', async () => {
    process.env.ALLCORES_MAX_CPU_COUNT = '1'
    try {
      expect(await parallel(() => isMainThread && threadId, [1])).to.deep.equal([0])
    } finally {
      delete process.env.ALLCORES_MAX_CPU_COUNT
    }
  })

  for (const threadpool of [true, false]) {
    it(`a limit ends a task that lets nobody else run, with threadpool ${threadpool}`, async () => {
      const call = parallel(spin, [scratch.file('spins')], { nWorkers: 1, threadpool, timeout: 200 })
      expect(await rejection(call)).to.have.property('code', 'ERR_TIMEOUT')
    })
  }

  it('with a pause no item is read before there is a worker for it, or several would start at once later', async () => {
    let read = 0
    function* input() {
      for (; ; read++) yield read < 4 ? undefined : scratch.file('stuck')
    }
    const controller = new AbortController()
    const options = { nWorkers: 2, threadpool: true, pause: 1, chunkSize: 5, signal: controller.signal }
    const ended = rejection(parallel((stuck) => stuck && waitForEver(stuck), input(), options))
    await until(() => scratch.lines('stuck').length === 2)
    for (let i = 0; i < 50; i++) await turn()
    expect(read).to.equal(5) // from 0, and not yet counted when it is given
    controller.abort('enough')
    expect(await ended).to.equal('enough')
  })

  it('further arguments keep their classes and their functions', async () => {
    const tell = (error: Unlucky, twice: (x: number) => number, x: number) => [error instanceof Unlucky, twice(x)]
    const args: [Unlucky, (x: number) => number] = [new Unlucky(4), (x) => x * 2]
    for (const options of Object.values(PLACES)) {
      expect(await parallel(tell, [7], { ...options, args })).to.deep.equal([[true, 14]])
    }
  })

  it('tiny items travel together, unless chunkSize says otherwise', async () => {
    const items = Array.from({ length: 4000 }, (_, i) => i)
    const doubled = items.map(double)
    const { postMessage } = Worker.prototype
    let sent = 0
    Worker.prototype.postMessage = function (...args) {
      sent++
      postMessage.apply(this, args)
    }
    const sentBy = async (chunkSize: 'auto' | number) => {
      sent = 0
      expect(await parallel(double, items, { nWorkers: 2, threadpool: true, chunkSize })).to.deep.equal(doubled)
      return sent
    }
    try {
      expect(await sentBy('auto')).to.be.below(1000)
      expect(await sentBy(1000)).to.be.below(100)
      expect(await sentBy(1)).to.be.at.least(4000)
    } finally {
      Worker.prototype.postMessage = postMessage
    }
  })

  it('the items of a chunk are read together', async () => {
    const events: string[] = []
    function* input() {
      for (let i = 0; i < 4; i++) {
        events.push(`read ${i}`)
        yield i
      }
    }
    await parallel((i) => void events.push(`run ${i}`), input(), { nWorkers: 0, chunkSize: 2 })
    expect(events).to.deep.equal(['read 0', 'read 1', 'run 0', 'run 1', 'read 2', 'read 3', 'run 2', 'run 3'])
  })

  describe('says at once what is wrong with', () => {
    const wrong = (options: object) => () => void parallel(double, [1], options)

    for (const [given, expected] of [
      [{ nWorkers: -1 }, 'nWorkers must be a whole number of at least 0, got: -1. Leave it out for all cores'],
      [{ nWorkers: 1.5 }, 'nWorkers must be a whole number of at least 0, got: 1.5. Leave it out for all cores'],
      [{ nWorkers: '2' }, "nWorkers must be a whole number of at least 0, got: '2'. Leave it out for all cores"],
      [{ chunkSize: 0 }, "chunkSize must be 'auto' or a positive integer, got: 0"],
      [{ pause: -1 }, 'pause must be a number of milliseconds from 0 to 2147483647, got: -1'],
      [{ pause: Infinity }, 'pause must be a number of milliseconds from 0 to 2147483647, got: Infinity'],
      [{ timeout: 0 }, 'timeout must be a number of milliseconds above 0, got: 0'],
      [{ threadpool: 'yes' }, "threadpool must be true or false, got: 'yes'"],
      [{ returnExceptions: 1 }, 'returnExceptions must be true or false, got: 1'],
      [{ args: 'A' }, "args must be an array of arguments, got: 'A'"],
      [{ kwargs: [1] }, 'kwargs must be an object such as { quality: 80 }, got: [ 1 ]'],
      [{ total: -1 }, 'total must be a whole number of at least 0, got: -1'],
      [{ progress: 1 }, 'progress must be true, false or a function, got: 1'],
    ] as const) {
      it(`an option: ${JSON.stringify(given)}`, () => {
        expect(wrong(given)).to.throw(OptionError, expected).with.property('code', 'ERR_INVALID_OPTION')
      })
    }

    it('a signal that is none, with a limit too', () => {
      for (const timeout of [undefined, 100]) expect(wrong({ signal: 5, timeout })).to.throw(OptionError, 'signal must be an AbortSignal, got: 5')
    })

    for (const [given, meant] of [['n_workers', 'nWorkers'], ['chunksize', 'chunkSize'], ['return_exceptions', 'returnExceptions'], ['timeuot', 'timeout']]) {
      it(`a name: ${given}`, () => {
        expect(wrong({ [given!]: 1 })).to.throw(OptionError, `unknown option '${given}'. Did you mean '${meant}'?`).with.property('code', 'ERR_UNKNOWN_OPTION')
      })
    }

    it('the function, the items and the options', () => {
      expect(() => parallel([1] as never, double as never)).to.throw(TypeError, 'parallel() expects a function first, got object')
      expect(() => parallel(double, 5 as unknown as number[])).to.throw(InputError, 'items must be iterable')
      expect(wrong(5 as never)).to.throw(OptionError, 'options must be an object')
    })
  })

  it('types follow from the function, the items and the options', async () => {
    const size = (text: string) => text.length
    const join = (a: string, n: number, x: boolean) => `${a}${n}${x}`
    const sizes = parallel(size, ['a', 'bc'])
    const inferred = parallel(async (text) => text.length, new Set(['a']), { nWorkers: 0 })
    const caught = parallel(size, ['a'], { returnExceptions: true })
    const joined = parallel(join, [true], { args: ['A', 1] })
    const added = parallel(addOne, [1], { kwargs: { a: 2 } })
    const all = parallel((a, n, x, o) => [a, n, x, o] as const, [true], { args: ['A', 1], kwargs: { k: 1 }, nWorkers: 0 })
    const anyArguments = parallel(Math.max, [1, 2], { args: [2] })
    same<Same<typeof sizes, Promise<number[]>>>()
    same<Same<typeof inferred, Promise<number[]>>>()
    same<Same<typeof caught, Promise<(number | Error)[]>>>()
    same<Same<typeof joined, Promise<string[]>>>()
    same<Same<typeof added, Promise<number[]>>>()
    same<Same<typeof all, Promise<(readonly [string, number, boolean, { k: number }])[]>>>()
    same<Same<typeof anyArguments, Promise<number[]>>>()
    expect(await Promise.all([sizes, inferred, caught, joined, added, all, anyArguments])).to.deep.equal([
      [1, 2], [1], [1], ['A1true'], [3], [['A', 1, true, { k: 1 }]], [2, 2],
    ])
  })

  it('misuse does not compile', () => {
    const size = (text: string) => text.length
    const join = (a: string, n: number, x: boolean) => `${a}${n}${x}`
    const wrong: readonly (() => unknown)[] = [
      // @ts-expect-error a function of other items
      () => parallel(size, [1]),
      // @ts-expect-error arguments missing
      () => parallel(join, [true]),
      // @ts-expect-error an argument missing
      () => parallel(join, [true], { args: ['A'] }),
      // @ts-expect-error arguments in another order
      () => parallel(join, [true], { args: [1, 'A'] }),
      // @ts-expect-error a named argument of another type
      () => parallel(addOne, [1], { kwargs: { a: 'x' } }),
      // @ts-expect-error named arguments missing
      () => parallel((x: number, { a }: { a: number }) => x + a, [1]),
      // @ts-expect-error fastcore's spelling
      () => parallel(size, ['a'], { n_workers: 2 }),
      // @ts-expect-error an option of parallelAsync
      () => parallel(size, ['a'], { cancelOnError: true }),
      // @ts-expect-error nothing to iterate over
      () => parallel(size, 5),
      // @ts-expect-error the other way round
      () => parallel(['a'], size),
      // @ts-expect-error there may be errors among the results
      (): Promise<number[]> => parallel(size, ['a'], { returnExceptions: true }),
      // @ts-expect-error results of another type
      (): Promise<string[]> => parallel(size, ['a']),
    ]
    expect(wrong).to.have.length(12)
  })
})
