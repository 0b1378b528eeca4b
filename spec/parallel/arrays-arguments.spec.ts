import { constants } from 'node:buffer'
import { expect } from 'chai'
import { delayed, LargeArrayError, NotCloneableError, Parallel, type ParallelOptions, type Shared, shared } from 'allcores'
import * as tasks from '../fixtures/arrays-tasks.js'
import { describeArrays, someBuffer } from '../helpers/array-suite.js'
import { IN_PROCESS, IN_WORKERS } from '../helpers/every-backend.js'
import { rejectionOf } from '../helpers/rejection.js'
import { until } from '../helpers/until.js'

const { count, portrait, readAt, sum, writeAt } = tasks
const range = (length: number) => Array.from({ length }, (_, n) => n)
const isLinux = process.platform === 'linux'


type ViewClass = { new (buffer: ArrayBuffer, byteOffset: number, length: number): ArrayBufferView; readonly BYTES_PER_ELEMENT?: number }

const VIEWS: readonly ViewClass[] = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
  BigInt64Array, BigUint64Array, DataView,
]

/** A view of every kind, of one buffer. */
function viewsOf(buffer: ArrayBuffer): ArrayBufferView[] {
  return [...VIEWS.map((View) => new View(buffer, 64, 2000 / (View.BYTES_PER_ELEMENT ?? 1))), Buffer.from(buffer, 3, 3001)]
}

