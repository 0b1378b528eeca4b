import { constants } from 'node:buffer'
import { setImmediate } from 'node:timers/promises'
import { expect } from 'chai'
import {
  type Codec, delayed, LargeArrayError, NotCloneableError, Parallel, type ParallelOptions, type Shared, shared, type Task, WorkerDiedError,
} from 'allcores'
import * as tasks from '../fixtures/arrays-tasks.js'
import { ARRAY_PLACES } from '../helpers/array-places.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { collect } from '../helpers/collect.js'
import { IN_PROCESS, IN_WORKERS } from '../helpers/every-backend.js'
import { useMessages } from '../helpers/messages.js'
import { rejectionOf } from '../helpers/rejection.js'
import { useScratch } from '../helpers/scratch.js'
import { bytesIn, sharedMemoryIn } from '../helpers/sent.js'
import { until } from '../helpers/until.js'
import { useWarnings } from '../helpers/warnings.js'

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

/** Whose bytes are all different from their neighbours. */
function someBuffer(length: number): ArrayBuffer {
  return Uint8Array.from({ length }, (_, n) => n * 7 + (n >> 8)).buffer
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

for (const [place, where] of Object.entries(ARRAY_PLACES)) {
  const isMapped = place === 'processes'
  /** What is the same for all processes. */
  const test = place === 'processes without koffi' ? () => {} : it

  describe(`large arrays on ${place}`, () => {
    const scratch = useScratch()
    const sent = useMessages((message) => ({ bytes: bytesIn(message), memory: sharedMemoryIn(message) }))
    const warnings = useWarnings()
    const options = { ...where, nJobs: 2, batchSize: 1, maxNbytes: 1000 } as const
    const parallel = Parallel(options)
    const warm = () => parallel([delayed(sum)([]), delayed(sum)([])])
    afterEach(async () => expect(await codes()).to.deep.equal([]))
    after(() => parallel.close())

    /** Of the warnings since it was last asked; they are told a little later. */
    async function codes(): Promise<string[]> {
      await setImmediate()
      return warnings.splice(0).map((warning) => (warning as Error & { code?: string }).code ?? warning.message)
    }

    /** How many bytes go to workers meanwhile. */
    async function sentBy(call: () => Promise<unknown>): Promise<number> {
      sent.length = 0
      await call()
      return sent.reduce((sum, { bytes }) => sum + bytes, 0)
    }

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
      if (place === 'threads') expect(new Set(sent.flatMap(({ memory }) => memory)).size).to.equal(1)
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
      const memory = new Set(sent.flatMap(({ memory }) => memory))
      expect([...memory].reduce((total, { byteLength }) => total + byteLength, 0)).to.be.at.most(160_000)
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

    it("with mmapMode 'r': what a task writes never reaches the caller, nor the next call of others", async () => {
      const array = count(1000)
      const parallel = Parallel({ ...options, nJobs: 1 })
      await parallel(range(3).map(() => delayed(writeAt)(array, 3, -1)))
      expect(array).to.deep.equal(count(1000))
      if (place === 'threads') expect(await codes()).to.deep.equal(['WARN_ARRAY_WRITTEN'])
      if (place === 'threads') expect(await parallel([delayed(readAt)(array, 3)])).to.deep.equal([3])
      const others = Parallel({ ...options, initializer: coldWorkers() })
      expect(await others([delayed(readAt)(array, 3)])).to.deep.equal([3])
      await others.close()
    })

    test("with mmapMode 'r': what a task writes to an array never reaches the next call", async () => {
      const array = count(1000)
      expect(await parallel([delayed(writeAt)(array, 3, -1)])).to.deep.equal([-1])
      expect(await codes()).to.deep.equal(place === 'threads' ? ['WARN_ARRAY_WRITTEN'] : [])
      array[3] = 7
      expect(await parallel([delayed(readAt)(array, 3), delayed(readAt)(array, 3)])).to.deep.equal([7, 7])
    })

    it("with mmapMode 'c': tasks have copies", async () => {
      const array = count(1000)
      const parallel = Parallel({ ...options, mmapMode: 'c' })
      const writeIfClean = (array: Float64Array) => (array[3] === 3 ? writeAt(array, 3, -1) : 'seen')
      for (let call = 0; call < 2; call++) expect(await parallel(range(10).map(() => delayed(writeIfClean)(array)))).to.deep.equal(Array(10).fill(-1))
      expect(array).to.deep.equal(count(1000))
    })

    test('with mmapMode null: tasks have copies', async () => {
      const array = count(1000)
      expect(await Parallel({ ...options, mmapMode: null })(range(4).map(() => delayed(writeAt)(array, 0, 5)))).to.deep.equal([5, 5, 5, 5])
      expect(array[0]).to.equal(0)
    })

    if (place === 'processes without koffi') {
      it("with mmapMode 'r+': only the task with the array fails, and says what is missing", async () => {
        const parallel = Parallel({ ...options, mmapMode: 'r+', onError: 'return' })
        const results = await parallel([delayed(readAt)(count(1000), 0), delayed(sum)([1, 2])])
        expect(results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.code))).to.deep.equal(['ERR_ARRAY_NO_MMAP', 3])
        const [failed] = results
        if (failed?.status === 'rejected') {
          expect(failed.reason).to.be.an.instanceOf(LargeArrayError).with.property('bytes', 8000)
          expect(failed.reason.message).to.match(/koffi/)
        }
      })
    } else {
      for (const mmapMode of ['r+', 'w+'] as const) {
        it(`[J2] with mmapMode '${mmapMode}': what tasks write is seen by the others at once, and by the caller in the end`, async () => {
          const array = count(1000, 1000)
          const parallel = Parallel({ ...options, mmapMode })
          const seen = await parallel([0, 1].map((n) => delayed(tasks.writeAndMeet)(array, n, scratch.file('meeting'), 2)))
          expect(seen).to.deep.equal([[1, 2], [1, 2]])
          expect([...array.subarray(0, 3)]).to.deep.equal([1, 2, 1002])
          const view = array.subarray(900, 910)
          expect(await parallel([delayed(writeAt)(view, 2, -5), delayed(tasks.bufferLength)(view)])).to.deep.equal([-5, 8000])
          expect([...array.subarray(901, 904)]).to.deep.equal([1901, -5, 1903])
        })
      }

      it("with mmapMode 'r+': a call that fails, or whose worker dies, leaves what was written until then", async () => {
        const array = count(1000)
        const parallel = Parallel({ ...options, mmapMode: 'r+', nJobs: 1 })
        await rejectionOf(RangeError, parallel([delayed(writeAt)(array, 5, -1), delayed(tasks.failWith)(array)]))
        expect(array[5]).to.equal(-1)
        await rejectionOf(WorkerDiedError, parallel([delayed(writeAt)(array, 6, -2), delayed(tasks.exitOnce)(array, scratch.file('marker'))]))
        expect(array[6]).to.equal(-2)
      })

      it("with mmapMode 'r+': a task that is run again finds what it has left", async () => {
        const array = count(1000)
        const parallel = Parallel({ ...options, mmapMode: 'r+', retries: { limit: 1, minDelay: 0 } })
        expect(await parallel([delayed(tasks.addThenFail)(array, scratch.file('marker'))])).to.deep.equal([2])
        expect(array[0]).to.equal(2)
      })

      it("with mmapMode 'r+': calls at the same time don't take back what the others write", async () => {
        const array = count(1000)
        const parallel = Parallel({ ...options, mmapMode: 'r+' })
        const calls = [0, 1].map((n) => parallel([delayed(tasks.writeAndMeet)(array, n, scratch.file('meeting'), 2)]))
        await Promise.all(calls)
        expect([...array.subarray(0, 3)]).to.deep.equal([1, 2, 2])
      })

      it("[J4] with mmapMode 'r+': different arrays stay different", async () => {
        const arrays = range(10).map((n) => new Float64Array(500).fill(n))
        const twice = (array: Float64Array, n: number) => {
          const isRight = array.every((value) => value === n)
          array.fill(2 * n)
          return isRight
        }
        expect(await Parallel({ ...options, mmapMode: 'r+' })(arrays.map((array, n) => delayed(twice)(array, n)))).to.deep.equal(Array(10).fill(true))
        expect(arrays.map((array) => [...new Set(array)])).to.deep.equal(range(10).map((n) => [2 * n]))
      })
    }

    it('with strictReadonly: only the task fails that writes', async () => {
      const array = count(1000)
      const parallel = Parallel({ ...options, nJobs: 1, strictReadonly: true, onError: 'return' })
      const all = [delayed(sum)(array), delayed(writeAt)(array, 5, -1), delayed(sum)(array.subarray(0))]
      const [before, written, after] = await parallel(all)
      expect([before, after].map((result) => result?.status === 'fulfilled' && result.value)).to.deep.equal([sum(array), sum(array)])
      expect(written!.status).to.equal('rejected')
      if (written?.status !== 'rejected') return
      if (isMapped) {
        expect(written.reason).to.be.an.instanceOf(WorkerDiedError).with.property('signal', 'SIGSEGV')
        expect(written.reason.message).to.match(/strictReadonly/)
      } else {
        expect(written.reason).to.be.an.instanceOf(LargeArrayError).with.property('code', 'ERR_ARRAY_READ_ONLY')
        expect(written.reason.message).to.match(/writeAt/).and.match(/byte 4[0-7] of 8000/)
      }
      expect(array).to.deep.equal(count(1000))
    })

    it('[J3] come back as plain arrays, whatever they were', async () => {
      const array = count(1000)
      const results = await parallel([
        delayed(count)(200_000),
        delayed(tasks.itself)(array),
        delayed(tasks.partOf)(array, 10, 800),
        delayed(tasks.partOf)(array, 10, 12),
        delayed(() => array)(),
        delayed(tasks.itself)(Buffer.from(someBuffer(2000))),
        delayed(tasks.itself)(new BigInt64Array(1000).fill(5n)),
      ] as Task<unknown>[]) as Float64Array[]
      const expected = [count(200_000), array, array.slice(10, 800), array.slice(10, 12), array, Buffer.from(someBuffer(2000)), new BigInt64Array(1000).fill(5n)]
      expect(results.map((result) => result.buffer.constructor.name)).to.deep.equal(Array(7).fill('ArrayBuffer'))
      results.forEach((result, n) => expect(result, String(n)).to.deep.equal(expected[n]))
      const large = results.filter(({ length }) => length > 2)
      for (const result of large) structuredClone(result, { transfer: [result.buffer as ArrayBuffer] })
      expect(large.map(({ length }) => length)).to.deep.equal(Array(6).fill(0))
      expect(await parallel([delayed(sum)(array)])).to.deep.equal([sum(array)])
    })

    it('[J3] come back inside of others, once for all views of a buffer, and on errors', async () => {
      const array = count(1000)
      const [{ first, second, text }, [one, other]] = await parallel([delayed(tasks.halves)(400_000), delayed(tasks.itself)([array, array])])
      expect([text, first.length, second[0], first.buffer === second.buffer]).to.deep.equal(['both', 200_000, 200_000, true])
      expect(one).to.equal(other).and.deep.equal(array)
      const error = await rejectionOf(RangeError, parallel([delayed(tasks.failWith)(array)]))
      const { array: told } = error as RangeError & { array: Float64Array }
      expect([told.buffer.constructor.name, sum(told)]).to.deep.equal(['ArrayBuffer', sum(array)])
    })

    it('[J3] stay with the worker that has given them', async () => {
      const parallel = Parallel({ ...options, nJobs: 1 })
      const [first, total, second] = await parallel([delayed(tasks.keep)(2000), delayed(tasks.sumOfKept)(), delayed(tasks.keep)(2000)])
      expect([sum(first), total, sum(second)]).to.deep.equal([2000, 2000, 2000])
    })

    test('[J3] come in streams, also in such that are left', async () => {
      for (const returnAs of ['generator', 'generatorUnordered'] as const) {
        const stream = Parallel({ ...options, returnAs })
        const arrays = await collect(stream(range(20).map((n) => delayed(count)(1000, n))))
        expect(arrays.map(([first]) => first).sort((a, b) => a! - b!)).to.deep.equal(range(20))
        for (const [n, array] of arrays.entries()) expect(sum(array), String(n)).to.equal(sum(count(1000, array[0])))
        for await (const array of stream(range(20).map((n) => delayed(count)(1000, n)))) {
          expect(array).to.have.lengthOf(1000)
          break
        }
      }
    })

    test('are what a codec makes of values, and what it is made of', async () => {
      class Samples {
        readonly numbers: Float64Array
        constructor(numbers: Float64Array) {
          this.numbers = numbers
        }
      }
      const codec: Codec = {
        encode: (value) => (value instanceof Samples ? { numbers: value.numbers } : value),
        decode: (data) => (typeof data === 'object' && data !== null && 'numbers' in data ? new Samples(data.numbers as Float64Array) : data),
      }
      const double = (samples: Samples) => new Samples(samples.numbers.map((n) => 2 * n))
      const coded = Parallel({ ...options, codec: { arguments: codec, results: codec } })
      const samples = new Samples(count(2000))
      for (const doubled of await coded([delayed(double)(samples), delayed(double)(samples)])) {
        expect(doubled).to.be.an.instanceOf(Samples)
        expect(sum(doubled.numbers)).to.equal(2 * sum(samples.numbers))
      }
      await coded.close()
    })

    test('may be an initializer\'s', async () => {
      const array = count(1000)
      await using parallel = Parallel({ ...options, initializer: delayed(tasks.initialize)(array) })
      expect(await parallel(range(4).map(() => delayed(tasks.sumOfKept)()))).to.deep.equal(Array(4).fill(sum(array)))
    })

    test('[J5] go to calls at the same time, of one instance and of several with other options', async () => {
      const array = count(1000)
      const instances = [...(['r', 'c', 'r+', null] as const).map((mmapMode) => Parallel({ ...options, mmapMode })), Parallel({ ...options, maxNbytes: 1 }), parallel]
      const all = range(12).map((n) => delayed(sum)(array.subarray(n)))
      const sums = await Promise.all([...instances, parallel].map((instance) => instance(all)))
      for (const each of sums) expect(each).to.deep.equal(range(12).map((n) => sum(array.subarray(n))))
    })

    for (const backend of IN_WORKERS) {
      it(`[H1] are passed on to ${backend}, in a call inside of a task`, async () => {
        const array = count(1000)
        const parallel = Parallel({ ...options, nJobs: 1 })
        const sums = [sum(array), sum(array)]
        expect(await parallel([delayed(tasks.sumsInside)({ backend }, array), delayed(tasks.sumsInside)({ backend }, array)])).to.deep.equal([sums, sums])
      })
    }

    it('go to the next worker when one dies', async () => {
      const array = count(1000)
      const parallel = Parallel({ ...options, retries: { limit: 1, minDelay: 0 } })
      const all = [delayed(tasks.exitOnce)(array, scratch.file('marker')), ...range(5).map(() => delayed(sum)(array))]
      expect(await parallel(all)).to.deep.equal(Array(6).fill(sum(array)))
    })

    test('are there for the others when a task takes too long', async () => {
      const array = count(1000)
      const parallel = Parallel({ ...options, timeout: 500, onError: 'return' })
      const results = await parallel<Task>([delayed(tasks.spinWith)(array, scratch.file('log')), ...range(5).map(() => delayed(sum)(array))])
      const told = results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.code))
      expect(told).to.deep.equal(['ERR_TASK_TIMEOUT', ...Array(5).fill(sum(array))])
    })

    it('are there for later tasks when one has tried to give the memory away', async () => {
      const array = count(1000)
      const parallel = Parallel({ ...options, nJobs: 1 })
      expect(await parallel([delayed(tasks.transferAway)(array), delayed(sum)(array)])).to.deep.equal([undefined, sum(array)])
      expect(await parallel([delayed(sum)(array)])).to.deep.equal([sum(array)])
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

    it('make no difference to anything else in arguments and results', async () => {
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
}

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
