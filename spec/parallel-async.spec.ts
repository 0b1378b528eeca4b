import { expect } from 'chai'
import { InputError, OptionError, parallelAsync, parallelAsyncGen, type ProgressEvent, taskOf, TimeoutError } from 'allcores'
import { collect } from './helpers/collect.js'
import { turn } from './helpers/manual-backend.js'
import { rejection, rejectionOf } from './helpers/rejection.js'
import { type Same, same } from './helpers/same-type.js'
import { until } from './helpers/until.js'

const addOne = async (x: number, { a = 1 } = {}) => x + a
const HOUR = 3_600_000
const never = () => new Promise<never>(() => {})

/** A function whose calls end when the spec says so. */
function latched() {
  const started: number[] = []
  const ends = new Map<number, { open(): void; fail(error: unknown): void }>()
  const f = (x: number) => {
    started.push(x)
    return new Promise<string>((resolve, reject) => ends.set(x, { open: () => resolve(`done ${x}`), fail: reject }))
  }
  const underWay = async (items: number) => {
    await until(() => started.length >= items, `${items} items have started`)
    await turn()
  }
  return { f, started, underWay, end: (x: number) => ends.get(x)!.open(), fail: (x: number, error: unknown) => ends.get(x)!.fail(error) }
}

async function failOn(x: number): Promise<number> {
  if (x === 2 || x === 3) throw new RangeError(`no luck with ${x}`)
  return x
}

describe('parallelAsync', () => {
  it('gives what the function gives for each item, in their order, whichever ends first', async () => {
    const { f, underWay, end } = latched()
    const results = parallelAsync(f, [0, 1, 2])
    await underWay(3)
    for (const x of [2, 0, 1]) end(x)
    expect(await results).to.deep.equal(['done 0', 'done 1', 'done 2'])
  })

  it('works on so many items at a time', async () => {
    for (const [nWorkers, expected] of [[1, 1], [3, 3], [undefined, 16]] as const) {
      const { f, started, underWay, end } = latched()
      const results = parallelAsync(f, Array.from({ length: 20 }, (_, i) => i), { nWorkers })
      await underWay(expected)
      expect(started).to.have.length(expected)
      end(0)
      await turn()
      expect(started).to.have.length(expected + 1)
      for (let x = 1; x < 20; x++) {
        await underWay(x + 1)
        end(x)
      }
      expect(await results).to.have.length(20)
    }
  })

  it('runs functions that do not wait as well, in the caller', async () => {
    const seen: number[] = []
    expect(await parallelAsync((x) => seen.push(x), [5, 6])).to.deep.equal([1, 2])
    expect(seen).to.deep.equal([5, 6])
  })

  it('arguments come before the item, named ones last', async () => {
    const all = async (...all: unknown[]) => all
    expect(await parallelAsync(all, [1, 2], { args: ['A'], kwargs: { k: 5 } })).to.deep.equal([['A', 1, { k: 5 }], ['A', 2, { k: 5 }]])
    expect(await parallelAsync(addOne, [1], { kwargs: { a: 2 } })).to.deep.equal([3])
  })

  it('any iterable will do, the empty one too', async () => {
    async function* generate() {
      yield* [1, 2]
    }
    expect(await parallelAsync(addOne, generate())).to.deep.equal([2, 3])
    expect(await parallelAsync(addOne, new Set([1, 2]))).to.deep.equal([2, 3])
    expect(await parallelAsync(addOne, [])).to.deep.equal([])
  })

  it('after an error the others go on; then it rejects, with the error of the first item that has one', async () => {
    const { f, started, underWay, end, fail } = latched()
    let settled = false
    const ended = rejection(parallelAsync(f, [0, 1, 2, 3], { nWorkers: 2 })).finally(() => (settled = true))
    await underWay(2)
    fail(1, new RangeError('second'))
    await turn()
    fail(0, new RangeError('first'))
    await turn()
    expect([started, settled]).to.deep.equal([[0, 1, 2, 3], false])
    end(2)
    end(3)
    const error = await ended
    expect(error).to.be.instanceOf(RangeError).with.property('message', 'first')
    expect(taskOf(error)).to.include({ index: 0, args: '0' })
  })

  it('with cancelOnError the error that comes first ends the call at once', async () => {
    const { f, started, underWay, fail, end } = latched()
    const ended = rejection(parallelAsync(f, [0, 1, 2, 3], { nWorkers: 2, cancelOnError: true }))
    await underWay(2)
    const error = new RangeError('no')
    fail(1, error)
    expect(await ended).to.equal(error)
    end(0)
    await turn()
    expect(started).to.deep.equal([0, 1])
  })

  for (const cancelOnError of [false, true]) {
    it(`with returnExceptions errors take their place among the results, with cancelOnError ${cancelOnError} too`, async () => {
      const results = await parallelAsync(failOn, [1, 2, 3, 4], { returnExceptions: true, cancelOnError })
      expect(results.map((result) => (result instanceof RangeError ? result.message : result))).to.deep.equal([
        1, 'no luck with 2', 'no luck with 3', 4,
      ])
    })
  }

  it('each item has its own limit', async () => {
    const stuck = async (x: number) => (x === 1 ? never() : x)
    const error = await rejectionOf(TimeoutError, parallelAsync(stuck, [0, 1, 2], { timeout: 20 }))
    expect(error).to.include({ code: 'ERR_TASK_TIMEOUT', timeout: 20 })
    expect(taskOf(error)).to.include({ index: 1 })
    const [zero, late, two] = await parallelAsync(stuck, [0, 1, 2], { timeout: 20, returnExceptions: true })
    expect([zero, two]).to.deep.equal([0, 2])
    expect(late).to.be.instanceOf(TimeoutError)
  })

  it('an item that has taken too long makes room for others', async () => {
    const results = await parallelAsync((x) => (x < 4 ? never() : x), [0, 1, 2, 3, 4, 5], { nWorkers: 2, timeout: 10, returnExceptions: true })
    expect(results.slice(4)).to.deep.equal([4, 5])
  })

  it('during a pause no item starts; an abort ends it', async () => {
    const { f, started, underWay } = latched()
    const controller = new AbortController()
    const ended = rejection(parallelAsync(f, [0, 1], { pause: HOUR, signal: controller.signal }))
    await underWay(1)
    expect(started).to.deep.equal([0])
    controller.abort('enough')
    expect(await ended).to.equal('enough')
  })

  it('a pause changes nothing but the time', async () => {
    expect(await parallelAsync(addOne, [1, 2, 3], { pause: 1 })).to.deep.equal([2, 3, 4])
  })

  it('tells how far it is', async () => {
    for (const pause of [0, 1]) {
      const events: ProgressEvent[] = []
      await parallelAsync(failOn, [1, 2, 4], { pause, progress: (event) => void events.push(event), returnExceptions: true })
      expect(events.at(-1)).to.include({ done: 3, failed: 1, total: 3, ended: true })
    }
  })

  it('says at once what is wrong', () => {
    const wrong = (options: object) => () => void parallelAsync(addOne, [1], options)
    expect(wrong({ nWorkers: 0 })).to.throw(OptionError, 'nWorkers must be a whole number of at least 1, got: 0')
    expect(wrong({ cancelOnError: 1 })).to.throw(OptionError, 'cancelOnError must be true or false, got: 1')
    expect(wrong({ cancel_on_error: true })).to.throw(OptionError, "unknown option 'cancel_on_error'. Did you mean 'cancelOnError'?")
    expect(wrong({ threadpool: true })).to.throw(OptionError, "unknown option 'threadpool'. Valid options: ")
    expect(() => parallelAsync(addOne, 5 as unknown as number[])).to.throw(InputError)
    expect(() => parallelAsync(5 as never, [1])).to.throw(TypeError, 'parallelAsync() expects a function first, got number')
  })
})