/** What arguments may look like that have large arrays in them. */
const ODD: Readonly<Record<string, () => unknown>> = {
  'a cycle': () => {
    const node: Record<string, unknown> = { array: count(1000) }
    return Object.assign(node, { self: node, list: [node] })
  },
  'a Map by arrays': () => new Map([[count(1000), count(1000, 5)]]),
  'no prototype': () => Object.assign(Object.create(null), { array: count(1000) }),
  'a hole': () => [, count(1000), , 1],
  'a getter': () => ({ get array() { return count(1000) } }),
  'a getter that fails': () => ({ array: count(1000), get bad() { throw new RangeError('bad getter') } }),
  'an error': () => Object.assign(new RangeError('with an array'), { array: count(1000), stack: 'none' }),
  'an object of a class': () => new (class Image { pixels = count(1000); #hidden = 1; get hidden() { return this.#hidden } })(),
  'a subclass': () => new (class Samples extends Float64Array {})(1000),
  'properties of its own': () => Object.assign(count(1000), { unit: 'm' }),
  'a frozen list': () => Object.freeze([count(1000)]),
  'a proxy': () => new Proxy({ array: count(1000) }, {}),
  'a function inside': () => ({ array: count(1000), fn: Object.assign((x: number) => x, {}) }),
  'a symbol': () => ({ array: count(1000), symbol: Symbol('s') }),
  'dates and texts': () => ({ date: new Date(5), regular: /x/g, text: 'ä', big: 5n, array: count(1000), nothing: undefined }),
  'a plain buffer': () => ({ buffer: count(1000).buffer, view: count(1000) }),
  'a view and its plain buffer': () => {
    const view = count(1000)
    return { view, buffer: view.buffer }
  },
  'nothing in it': () => [new Float64Array(0), new Uint8Array(new ArrayBuffer(5000), 5000), count(1000).subarray(3, 3)],
  'a buffer that can grow': () => new Uint8Array(new (ArrayBuffer as any)(2000, { maxByteLength: 4000 })),
  'a buffer that is gone': () => {
    const view = count(1000)
    structuredClone(view, { transfer: [view.buffer as ArrayBuffer] })
    return [view]
  },
  'more than is looked through': () => [range(3000).map((n) => ({ n })), [[[[[[[count(1000)]]]]]]]],
  'very deep': () => range(5000).reduce<unknown>((inner) => [inner], count(1000)),
}

for (const backend of IN_PROCESS) {
  it(`large arrays on ${backend} are the caller's own`, async () => {
    const array = count(200_000)
    expect(await Parallel({ backend, nJobs: 2 })([delayed((list: Float64Array[]) => list[0] === array)([array])])).to.deep.equal([true])
    expect(await Parallel({ backend, nJobs: 2 }).map((own) => own === array, [array])).to.deep.equal([true])
  })
}

describeArrays('large arrays', ({ place, where, options, parallel, scratch, codes, sentBy, isMapped, test, warm, memory }) => {
  for (const [given, bytes, isLent] of [
    [{}, 2 ** 20, true],
    [{}, 2 ** 20 - 1, false],
    [{ maxNbytes: '8K' }, 8192, true],
    [{ maxNbytes: '8K' }, 8191, false],
    [{ maxNbytes: 9000 }, 9000, true],
    [{ maxNbytes: 9000 }, 8999, false],
    [{ maxNbytes: 0 }, 9000, true],
    [{ maxNbytes: null }, 2 ** 21, false],
    [{ mmapMode: null }, 2 ** 21, false],
  ] as const satisfies [ParallelOptions, number, boolean][]) {
    test(`[J1] of ${bytes} bytes are ${isLent ? 'shared' : 'copied'} with ${JSON.stringify(given)}`, async () => {
      const parallel = Parallel({ ...where, nJobs: 1, ...given })
      const array = new Uint8Array(someBuffer(bytes))
      await parallel([delayed(tasks.bufferLength)(new Uint8Array(1))])
      const cost = await sentBy(async () => expect(await parallel([delayed(sum)(array)])).to.deep.equal([sum(array)]))
      if (isLent) expect(cost).to.be.below(5000)
      else expect(cost).to.be.at.least(bytes)
    })
  }

  it('[J1] travel once, wherever they are: arguments, what is in them, variables, shared values', async () => {
    const array = count(40_000)
    class Image {
      readonly pixels = array
    }
    const handle = shared({ array })
    const all = [
      delayed(sum)(array),
      delayed((_: string, { deep: { array } }: { deep: { array: Float64Array } }) => sum(array))('first', { deep: { array } }),
      delayed(([[array]]: [[Float64Array]]) => sum(array))([[array]]),
      delayed((map: Map<string, Float64Array>) => sum(map.get('a')!))(new Map([['a', array]])),
      delayed((set: Set<Float64Array>) => sum([...set][0]!))(new Set([array])),
      delayed((image: Image) => sum(image.pixels))(new Image()),
      delayed((add: typeof sum, array: Float64Array) => add(array))((numbers) => sum(numbers), array),
      delayed(() => sum(array))(),
      delayed(({ value }: Shared<{ array: Float64Array }>) => sum(value.array))(handle),
      delayed(({ handle }: { handle: Shared<{ array: Float64Array }> }) => sum(handle.value.array))({ handle }),
      delayed(() => sum(handle.value.array))(),
    ]
    await warm()
    const cost = await sentBy(async () => expect(await parallel([...all, ...all])).to.deep.equal(Array(22).fill(sum(array))))
    expect(cost).to.be.below(array.byteLength / 2)
  })

  it('[J1] have one copy, however many tasks and views use them', async () => {
    const array = count(1000)
    const folder = scratch.file('')
    const look = (numbers: Float64Array) => [sum(numbers) + array.length, isLinux ? tasks.mappedFrom(folder) : []] as const
    const parallel = Parallel({ ...options, tempFolder: folder })
    const results = await parallel(range(20).map((n) => delayed(look)(n % 2 === 0 ? array : array.subarray(1))))
    expect(results.map(([total]) => total)).to.deep.equal(Array(20).fill(sum(array) + 1000))
    if (place === 'threads') expect(memory().size).to.equal(1)
    else if (isLinux) {
      const inodes = results.map(([, inodes]) => inodes)
      for (const each of inodes) expect(each).to.deep.equal(isMapped ? [inodes[0]![0]] : [])
    }
    await parallel.close()
  })

  if (place !== 'threads') {
    it('[J1] are taken in by a worker once', async () => {
      const array = count(1000)
      const parallel = Parallel({ ...options, nJobs: 1 })
      const first = await parallel(range(3).map(() => delayed(tasks.bufferNumber)(array)))
      const second = await parallel(range(3).map(() => delayed(tasks.bufferNumber)(array.subarray(1))))
      expect(new Set([...first, ...second]).size).to.equal(1)
    })
  }

  it('keep kind, offset and length of all views', async () => {
    const together = viewsOf(someBuffer(4096))
    const apart = together.map((view) => viewsOf(someBuffer(4096)).find((other) => other.constructor === view.constructor)!)
    for (const views of [together, apart]) {
      expect(await parallel(views.map((view) => delayed(portrait)(view)))).to.deep.equal(views.map(portrait))
    }
  })

  it('[J2] are one where they were one, within a task', async () => {
    const [array, other] = [count(1000), count(1000)]
    const inObject = ({ a, b }: { a: Float64Array; b: DataView }) => tasks.areOne(a, b)
    const captured = (b: Float64Array) => tasks.areOne(array, b)
    expect(await parallel([
      delayed(tasks.areOne)(array, array.subarray(300), new DataView(array.buffer)),
      delayed(inObject)({ a: array, b: new DataView(array.buffer, 8) }),
      delayed(tasks.areOne)(array, other),
      delayed((list: Float64Array[]) => list[0] === list[1])([array, array]),
    ])).to.deep.equal([true, true, false, true])
    await parallel([delayed(captured)(array)])
  })

  test('are cut out where a small view sees little of a large buffer', async () => {
    const huge = someBuffer(80_000)
    const [tiny, small, large] = [new Uint8Array(huge, 5000, 100), new Uint8Array(huge, 5001, 2000), new Uint8Array(huge, 5003, 40_000)]
    await warm()
    const seen = (view: Uint8Array) => [sum(view), view.length, tasks.bufferLength(view)] as const
    const cost = await sentBy(async () => {
      const [[...a], [...b], [...c]] = await parallel([delayed(seen)(tiny), delayed(seen)(small), delayed(seen)(large)])
      expect([a[0], a[1], b[0], b[1], c[0], c[1]]).to.deep.equal([sum(tiny), 100, sum(small), 2000, sum(large), 40_000])
      expect([a[2] < 20_000, b[2] < 20_000, c[2]]).to.deep.equal([true, true, 80_000])
    })
    expect(cost).to.be.below(10_000)
  })

  test('cost no more than twice their size, however many small views of them overlap', async () => {
    const array = new Uint8Array(someBuffer(80_000))
    const folder = scratch.file('')
    const taken = (view: Uint8Array) => [sum(view), isLinux ? tasks.mappedFrom(folder) : []] as const
    const windows = range(100).map((n) => array.subarray(n * 100, n * 100 + 8000))
    const results = await Parallel({ ...options, tempFolder: folder })(windows.map((view) => delayed(taken)(view)))
    expect(results.map(([total]) => total)).to.deep.equal(windows.map(sum))
    expect([...memory()].reduce((total, { byteLength }) => total + byteLength, 0)).to.be.at.most(160_000)
    expect(new Set(results.flatMap(([, inodes]) => inodes)).size).to.be.at.most(20)
  })

  test('that the caller shares already are shared by threads, and refused by processes', async () => {
    const own = new Float64Array(new SharedArrayBuffer(16_000))
    const mixed = (array: Float64Array, buffer: SharedArrayBuffer, big: Float64Array) => {
      new Float64Array(buffer)[1] = sum(big)
      return writeAt(array, 0, 7)
    }
    const call = parallel([delayed(mixed)(own, own.buffer as SharedArrayBuffer, count(1000))])
    if (place !== 'threads') await rejectionOf(NotCloneableError, call)
    else expect([await call, own[0], own[1]]).to.deep.equal([[7], 7, sum(count(1000))])
  })

  it('are read anew by the next call, where the caller has changed them', async () => {
    const array = count(1000)
    const read = () => readAt(array, 999)
    const all = () => parallel([delayed(readAt)(array, 999), delayed(readAt)(array.subarray(500), 499), delayed(read)()])
    for (const value of [999, 1, 2, 2]) {
      array[999] = value
      expect(await all()).to.deep.equal([value, value, value])
    }
  })

  test('of shared values are not', async () => {
    const array = count(1000)
    const handle = shared(array)
    const read = () => handle.value[0]
    expect(await parallel([delayed(read)(), delayed(read)()])).to.deep.equal([0, 0])
    array[0] = 9
    expect(await parallel([delayed(read)(), delayed(read)()])).to.deep.equal([0, 0])
  })

  it('are to a whole call what they were when it first sent them', async () => {
    const array = count(1000)
    const input = async function* () {
      yield delayed(tasks.readLater)(array, scratch.file('here'), scratch.file('go on'))
      await until(() => scratch.has('here'))
      array[0] = 5
      yield delayed(readAt)(array, 0)
      yield delayed(readAt)(array.subarray(0, 900), 0)
      scratch.write('go on')
    }
    expect(await parallel(input())).to.deep.equal([0, 0, 0])
    // who has changed it can't be told
    if (place === 'threads') expect(await codes()).to.deep.equal(['WARN_ARRAY_WRITTEN'])
    expect(await parallel([delayed(readAt)(array, 0)])).to.deep.equal([5])
  })

  test('may be an initializer\'s', async () => {
    const array = count(1000)
    await using parallel = Parallel({ ...options, initializer: delayed(tasks.initialize)(array) })
    expect(await parallel(range(4).map(() => delayed(tasks.sumOfKept)()))).to.deep.equal(Array(4).fill(sum(array)))
  })

  for (const nJobs of [2, 4]) {
    test(`[B10] made on the fly by a generator are not mixed up, with nJobs ${nJobs}`, async () => {
      const generate = function* () {
        for (let n = 0; n < 100; n++) yield delayed(sum)(new Float64Array(10).fill(n))
      }
      const parallel = Parallel({ ...where, nJobs, maxNbytes: 1 })
      expect(await parallel(generate())).to.deep.equal(range(100).map((n) => 10 * n))
    })
  }

  test('make no difference to anything else in arguments and results', async () => {
    const outcome = async (options: ParallelOptions, make: () => unknown) => {
      const parallel = Parallel({ ...options, returnAs: 'list', onError: 'raise' })
      const one = (fn: (value: unknown) => unknown) => parallel([delayed(fn)(make())]).then(([value]) => tasks.text(value), (error: Error) => `${error.name}: ${error.message}`)
      return `${await one(tasks.text)} ${await one(tasks.itself)}`
    }
    for (const [name, make] of Object.entries(ODD)) {
      expect(await outcome(options, make), name).to.equal(await outcome({ ...options, mmapMode: null }, make))
    }
  })
})

for (const backend of IN_WORKERS) {
  describe(`an array of 5 GiB on ${backend}`, () => {
    it('is refused by a Node that can\'t hold it, and only its task fails', async function () {
      // later Nodes take it: reading it would cost all that memory
      if (constants.MAX_LENGTH > 5 * 2 ** 30) this.skip()
      const parallel = Parallel({ backend, nJobs: 1, onError: 'return' })
      const array = new Float64Array(new ArrayBuffer(5 * 2 ** 30))
      const [failed, next] = await parallel([delayed(readAt)(array, 0), delayed(readAt)(count(3), 2)])
      expect(next).to.include({ status: 'fulfilled', value: 2 })
      expect(failed!.status === 'rejected' && failed.reason).to.be.an.instanceOf(LargeArrayError).and.include({ code: 'ERR_ARRAY_TOO_LARGE', bytes: 5 * 2 ** 30 })
      await parallel.close()
    })
  })
}