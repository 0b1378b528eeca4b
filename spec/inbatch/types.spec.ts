import { expect } from 'chai'
import { action, args, type CallOptions, inbatchParallel, ParallelActionError, partial, type TargetName } from 'allcores'
import { type Same, same } from '../helpers/same-type.js'

class Numbers {
  readonly indices = [0, 1]
  readonly data = new Float64Array([1, 2])

  byIndex = inbatchParallel({ init: 'indices', target: 'for' }, function (this: Numbers, id: number, factor: number) {
    this.data[id]! *= factor
  })

  decorated(factor: number, options?: CallOptions): Promise<this>
  @action
  @inbatchParallel({ init: 'indices', target: 'for' })
  decorated(id: number, factor?: any): any {
    this.data[id]! *= factor
  }
}

type Named = { readonly quality: number }
type Factor = { readonly k: number }

describe('inbatchParallel: types', () => {
  it('the item is left out of the parameters, options of the call come after them, and the batch comes of it', async () => {
    const batch = new Numbers()
    same<Same<Parameters<typeof batch.byIndex>, [factor: number, options?: CallOptions]>>()
    const done = batch.byIndex(2, { nWorkers: 2 })
    same<Same<typeof done, Promise<Numbers>>>()
    expect(await done).to.equal(batch)
    // @ts-expect-error: the factor is missing
    const missing = () => batch.byIndex()
    // @ts-expect-error: the item is not the caller's to give
    const item = () => batch.byIndex(0, 2)
    // @ts-expect-error: no such target
    const target = () => batch.byIndex(2, { target: 'thread' })
    // @ts-expect-error: no such option
    const option = () => batch.byIndex(2, { workers: 2 })
    // @ts-expect-error: `this` is a batch
    const other = () => batch.byIndex.call({}, 2)
    expect([missing, item, target, option, other]).to.have.length(5)
  })

  it('a last parameter for named arguments takes the options of the call along', () => {
    const act = inbatchParallel({ init: 'indices' }, function (this: Numbers, _id: number, _a: string, _named?: Named) {})
    same<Same<Parameters<typeof act>, [_a: string, _named?: Named & CallOptions]>>()
    const needed = inbatchParallel({ init: 'indices' }, function (this: Numbers, _id: number, _named: Named) {})
    same<Same<Parameters<typeof needed>, [_named: Named & CallOptions]>>()
    // @ts-expect-error: quality is missing
    const wrong = () => needed.call(new Numbers(), { nWorkers: 2 })
    expect(wrong).to.be.a('function')
  })

  it('a last parameter that is no plain object has options after it', () => {
    const array = inbatchParallel({ init: 'indices' }, function (this: Numbers, _id: number, _a: Float64Array) {})
    const list = inbatchParallel({ init: 'indices' }, function (this: Numbers, _id: number, _a?: string[]) {})
    same<Same<Parameters<typeof array>, [_a: Float64Array, options?: CallOptions]>>()
    same<Same<Parameters<typeof list>, [_a?: string[] | undefined, options?: CallOptions]>>()
    expect([array, list]).to.have.length(2)
  })

  it('arguments may come in args(), which tells named ones from objects', () => {
    class Acts extends Numbers {
      act = inbatchParallel({ init: 'indices' }, function (this: Acts, _id: number, _a: string, _list: number[], _named?: Named) {})
      one = inbatchParallel({ init: 'indices' }, function (this: Acts, _id: number, _point: { x: number }) {})
    }
    const batch = new Acts()
    void (() => [
      batch.act(args(['a', [1]])),
      batch.act(args(['a', [1]], { quality: 1, nWorkers: 2 })),
      batch.act('a', args([[1]], { nWorkers: 2 })),
      batch.act('a', [1], args([], { quality: 1 })),
      batch.act(args(['a', [1], { quality: 1 }])),
      batch.one(args([{ x: 5 }], { target: 'for' })),
      batch.one(args([], { x: 5 })),
      batch.byIndex(args([2])),
    ])
    const wrong = [
      // @ts-expect-error: a number for a text
      () => batch.act(args([1, [1]])),
      // @ts-expect-error: the list is missing
      () => batch.act(args(['a'])),
      // @ts-expect-error: one too many
      () => batch.byIndex(2, args([3])),
      // @ts-expect-error: no such target
      () => batch.byIndex(args([2], { target: 'thread' })),
      // @ts-expect-error: quality is a number
      () => batch.act('a', args([[1]], { quality: 'a' })),
      // @ts-expect-error: x is missing
      () => batch.one(args([])),
    ]
    expect(wrong).to.have.length(6)
  })

  it('named arguments come right after what is left out', () => {
    class Acts extends Numbers {
      act = inbatchParallel({ init: 'indices' }, function (this: Acts, _id: number, _a: string, _b: number = 2, _c?: string) {})
      named = inbatchParallel({ init: 'indices' }, function (this: Acts, _id: number, _b?: number, _named?: Named) {})
    }
    const batch = new Acts()
    void (() => [
      batch.act('a', { nWorkers: 2 }),
      batch.act('a', 3, { nWorkers: 2 }),
      batch.act('a', 3, 'b', { nWorkers: 2 }),
      batch.named({ quality: 1, nWorkers: 2 }),
      batch.named(2, { quality: 1, nWorkers: 2 }),
    ])
    const wrong = [
      // @ts-expect-error: what is needed is no option
      () => batch.act({ nWorkers: 2 }),
      // @ts-expect-error: a number for what may be left out
      () => batch.act('a', 'b'),
      // @ts-expect-error: options come last
      () => batch.act('a', { nWorkers: 2 }, 3),
      // @ts-expect-error: quality is a number
      () => batch.named({ quality: 'a' }),
    ]
    expect(wrong).to.have.length(4)
  })

  it('with runOnce there is no item', () => {
    const camel = inbatchParallel({ init: 'runOnce' }, function (this: Numbers, _path: string) {})
    const snake = inbatchParallel({ init: 'run_once' }, function (this: Numbers) {})
    same<Same<Parameters<typeof camel>, [_path: string, options?: CallOptions]>>()
    same<Same<Parameters<typeof snake>, [options?: CallOptions]>>()
    expect([camel, snake]).to.have.length(2)
  })

  it('a method that returns the function for the items gets none itself', () => {
    const init = function (this: Numbers) { return this.indices.map((id) => [this.data, id] as const) }
    const fill = (data: Float64Array, id: number, value: number) => void (data[id] = value)
    const act = inbatchParallel({ init, target: 'nogil' }, function (this: Numbers, _value: number) { return fill })
    const named = inbatchParallel({ init: 'indices', target: 'm' }, (_named: Factor) => partial(fill))
    const here = inbatchParallel({ init: 'indices', target: 'f' }, function (this: Numbers, _id: number, _value: number) {})
    same<Same<Parameters<typeof act>, [_value: number, options?: CallOptions]>>()
    same<Same<Parameters<typeof named>, [_named: Factor & CallOptions]>>()
    same<Same<Parameters<typeof here>, [_value: number, options?: CallOptions]>>()
    expect([act, named, here]).to.have.length(3)
  })

  it('items give the method its first parameter, and its type where it is not written', () => {
    const array = inbatchParallel({ init: [1, 2] }, (x, k: string) => `${x.toFixed(1)} ${k}`)
    const later = inbatchParallel({ init: new Set(['a']) }, (x, k: string) => x.concat(k))
    const made = inbatchParallel({ init: async () => [1] }, (x, _k: number) => x.toFixed())
    const generated = inbatchParallel({ async *init() { yield 1 } }, (x) => x.toFixed())
    same<Same<Parameters<typeof array>, [k: string, options?: CallOptions]>>()
    same<Same<Parameters<typeof later>, [k: string, options?: CallOptions]>>()
    same<Same<Parameters<typeof made>, [_k: number, options?: CallOptions]>>()
    same<Same<Parameters<typeof generated>, [options?: CallOptions]>>()
    // @ts-expect-error: items are numbers
    const wrong = () => inbatchParallel({ init: [1, 2] }, (x: string) => x)
    expect(wrong).to.be.a('function')
  })

  it('an item that is a list of arguments leaves out as many parameters', () => {
    const pair = (batch: Numbers) => batch.indices.map((id) => [batch.data, id] as const)
    const init = function (this: Numbers) { return pair(this) }
    const act = inbatchParallel({ init }, function (this: Numbers, data: Float64Array, id: number, k: number) { data[id] = k })
    same<Same<Parameters<typeof act>, [k: number, options?: CallOptions]>>()
    const both = function (this: Numbers) { return this.indices.map((id) => args([this.data, id], { k: 1 })) }
    const named = inbatchParallel({ init: both }, function (this: Numbers, data: Float64Array, id: number, named?: Factor) {
      data[id] = named?.k ?? 0
    })
    same<Same<Parameters<typeof named>, [named?: Factor & CallOptions]>>()
    void (() => named.call(new Numbers(), { k: 2, nWorkers: 1 }))
    // @ts-expect-error: items are of other types than parameters
    const wrong = () => inbatchParallel({ init }, function (this: Numbers, _data: string, _id: number) {})
    expect([act, named, wrong]).to.have.length(3)
  })

  it('a post that is a function gives the result', () => {
    const post = (results: readonly unknown[]) => results.length
    const later = async (results: readonly unknown[]) => String(results)
    const counted = inbatchParallel({ init: 'indices', post, extra: 1 }, function (this: Numbers, _id: number) {})
    const text = inbatchParallel({ init: 'indices', post: later }, function (this: Numbers, _id: number) {})
    const untyped = inbatchParallel({ init: 'indices', post: (results, _k) => results }, function (this: Numbers, _id: number) {})
    const named = inbatchParallel({ init: 'indices', post: 'join' }, function (this: Numbers, _id: number) {})
    same<Same<ReturnType<typeof counted>, Promise<number>>>()
    same<Same<ReturnType<typeof text>, Promise<string>>>()
    same<Same<ReturnType<typeof untyped>, Promise<readonly unknown[]>>>()
    same<Same<ReturnType<typeof named>, Promise<Numbers>>>()
    expect([counted, text, untyped, named]).to.have.length(4)
  })

  it('a decorated method has the type of the overload above it', async () => {
    const batch = new Numbers()
    const done = batch.decorated(2, { target: 'f' })
    same<Same<typeof done, Promise<Numbers>>>()
    expect(Array.from((await done).data)).to.deep.equal([2, 4])
    // @ts-expect-error: the implementation's parameters are not the caller's
    const wrong = () => batch.decorated('a')
    expect(wrong).to.be.a('function')
  })

  it('options are checked', () => {
    const wrong = [
      // @ts-expect-error: no init
      () => inbatchParallel({}),
      // @ts-expect-error: no such target
      () => inbatchParallel({ init: 'indices', target: 'process' }),
      // @ts-expect-error: post is a name or a function
      () => inbatchParallel({ init: 'indices', post: 3 }),
      // @ts-expect-error: an init is a name, a function or an iterable
      () => inbatchParallel({ init: 3 }, (x: number) => x),
      // @ts-expect-error: it is a list
      () => args(1),
      // @ts-expect-error: it is a function
      () => partial(1),
      // @ts-expect-error: a lock has a name or none
      () => action({ useLock: 1 }),
    ]
    same<Same<TargetName, 'threads' | 'nogil' | 'mpc' | 'async' | 'for' | 't' | 'n' | 'm' | 'a' | 'f'>>()
    same<Same<ParallelActionError['code'], 'ERR_ACTION_FAILED'>>()
    expect(wrong).to.have.length(7)
  })

  it('action leaves the type as it is', () => {
    const act = action(inbatchParallel({ init: 'indices' }, function (this: Numbers, _id: number, _k: number) {}))
    const locked = action({ useLock: 'file' })(act)
    same<Same<Parameters<typeof act>, [_k: number, options?: CallOptions]>>()
    same<Same<typeof locked, typeof act>>()
    expect(locked).to.be.a('function')
  })
})
