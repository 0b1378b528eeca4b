import { expect } from 'chai'
import {
  type AnyIterable,
  type Config,
  delayed,
  type OnError,
  type OptionsFor,
  Parallel,
  type ParallelInstance,
  type ParallelOptions,
  type ResultOf,
  type Results,
  type ReturnAs,
  type Task,
  type TaskResult,
} from 'allcores'
import { type Same, same } from '../helpers/same-type.js'

const size = (text: string) => text.length
const shout = async (text: string, times = 1) => text.toUpperCase().repeat(times)
const tasksOfNumbers = () => ['a', 'bc'].map((text) => delayed(size)(text))

describe('Parallel: types', () => {
  it('a task has the type that its call resolves to', () => {
    const sized = delayed(size)('a')
    const shouted = delayed(shout)('a', 2)
    same<Same<typeof sized, Task<number>>>()
    same<Same<typeof shouted, Task<string>>>()
    same<Same<ResultOf<typeof shouted>, string>>()
    expect(shouted.args).to.deep.equal(['a', 2])
  })

  it('a list of tasks gives a promise of a list of results', async () => {
    const results = Parallel()(tasksOfNumbers())
    same<Same<typeof results, Promise<number[]>>>()
    expect(await results).to.deep.equal([1, 2])
  })

  it('a function around Parallel has its types, whichever results its options ask for', async () => {
    function mapAll<I, T, R extends ReturnAs = 'list', E extends OnError = 'raise'>(
      fn: (item: I) => T, items: AnyIterable<I>, options?: OptionsFor<R, E>,
    ): Results<Awaited<T>, R, E> {
      return Parallel<R, E>({ nJobs: 1, ...options }).map(fn, items)
    }
    const list = mapAll(size, ['a', 'bc'], { nJobs: 1 })
    const settled = mapAll(shout, ['a'], { onError: 'return' })
    const stream = mapAll(size, ['a'], { returnAs: 'generator' })
    same<Same<typeof list, Promise<number[]>>>()
    same<Same<typeof settled, Promise<TaskResult<string>[]>>>()
    same<Same<typeof stream, AsyncGenerator<number, void, void>>>()
    expect([await list, await settled, (await stream.next()).value]).to.deep.equal([[1, 2], [{ status: 'fulfilled', value: 'A' }], 1])
    const lists = (options: OptionsFor) => Parallel(options).map(size, ['a'])
    same<Same<ReturnType<typeof lists>, Promise<number[]>>>()
    // @ts-expect-error lists only
    expect(() => lists({ returnAs: 'stream' })).to.throw()
  })

  it('a literal list gives a tuple', async () => {
    const results = Parallel()([delayed(size)('a'), delayed(shout)('b'), delayed(Math.max)(1, 2)])
    same<Same<typeof results, Promise<[number, string, number]>>>()
    expect(await results).to.deep.equal([1, 'B', 2])
  })

  it('a list of tasks of several types gives a list of their results', async () => {
    const tasks = [delayed(size)('a'), delayed(shout)('b')]
    const results = Parallel()(tasks)
    same<Same<typeof results, Promise<(number | string)[]>>>()
    expect(await results).to.deep.equal([1, 'B'])
  })

  it('any iterable will do, sync or async', async () => {
    function* generate() {
      yield delayed(size)('a')
    }
    async function* generateLater() {
      yield* generate()
    }
    const parallel = Parallel()
    const all = [parallel(new Set(tasksOfNumbers())), parallel(generate()), parallel(generateLater())] as const
    same<Same<typeof all, readonly [Promise<number[]>, Promise<number[]>, Promise<number[]>]>>()
    expect(await Promise.all(all)).to.deep.equal([[1, 2], [1], [1]])
  })

  it("'generator' and 'generatorUnordered' give async generators", async () => {
    const ordered = Parallel({ returnAs: 'generator' })(tasksOfNumbers())
    const unordered = Parallel({ returnAs: 'generatorUnordered' })(tasksOfNumbers())
    same<Same<typeof ordered, AsyncGenerator<number, void, void>>>()
    same<Same<typeof unordered, AsyncGenerator<number, void, void>>>()
    const first = await ordered.next()
    if (!first.done) same<Same<typeof first.value, number>>()
    expect(first.value).to.equal(1)
    await unordered.return()
  })

  it("onError 'return' gives what became of each task", async () => {
    const parallel = Parallel({ onError: 'return' })
    const results = parallel(tasksOfNumbers())
    const pair = parallel([delayed(size)('a'), delayed(shout)('b')])
    const stream = Parallel({ onError: 'return', returnAs: 'generator' })(tasksOfNumbers())
    same<Same<typeof results, Promise<TaskResult<number>[]>>>()
    same<Same<typeof pair, Promise<[TaskResult<number>, TaskResult<string>]>>>()
    same<Same<typeof stream, AsyncGenerator<TaskResult<number>, void, void>>>()
    const [first] = await results
    if (first?.status === 'fulfilled') same<Same<typeof first.value, number>>()
    if (first?.status === 'rejected') same<Same<typeof first.task.index, number>>()
    expect(first).to.have.property('value', 1)
    await stream.return()
  })

  it('map takes the item type from the items or the function, and awaits what it gives', async () => {
    const parallel = Parallel()
    const sizes = parallel.map((text) => text.length, ['a', 'bc'])
    const shouts = parallel.map(shout as (text: string) => Promise<string>, new Set(['a']))
    const streamed = Parallel({ returnAs: 'generator' }).map(size, ['a'])
    const settled = Parallel({ onError: 'return' }).map(size, ['a'])
    same<Same<typeof sizes, Promise<number[]>>>()
    same<Same<typeof shouts, Promise<string[]>>>()
    same<Same<typeof streamed, AsyncGenerator<number, void, void>>>()
    same<Same<typeof settled, Promise<TaskResult<number>[]>>>()
    expect([await sizes, await shouts]).to.deep.equal([[1, 2], ['A']])
    await streamed.return()
  })

  it('an instance can be named, kept and disposed of', async () => {
    await using parallel: ParallelInstance = Parallel({ nJobs: 1 })
    same<Same<typeof parallel.config, Config>>()
    same<Same<ReturnType<typeof parallel.close>, Promise<void>>>()
    const options: ParallelOptions = { nJobs: '2', backend: 'loky', preDispatch: '2 * nJobs' }
    const either = Parallel(options)
    same<Same<typeof either, ParallelInstance<ReturnAs, OnError>>>()
    expect([parallel.config.nJobs, either.config.nJobs]).to.deep.equal([1, 2])
  })

  it('misuse does not compile', () => {
    const parallel = Parallel()
    const streaming = Parallel({ returnAs: 'generator' })
    const wrong: readonly (() => unknown)[] = [
      // @ts-expect-error no function
      () => delayed(5),
      // @ts-expect-error an argument of another type
      () => delayed(size)(5),
      // @ts-expect-error an argument missing
      () => delayed(size)(),
      // @ts-expect-error an argument too many
      () => delayed(size)('a', 'b'),
      // @ts-expect-error functions, not tasks
      () => parallel([() => 5]),
      // @ts-expect-error values, not tasks
      () => parallel([1, 2]),
      // @ts-expect-error a promise of tasks
      () => parallel(Promise.resolve(tasksOfNumbers())),
      // @ts-expect-error one task
      () => parallel(delayed(size)('a')),
      // @ts-expect-error a function of other items
      () => parallel.map(size, [1, 2]),
      // @ts-expect-error what map takes, the other way round
      () => parallel.map([1, 2], String),
      // @ts-expect-error joblib's spelling
      () => Parallel({ n_jobs: 2 }),
      // @ts-expect-error no name of a backend, and no backend
      () => Parallel({ backend: 2 }),
      // @ts-expect-error no such way to return
      () => Parallel({ returnAs: 'array' }),
      // @ts-expect-error a promise is no generator
      async () => parallel([delayed(size)('a')]).next(),
      // @ts-expect-error a generator is no list
      async () => (await streaming([delayed(size)('a')])).length,
      // @ts-expect-error results can't be taken for something else
      (): Promise<string[]> => parallel(tasksOfNumbers()),
      // @ts-expect-error options in force are not to be changed
      () => (parallel.config.nJobs = 2),
    ]
    expect(wrong).to.have.length(17)
  })
})
