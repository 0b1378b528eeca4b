import { expect } from 'chai'
import { inbatchParallel, OptionError, type TargetName } from 'allcores'
import { TARGETS } from '../../lib/inbatch/targets.js'
import { loose } from '../helpers/calls-of.js'
import { rejectionOf } from '../helpers/rejection.js'

const results = (results: unknown[]) => results
/** Where it runs: the process, and whether that is its main thread. */
const where = async () => {
  const { isMainThread } = await import('node:worker_threads')
  return [process.pid, isMainThread]
}
/** In as few words as the table. */
const PLACES: Readonly<Record<string, (place: unknown) => boolean>> = {
  threads: (place) => Array.isArray(place) && place[0] === process.pid && place[1] === false,
  processes: (place) => Array.isArray(place) && place[0] !== process.pid,
  async: (place) => Array.isArray(place) && place[0] === process.pid && place[1] === true,
  sequential: (place) => Array.isArray(place) && place[0] === process.pid && place[1] === true,
}
const placeOf = async (target: TargetName | undefined, method: () => unknown, call: object = {}) => {
  const [place] = (await loose({ init: [0], target, post: results }, method)(call)) as [unknown]
  return Object.keys(PLACES).filter((name) => PLACES[name]!(place))
}
const HERE = ['async', 'sequential']

/** The largest number of calls that were under way at the same time. */
function counter() {
  let [running, most] = [0, 0]
  const enter = async () => {
    most = Math.max(most, ++running)
    for (let i = 0; i < 5; i++) await Promise.resolve()
    running--
  }
  return { enter, most: () => most }
}

describe('inbatchParallel: targets', () => {
  for (const { name, letter, backend, returnsFunction } of TARGETS) {
    const method = returnsFunction ? () => where : where
    const expected = HERE.includes(backend) ? HERE : [backend]

    it(`'${name}' and '${letter}' are ${backend}`, async () => {
      expect(await placeOf(name, method)).to.deep.equal(expected)
      expect(await placeOf(letter, method)).to.deep.equal(expected)
    })

    if (!returnsFunction) {
      it(`'${name}' said by the call`, async () => {
        expect(await placeOf(name === 'for' ? 'threads' : 'for', method, { target: name })).to.deep.equal(expected)
        expect(await placeOf(name === 'for' ? 'threads' : 'for', method, { target: letter })).to.deep.equal(expected)
      })
    }
  }

  it('threads is where a method runs of which nothing is said', async () => {
    const placeHere = () => process.getBuiltinModule('node:worker_threads').isMainThread
    expect(await loose({ init: [0], post: results }, placeHere)()).to.deep.equal([false])
  })

  it('[F67] an async method is async unless something else is said: all start before any ends', async () => {
    let [started, open] = [0, () => {}]
    const all = new Promise<void>((resolve) => (open = resolve))
    const method = async () => {
      if (++started === 100) open()
      await all
      return started
    }
    const init = Array.from({ length: 100 }, (_, i) => i)
    expect(await loose({ init, post: results }, method)()).to.deep.equal(init.map(() => 100))
  })

  it('an async method with target threads runs in threads', async () => {
    expect(await placeOf('threads', where)).to.deep.equal(['threads'])
    expect(await placeOf(undefined, where, { target: 'threads' })).to.deep.equal(['threads'])
    expect(await placeOf(undefined, where)).to.deep.equal(HERE)
  })

  it("a method that isn't async may have target 'async', and is waited for where it gives a promise", async () => {
    expect(await loose({ init: [1, 2], target: 'a', post: results }, (x: number) => Promise.resolve(x * 2))()).to.deep.equal([2, 4])
    expect(await loose({ init: [1, 2], target: 'a', post: results }, (x: number) => x * 2)()).to.deep.equal([2, 4])
  })

  it("'this' is the batch with async and for", async () => {
    for (const target of ['async', 'for'] as const) {
      const batch = { indices: [0, 1], socket: new Map() }
      await loose({ init: 'indices', target }, function (this: typeof batch, id: number) { this.socket.set(id, this) }).call(batch)
      expect([...batch.socket]).to.deep.equal([[0, batch], [1, batch]])
    }
  })

  it('[F60] nWorkers is how many run at a time', async () => {
    for (const nWorkers of [1, 2, 3]) {
      const { enter, most } = counter()
      await loose({ init: [0, 1, 2, 3, 4, 5], target: 'async' }, enter)({ nWorkers })
      expect(most()).to.equal(nWorkers)
    }
  })

  it('[F60] nWorkers of the call wins over that of the decorator; undefined is none', async () => {
    for (const [call, expected] of [[{}, 2], [{ nWorkers: 1 }, 1], [{ nWorkers: 3 }, 3], [{ nWorkers: undefined }, 2]] as const) {
      const { enter, most } = counter()
      await loose({ init: [0, 1, 2, 3], target: 'async', nWorkers: 2 }, enter)(call)
      expect(most()).to.equal(expected)
    }
  })

  it('[F60] two items on two threads run at the same time, on one thread they do not', async () => {
    const together = (_: number, state: Int32Array, expected: number) => {
      const here = Atomics.add(state, 0, 1) + 1
      Atomics.notify(state, 0)
      if (here < expected) Atomics.wait(state, 0, here, 50_000)
      const seen = Atomics.load(state, 0)
      if (expected === 1) Atomics.sub(state, 0, 1)
      return seen
    }
    const seen = async (nWorkers: number) => {
      const state = new Int32Array(new SharedArrayBuffer(4))
      return await loose({ init: [0, 1], post: results }, together)(state, nWorkers, { nWorkers })
    }
    expect(await seen(1)).to.deep.equal([1, 1])
    expect(await seen(2)).to.deep.equal([2, 2])
  })

  it("'for' is one after the other whatever nWorkers is", async () => {
    const { enter, most } = counter()
    await loose({ init: [0, 1, 2], target: 'for' }, enter)({ nWorkers: 3 })
    expect(most()).to.equal(1)
  })

  for (const nWorkers of [0, -1, 1.5, '2', null, NaN]) {
    it(`[F60] nWorkers can't be ${JSON.stringify(nWorkers)}`, async () => {
      let ran = 0
      const action = loose({ init: () => [ran++], target: 'for' }, () => ran++)
      const error = await rejectionOf(OptionError, action({ nWorkers }))
      expect(error.message).to.match(/^nWorkers must be a whole number of at least 1, got: /)
      expect(ran).to.equal(0)
    })
  }

  it('an unknown target is an error of the decorator, and of the call', async () => {
    const message = "target must be 'threads', 'nogil', 'mpc', 'async', 'for', 't', 'n', 'm', 'a' or 'f', got: 'thread'. Did you mean 'threads'?"
    expect(() => loose({ init: [1], target: 'thread' as never }, () => 1)).to.throw(OptionError, message)
    const error = await rejectionOf(OptionError, loose({ init: [1] }, () => 1)({ target: 'thread' }))
    expect(error.message).to.equal(message)
  })

  it('a typed array that items get is written in place on threads, however small it is', async () => {
    const data = new Float64Array(4)
    const write = (i: number, data: Float64Array, k: number) => { data[i] = i * k }
    await loose({ init: [0, 1, 2, 3] }, write)(data, 10)
    expect([...data]).to.deep.equal([0, 10, 20, 30])
    await loose({ init: [0, 1], target: 'nogil' }, () => write)(data, 5)
    expect([...data]).to.deep.equal([0, 5, 20, 30])
    data[0] = 7
    expect(data[0]).to.equal(7)
  })

  it('in items, too', async () => {
    const rows = [new Float32Array([1]), new Float32Array([2])]
    await loose({ init: () => rows.map((row, i) => [row, { i }]) }, (row: Float32Array) => { row[0]! *= 10 })()
    expect(rows.map((row) => row[0])).to.deep.equal([10, 20])
  })
})