describe('parallelAsyncGen', () => {
  it('gives each result with the index of its item, as they come', async () => {
    const { f, underWay, end } = latched()
    const results = parallelAsyncGen(f, [10, 11, 12])
    await underWay(3)
    const entries: unknown[] = []
    for (const x of [12, 11, 10]) {
      end(x)
      entries.push((await results.next()).value)
    }
    expect(entries).to.deep.equal([[2, 'done 12'], [1, 'done 11'], [0, 'done 10']])
    expect(await results.next()).to.deep.equal({ done: true, value: undefined })
  })

  it('takes what parallelAsync takes', async () => {
    async function* generate() {
      yield* ['a', 'b']
    }
    const all = async (...all: unknown[]) => all
    const entries = await collect(parallelAsyncGen(all, generate(), { args: [1], kwargs: { k: 2 }, nWorkers: 1, pause: 1 }))
    expect(entries).to.deep.equal([[0, [1, 'a', { k: 2 }]], [1, [1, 'b', { k: 2 }]]])
    expect(await collect(parallelAsyncGen((x) => x * 2, new Set([4])))).to.deep.equal([[0, 8]])
    expect(await collect(parallelAsyncGen(addOne, []))).to.deep.equal([])
  })

  it('leaving it starts no more items, and ends the input', async () => {
    const { f, started, underWay, end } = latched()
    let ended = false
    function* input() {
      try {
        for (let i = 0; ; i++) yield i
      } finally {
        ended = true
      }
    }
    const results = parallelAsyncGen(f, input(), { nWorkers: 2 })
    await underWay(2)
    end(0)
    for await (const entry of results) {
      expect(entry).to.deep.equal([0, 'done 0'])
      break
    }
    const before = [...started]
    for (const x of before.slice(1)) end(x)
    await turn()
    expect(started).to.deep.equal(before)
    expect(ended).to.equal(true)
  })

  it('can be left while a result is waited for, in a pause, and with returnExceptions', async () => {
    for (const returnExceptions of [false, true]) {
      const results = parallelAsyncGen(never, [1, 2], { pause: HOUR, returnExceptions })
      const next = results.next()
      await turn()
      await results.return()
      expect(await next).to.deep.equal({ done: true, value: undefined })
    }
  })

  it('throws the error that comes first, and ends', async () => {
    const results = parallelAsyncGen(failOn, [1, 2, 4], { nWorkers: 1 })
    expect((await results.next()).value).to.deep.equal([0, 1])
    const error = await rejectionOf(RangeError, results.next())
    expect(error.message).to.equal('no luck with 2')
    expect(taskOf(error)).to.include({ index: 1, fn: 'failOn', args: '2' })
    expect(await results.next()).to.deep.equal({ done: true, value: undefined })
  })

  it('with returnExceptions errors come as results', async () => {
    const entries = await collect(parallelAsyncGen(failOn, [1, 2, 4], { nWorkers: 1, returnExceptions: true }))
    expect(entries.map(([index, result]) => [index, result instanceof RangeError ? result.message : result])).to.deep.equal([
      [0, 1], [1, 'no luck with 2'], [2, 4],
    ])
  })

  it('each item has its own limit', async () => {
    const stuck = async (x: number) => (x === 1 ? never() : x)
    expect(await rejection(collect(parallelAsyncGen(stuck, [0, 1], { timeout: 20 })))).to.have.property('code', 'ERR_TASK_TIMEOUT')
    const entries = await collect(parallelAsyncGen(stuck, [0, 1], { timeout: 20, returnExceptions: true }))
    expect(entries.map(([index]) => index)).to.deep.equal([0, 1])
    expect(entries[1]![1]).to.be.instanceOf(TimeoutError)
  })

  it('says at once what is wrong', () => {
    const wrong = (options: object) => () => void parallelAsyncGen(addOne, [1], options)
    expect(wrong({ nWorkers: 0 })).to.throw(OptionError, 'nWorkers must be a whole number of at least 1')
    expect(wrong({ cancelOnError: true })).to.throw(OptionError, "unknown option 'cancelOnError'. Valid options: ")
  })
})

