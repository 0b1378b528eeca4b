import { expect } from 'chai'
import { InputError, OptionError } from 'allcores'
import { argumentsOf, loose } from '../helpers/calls-of.js'
import { rejection, rejectionOf } from '../helpers/rejection.js'

const results = (results: unknown[]) => results

class Images {
  static components = ['images', 'labels']
  indices = ['a', 'b']
  images = [[1, 2], [3, 4]]
  labels = [{ x: 1 }, { x: 2 }]
  pairs = [[1, 2], [3, 4]]

  get halves() {
    return this.pairs.map(([first]) => first! / 2)
  }
  async later() {
    return [1, 2]
  }
  async *generated(count: number) {
    for (let i = 0; i < count; i++) yield [i, i]
  }
  item(id: string) {
    const position = this.indices.indexOf(id)
    const batch = this
    return {
      id,
      get images() { return batch.images[position] },
      set images(image: any) { batch.images[position] = image },
      get labels() { return batch.labels[position] },
    }
  }
}

describe('inbatchParallel: init', () => {
  for (const [what, init, expected] of [
    ["'indices': an id each", 'indices', [['a'], ['b']]],
    ['a component: an element each, whatever it is', 'images', [[[1, 2]], [[3, 4]]]],
    ['a component of plain objects: an element each', 'labels', [[{ x: 1 }], [{ x: 2 }]]],
    ['another property: items', 'pairs', [[1, 2], [3, 4]]],
    ['a getter: items', 'halves', [[0.5], [1.5]]],
    ['an async method', 'later', [[1], [2]]],
    ["'runOnce': one call without an item", 'runOnce', [[]]],
    ["'run_once': the same", 'run_once', [[]]],
    ['an array', [1, [2, 3]], [[1], [2, 3]]],
    ['a Set', new Set(['x']), [['x']]],
    ['a Map: its entries', new Map([['x', 1]]), [['x', 1]]],
    ['a typed array: its elements', new Uint8Array([7, 8]), [[7], [8]]],
    ['a function', function (this: Images) { return this.indices }, [['a'], ['b']]],
    ['an async function', async () => [1], [[1]]],
    ['a generator function', function* () { yield [1, 2] }, [[1, 2]]],
    ['an async generator function', async function* () { yield 1; yield [2] }, [[1], [2]]],
    ['a promise of items', Promise.resolve([1, 2]), [[1], [2]]],
  ] as const) {
    it(what, async () => {
      expect(await argumentsOf({ init }, [], new Images())).to.deep.equal(expected)
    })
  }

  it('an async generator that is a method gets the arguments of the call', async () => {
    expect(await argumentsOf({ init: 'generated' }, [2], new Images())).to.deep.equal([[0, 0, 2], [1, 1, 2]])
  })

  it("'indices' of ids that are arrays: one argument each", async () => {
    expect(await argumentsOf({ init: 'indices' }, [], { indices: [[1, 2], [3]] })).to.deep.equal([[[1, 2]], [[3]]])
  })

  it('components that a batch has for itself', async () => {
    expect(await argumentsOf({ init: 'own' }, [], { components: ['own'], own: [[1], [2]] })).to.deep.equal([[[1]], [[2]]])
  })

  it("'items' here: what item(id) gives, to read and to write", async () => {
    const batch = new Images()
    const write = loose({ init: 'items', target: 'for' }, (item: { id: string; images: number[] }, k: number) => {
      item.images = item.images.map((x) => x * k)
    })
    await write.call(batch, 10)
    expect(batch.images).to.deep.equal([[10, 20], [30, 40]])
  })

  for (const target of ['threads', 'nogil', 'mpc'] as const) {
    it(`'items' on '${target}': plain objects of id, position and components`, async () => {
      const method = target === 'threads' ? (item: unknown) => item : () => (item: unknown) => item
      const items = await loose({ init: 'items', target, post: results }, method).call(new Images())
      expect(items).to.deep.equal([
        { id: 'a', position: 0, images: [1, 2], labels: { x: 1 } },
        { id: 'b', position: 1, images: [3, 4], labels: { x: 2 } },
      ])
    })
  }

  it("a property 'items' where there is no item(): its elements", async () => {
    expect(await argumentsOf({ init: 'items' }, [], { items: [[1, 2]] })).to.deep.equal([[[1, 2]]])
  })

  it('[F61] runOnce calls the method once with the arguments of the call, and waits for it', async () => {
    const seen: unknown[] = []
    const load = async (...given: unknown[]) => {
      await Promise.resolve()
      seen.push(given)
    }
    await loose({ init: 'runOnce' }, load).call({}, 1, { k: 2 })
    expect(seen).to.deep.equal([[1, { k: 2 }]])
  })

  it('items are read when there is room for them', async () => {
    const log: string[] = []
    const init = function* () {
      for (let i = 0; i < 3; i++) {
        log.push(`read ${i}`)
        yield i
      }
    }
    await loose({ init, target: 'for' }, (i: number) => log.push(`run ${i}`))()
    expect(log).to.deep.equal(['read 0', 'run 0', 'read 1', 'run 1', 'read 2', 'run 2'])
  })

  it('what reading items throws rejects the call', async () => {
    const enough = new RangeError('enough')
    const init = function* () {
      yield 1
      throw enough
    }
    for (const target of ['for', 'async', 'threads'] as const) expect(await rejection(loose({ init, target }, () => 1)())).to.equal(enough)
  })

  it('what init throws rejects the call', async () => {
    const enough = new RangeError('enough')
    expect(await rejection(loose({ init: () => { throw enough } }, () => 1)())).to.equal(enough)
    expect(await rejection(loose({ init: async () => { throw enough } }, () => 1)())).to.equal(enough)
  })

  it('an async input is left when the call is aborted, also while it waits', async () => {
    const controller = new AbortController()
    let left = 0
    const init = {
      [Symbol.asyncIterator]: () => ({
        next() {
          controller.abort('enough')
          return new Promise(() => {})
        },
        async return() {
          left++
        },
      }),
    }
    expect(await rejection(loose({ init, target: 'async' }, () => 1)({ signal: controller.signal }))).to.equal('enough')
    expect(left).to.equal(1)
  })

  it('[F58] a member that is missing is an error that names the class, before anything runs', async () => {
    const seen: unknown[] = []
    const init = await rejectionOf(OptionError, loose({ init: 'nope', target: 'for' }, () => seen.push(1)).call(new Images()))
    expect(init.message).to.equal(
      "init must be the name of a method, a property or a component of Images, or 'runOnce', got: 'nope'",
    )
    const options = { init: () => seen.push(2), post: 'nope', target: 'for' } as const
    const post = await rejectionOf(OptionError, loose(options, () => seen.push(3)).call(new Images()))
    expect(post.message).to.equal("post must be the name of a method of Images, got: 'nope'")
    expect(seen).to.deep.equal([])
  })

  it('and one that is near is named', async () => {
    const init = await rejectionOf(OptionError, loose({ init: 'image' }, () => 1).call(new Images()))
    expect(init.message).to.match(/got: 'image'\. Did you mean 'images'\?$/)
    const post = await rejectionOf(OptionError, loose({ init: [1], post: 'Later' }, () => 1).call(new Images()))
    expect(post.message).to.match(/got: 'Later'\. Did you mean 'later'\?$/)
    const once = await rejectionOf(OptionError, loose({ init: 'runonce' }, () => 1).call(new Images()))
    expect(once.message).to.match(/Did you mean 'runOnce'\?$/)
  })

  it('an iterator can be read by one call, and another one is told so', async () => {
    const act = loose({ init: [1, 2].values(), post: results, target: 'for' }, (n: number) => n)
    expect(await act()).to.deep.equal([1, 2])
    expect((await rejectionOf(OptionError, act())).message).to.match(/^init must be what each call can read anew.*give the function/)
  })

  it('[F58] a name needs a batch', async () => {
    const error = await rejectionOf(OptionError, loose({ init: 'indices' }, () => 1)())
    expect(error.message).to.contain('of no batch (the function was called without one)')
  })

  it('[F58] a post that is no method is an error, before anything runs', async () => {
    const error = await rejectionOf(OptionError, loose({ init: [1], post: 'indices' }, () => 1).call(new Images()))
    expect(error.option).to.equal('post')
  })

  it('an init that gives nothing iterable is an error that says what it gave', async () => {
    const batch = Object.assign(new Images(), { size: 3, call: () => undefined })
    const size = await rejectionOf(InputError, loose({ init: 'size' }, () => 1).call(batch))
    expect(size.message).to.equal("what init 'size' of Images gives must be iterable (sync or async), got: number 3")
    const call = await rejectionOf(InputError, loose({ init: () => undefined }, () => 1).call(batch))
    expect(call.message).to.equal('what init gives must be iterable (sync or async), got: undefined')
  })

  for (const init of [undefined, null, 3, true]) {
    it(`an init can't be ${String(init)}`, () => {
      expect(() => loose({ init }, () => 1)).to.throw(OptionError, `init must be a name such as 'indices', a function or an iterable, got: ${init}`)
    })
  }

  it('a post is a name or a function', () => {
    expect(() => loose({ init: [1], post: 3 as never }, () => 1)).to.throw(OptionError, "post must be a method's name or a function, got: 3")
  })
})