describe('inbatchParallel: debug', () => {
  const failing = (seen: number[]) => (x: number) => {
    seen.push(x)
    if (x === 1) throw new RangeError('no')
  }

  it("[F59] with target 'for' the first error is thrown, and later items do not run", async () => {
    const seen: number[] = []
    let posts = 0
    const error = await rejectionOf(RangeError, loose({ init: [0, 1, 2], target: 'for', debug: true, post: () => posts++ }, failing(seen))())
    expect(error.message).to.equal('no')
    expect([seen, posts]).to.deep.equal([[0, 1], 0])
  })

  it('[F59] said by the call', async () => {
    const seen: number[] = []
    await rejectionOf(RangeError, loose({ init: [0, 1, 2] }, failing(seen))({ target: 'f', debug: true }))
    expect(seen).to.deep.equal([0, 1])
  })

  it('without an error it changes nothing', async () => {
    expect(await loose({ init: [1, 2], target: 'for', debug: true, post: results }, (x: number) => x * 2)()).to.deep.equal([2, 4])
  })

  it("with another target it is an error, of the decorator or of the call", async () => {
    const message = "debug must be false with target 'threads', got: true. The first error ends the call with target 'for' only"
    expect(() => inbatchParallel({ init: [1], debug: true }, (x: number) => x)).to.throw(OptionError, message)
    const error = await rejectionOf(OptionError, loose({ init: [1] }, () => 1)({ debug: true }))
    expect(error.message).to.equal(message)
    expect(() => loose({ init: [1], target: 'for', debug: 1 as never }, () => 1)).to.throw(OptionError, 'debug must be true or false, got: 1')
  })
})