describe('parallelAsync and parallelAsyncGen: types', () => {
  it('follow from the function, the items and the options', async () => {
    const sums = parallelAsync(addOne, [1])
    const caught = parallelAsync(addOne, [1], { returnExceptions: true, cancelOnError: true })
    const inferred = parallelAsync(async (a, x) => `${a}${x.length}`, ['a'], { args: [1] })
    const stream = parallelAsyncGen(addOne, [1])
    const caughtStream = parallelAsyncGen((x) => x.length, ['a'], { returnExceptions: true })
    same<Same<typeof sums, Promise<number[]>>>()
    same<Same<typeof caught, Promise<(number | Error)[]>>>()
    same<Same<typeof inferred, Promise<string[]>>>()
    same<Same<typeof stream, AsyncGenerator<[index: number, result: number], void, void>>>()
    same<Same<typeof caughtStream, AsyncGenerator<[index: number, result: number | Error], void, void>>>()
    expect(await Promise.all([sums, caught, inferred, collect(stream), collect(caughtStream)])).to.deep.equal([
      [2], [2], ['11'], [[0, 2]], [[0, 1]],
    ])
  })

  it('misuse does not compile', () => {
    const wrong: readonly (() => unknown)[] = [
      // @ts-expect-error a function of other items
      () => parallelAsync(addOne, ['a']),
      // @ts-expect-error a named argument of another type
      () => parallelAsync(addOne, [1], { kwargs: { a: 'x' } }),
      // @ts-expect-error an option of parallel
      () => parallelAsync(addOne, [1], { threadpool: true }),
      // @ts-expect-error an option of parallelAsync
      () => parallelAsyncGen(addOne, [1], { cancelOnError: true }),
      // @ts-expect-error fastcore's spelling
      () => parallelAsyncGen(addOne, [1], { n_workers: 2 }),
      // @ts-expect-error a generator is no promise
      async () => (await parallelAsyncGen(addOne, [1])).length,
    ]
    expect(wrong).to.have.length(6)
  })
})
