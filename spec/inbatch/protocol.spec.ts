import { expect } from 'chai'
import { anyActionFailed, args, type CallOptions, inbatchParallel, ParallelActionError } from 'allcores'
import { argumentsOf, loose } from '../helpers/calls-of.js'
import { rejectionOf } from '../helpers/rejection.js'

const HERE = ['for', 'async'] as const
const EVERY_TARGET = ['threads', 'nogil', 'mpc', 'async', 'for'] as const
const all = (...args: unknown[]) => args
const results = (results: unknown[]) => results

describe('inbatchParallel: a call', () => {
  it('[F51] items come first; init and post see the arguments of the call', async () => {
    const seen: unknown[][] = []
    class Recorder {
      init(...given: unknown[]) {
        seen.push(['init', this === batch, ...given])
        return [0, 1, 2]
      }
      post(...given: unknown[]) {
        seen.push(['post', this === batch, ...given])
        return given[0]
      }
    }
    const batch = new Recorder()
    const called = await loose({ init: 'init', post: 'post', target: 'for' }, all).call(batch, 10, { q: 1 })
    expect(called).to.deep.equal([[0, 10, { q: 1 }], [1, 10, { q: 1 }], [2, 10, { q: 1 }]])
    expect(seen).to.deep.equal([['init', true, 10, { q: 1 }], ['post', true, called, 10, { q: 1 }]])
  })

  it('[F52] options of the decorator are for init and post, not for the method', async () => {
    const seen: unknown[] = []
    const options = {
      init: (...given: unknown[]) => [seen.push(given)],
      post: (results: unknown[], ...given: unknown[]) => (seen.push(given), results),
      clearData: false,
      src: 'a',
    }
    const called = await loose({ ...options, target: 'for' }, all)(1, { src: 'b' })
    expect(seen).to.deep.equal([[1, { clearData: false, src: 'b' }], [1, { clearData: false, src: 'b' }]])
    expect(called).to.deep.equal([[1, 1, { src: 'b' }]])
  })

  it('init and post get an object at the end also when nothing is named', async () => {
    const seen: unknown[] = []
    const init = (...given: unknown[]) => (seen.push(given), [1])
    await loose({ init, post: (...given) => seen.push(given), target: 'for' }, all)(7)
    expect(seen).to.deep.equal([[7, {}], [[[1, 7]], 7, {}]])
  })

  it("[F53] names of the call win over an item's, and the item stays as it was", async () => {
    const item = { x: 9, y: 1 }
    expect(await argumentsOf({ init: [item] }, [{ x: 2 }])).to.deep.equal([[{ x: 2, y: 1 }]])
    expect(item).to.deep.equal({ x: 9, y: 1 })
  })

  for (const [what, item, expected] of [
    ['a list is positional arguments', [1, 2, 3], [1, 2, 3]],
    ['an empty list is none', [], []],
    ['a list and an object in a list are two arguments', [[1], { z: 1 }], [[1], { z: 1 }]],
    ['an object is named arguments', { x: 1 }, [{ x: 1 }]],
    ['an object without a prototype is named arguments', Object.assign(Object.create(null), { x: 1 }), [{ x: 1 }]],
    ['an empty object is none', {}, []],
    ['args() is both', args([1, 2], { x: 3 }), [1, 2, { x: 3 }]],
    ['args() may be without names', args([[1], { x: 2 }]), [[1], { x: 2 }]],
    ['a number is one argument', 5, [5]],
    ['a text is one argument', 'abc', ['abc']],
    ['null is one argument', null, [null]],
    ['undefined is one argument', undefined, [undefined]],
    ['a typed array is one argument', new Float64Array([1, 2]), [new Float64Array([1, 2])]],
    ['a Map is one argument', new Map([[1, 2]]), [new Map([[1, 2]])]],
    ['a Set is one argument', new Set([1]), [new Set([1])]],
    ['an instance of a class is one argument', new Date(0), [new Date(0)]],
  ] as const) {
    it(`[F54] ${what}`, async () => {
      expect(await argumentsOf({ init: [item] }, [])).to.deep.equal([expected])
    })
  }

  it('[F54] an object without a prototype comes after the arguments of the call', async () => {
    const item = Object.assign(Object.create(null) as object, { x: 1 })
    expect(await argumentsOf({ init: [item] }, ['k'])).to.deep.equal([['k', { x: 1 }]])
    expect(await argumentsOf({ init: ['k'] }, [item])).to.deep.equal([['k', { x: 1 }]])
  })

  it('a post that is a function is called on the batch', async () => {
    const batch = { indices: [1], label: 'mine' }
    const post = function (this: typeof batch) { return this.label }
    expect(await loose({ init: 'indices', post, target: 'for' }, all).call(batch)).to.equal('mine')
  })

  for (const target of EVERY_TARGET) {
    it(`[F54] items of all forms on '${target}'`, async () => {
      const method = target === 'nogil' || target === 'mpc' ? () => (...given: unknown[]) => given : all
      const init = [[1, 2], { x: 1 }, args([3], { x: 4 }), 5, []]
      const called = await loose({ init, target, post: results }, method)(10, { y: 6 })
      expect(called).to.deep.equal([[1, 2, 10, { y: 6 }], [10, { x: 1, y: 6 }], [3, 10, { x: 4, y: 6 }], [5, 10, { y: 6 }], [10, { y: 6 }]])
    })
  }

  it('args() at the end of a call says what is positional and what is named', async () => {
    expect(await argumentsOf({ init: [0] }, [args([{ x: 1 }])])).to.deep.equal([[0, { x: 1 }]])
    expect(await argumentsOf({ init: [0] }, [1, args([2], { x: 3 })])).to.deep.equal([[0, 1, 2, { x: 3 }]])
  })

  it('only the last argument is looked at, and only plain objects name arguments', async () => {
    expect(await argumentsOf({ init: [0] }, [{ x: 1 }, 2])).to.deep.equal([[0, { x: 1 }, 2]])
    expect(await argumentsOf({ init: [0] }, [new Map([[1, 2]])])).to.deep.equal([[0, new Map([[1, 2]])]])
  })

  it('options of the call reach neither the method nor init nor post', async () => {
    const seen: unknown[] = []
    const options = { init: (...given: unknown[]) => [seen.push(given)], post: (...given: unknown[]) => given.slice(1) }
    const { signal } = new AbortController()
    const call = { nWorkers: 1, target: 'async', debug: false, timeout: 10_000, signal, k: 1 }
    const method = (...given: unknown[]) => seen.push(given)
    expect(await loose(options, method)(7, call)).to.deep.equal([7, { k: 1 }])
    expect(await loose(options, method)(args([7], { target: 'for', k: 1 }))).to.deep.equal([7, { k: 1 }])
    expect(seen).to.deep.equal([[7, { k: 1 }], [1, 7, { k: 1 }], [7, { k: 1 }], [3, 7, { k: 1 }]])
  })

  it('a call that names nothing but options has no named arguments', async () => {
    expect(await argumentsOf({ init: [0] }, [1, { nWorkers: 2, timeout: undefined }])).to.deep.equal([[0, 1]])
  })

  for (const target of EVERY_TARGET) {
    it(`[F55] [F56] on '${target}' an error takes its result's place, all others run, and only without post the call fails`, async () => {
      const method = (x: number) => {
        if (x === 1) throw new RangeError(`no ${x}`)
        return x * 10
      }
      const action = target === 'nogil' || target === 'mpc' ? () => method : method
      const seen = (await loose({ init: [0, 1, 2], target, post: results }, action)()) as unknown[]
      expect([seen[0], seen[2]]).to.deep.equal([0, 20])
      expect(seen[1]).to.be.instanceOf(RangeError).with.property('message', 'no 1')
      expect(anyActionFailed(seen)).to.equal(true)

      const error = await rejectionOf(ParallelActionError, loose({ init: [0, 1, 2], target }, action)())
      expect(error.cause).to.be.instanceOf(RangeError)
      expect([error.results[0], error.results[2]]).to.deep.equal([0, 20])
    })
  }

  for (const target of HERE) {
    it(`[F56] on '${target}' the batch itself comes of it when none failed`, async () => {
      const batch = { indices: [0, 1] }
      expect(await loose({ init: 'indices', target }, all).call(batch)).to.equal(batch)
    })
  }

  it('[F57] what post gives is what the call gives, whatever it is', async () => {
    for (const value of [0, undefined, null, '', [1], new Error('kept')]) {
      expect(await loose({ init: [1], post: () => value, target: 'for' }, all)()).to.equal(value)
    }
    expect(await loose({ init: [1], post: async () => 'later', target: 'for' }, all)()).to.equal('later')
  })

  it('[F68] without items post gets an empty list, and without post the batch comes of it', async () => {
    for (const target of EVERY_TARGET) {
      const method = () => all
      expect(await loose({ init: [], post: results, target }, method)()).to.deep.equal([])
      const batch = { none: [] }
      expect(await loose({ init: 'none', target }, method).call(batch)).to.equal(batch)
    }
  })

  it('a function without a batch', async () => {
    const own = loose({ init: [1, 2, 3], post: results }, (x: number, k: number) => x * k)
    expect(await own(10)).to.deep.equal([10, 20, 30])
    expect(await loose({ init: [1] }, all)()).to.equal(undefined)
    const saw = loose({ init: [1], post: results, target: 'for' }, function (this: unknown) { return this === undefined })
    expect(await saw()).to.deep.equal([true])
  })

  it('a call gives a promise always, also for what is wrong at once', async () => {
    const call = loose({ init: 'nope', target: 'for' }, all).call({})
    expect(call).to.be.instanceOf(Promise)
    await call.catch(() => {})
  })

  it('results are in the order of items, whatever ends first', async () => {
    const opened: (() => void)[] = []
    const method = async (i: number) => {
      if (i === 0) await new Promise<void>((resolve) => opened.push(resolve))
      if (i === 2) opened[0]!()
      return i
    }
    expect(await loose({ init: [0, 1, 2], post: results }, method)()).to.deep.equal([0, 1, 2])
  })
})

describe('inbatchParallel: what it makes', () => {
  class Counter {
    indices = [0, 1]
    seen: number[] = []

    add(k: number, options?: CallOptions): Promise<this>
    @inbatchParallel({ init: 'indices', target: 'for' })
    add(id: number, k?: any): any {
      this.seen.push(id + k)
    }
  }

  it('a decorated method works on the batch it is called on', async () => {
    const [one, other] = [new Counter(), new Counter()]
    expect(await one.add(5)).to.equal(one)
    expect([one.seen, other.seen]).to.deep.equal([[5, 6], []])
  })

  it('it has the name of the method, and as many parameters as callers give it', () => {
    const { add } = Counter.prototype
    expect([add.name, add.length]).to.deep.equal(['add', 1])
    const wrapped = loose({ init: 'runOnce' }, function load(_path: string, _format: string) {})
    expect([wrapped.name, wrapped.length]).to.deep.equal(['load', 2])
    const returns = loose({ init: 'indices', target: 'mpc' }, function heavy(_k: number) { return () => 1 })
    expect([returns.name, returns.length]).to.deep.equal(['heavy', 1])
    expect(loose({ init: 'indices' }, () => 1).length).to.equal(0)
  })

  it('a wrapper in a field', async () => {
    class Fields {
      indices = [1, 2]
      sum = inbatchParallel({ init: 'indices', target: 'for', post: (results: readonly number[]) => results.reduce((a, b) => a + b) },
        function (this: Fields, id: number, k: number) { return id * k * this.indices.length })
    }
    expect(await new Fields().sum(10)).to.equal(60)
  })
})
