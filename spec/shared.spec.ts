import { ClosureError, delayed, explain, NotCloneableError, Parallel, type Shared, shared } from 'allcores'
import { expect } from 'chai'
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { EVERY_BACKEND, IN_PROCESS, IN_WORKERS } from './helpers/every-backend.js'
import { useMessages } from './helpers/messages.js'
import { rejectionOf } from './helpers/rejection.js'

type Names = readonly string[]

const at = (table: Shared<Names>, i: number) => table.value[i]

/** What a thread keeps for the tasks of a test. */
type Memory = typeof globalThis & { first?: unknown; made?: number; kept?: WeakRef<object>[] }

class Row {
  static {
    const memory = globalThis as Memory
    memory.made = (memory.made ?? 0) + 1
  }

  readonly cells: readonly number[]

  constructor(cells: readonly number[]) {
    this.cells = cells
  }

  get sum(): number {
    return this.cells.reduce((a, b) => a + b, 0)
  }
}

describe('shared()', () => {
  it('gives a handle of the value itself, and of a handle that very handle', () => {
    const names = ['a', 'b']
    const handle = shared(names)
    expect(handle.value).to.equal(names)
    expect(shared(handle)).to.equal(handle)
    expect(shared(names)).to.not.deep.equal(handle)
  })

  it('gives a handle that no clone passes off as something else', () => {
    expect(() => structuredClone({ deep: [shared(1)] })).to.throw('could not be cloned')
  })

  it('gives a handle that explain() knows', async () => {
    const table = shared({ a: 1 })
    expect(await explain(() => table.value.a)).to.match(/table: a shared value\n +value: data, \d+ bytes\n/)
  })
})

for (const backend of EVERY_BACKEND) {
  describe(`a shared value, on ${backend}`, () => {
    const parallel = Parallel({ backend, nJobs: 1 })
    after(() => parallel.close())

    it('is there in arguments, wherever they hold the handle, and in variables', async () => {
      const table = shared(['a', 'b', 'c'])
      const find = () => at(table, 2)
      class Search {
        readonly table: Shared<Names>
        constructor(table: Shared<Names>) {
          this.table = table
        }
        at(i: number) {
          return at(this.table, i)
        }
      }
      expect(await parallel([
        delayed(at)(table, 0),
        delayed((i: number, { table }: { table: Shared<Names> }) => at(table, i))(1, { table }),
        delayed(([[table]]: [[Shared<Names>]], i: number) => at(table, i))([[table]], 2),
        delayed((tables: Map<string, Shared<Names>>) => at(tables.get('t')!, 0))(new Map([['t', table]])),
        delayed((search: Search) => search.at(1))(new Search(table)),
        delayed((table: Shared<Names>, pick: (names: Names) => string | undefined) => pick(table.value))(table, (names) => names[2]),
        delayed(() => at(table, 0))(),
        delayed(find)(),
      ])).to.deep.equal(['a', 'b', 'c', 'a', 'b', 'c', 'a', 'c'])
      expect(await parallel.map((i) => table.value[i], [2, 1, 0])).to.deep.equal(['c', 'b', 'a'])
    })

    it('goes with any others, in any place among the arguments', async () => {
      const [a, b] = [shared('a'), shared('b')]
      const join = (...args: (string | Shared<string>)[]) => args.map((arg) => (typeof arg === 'string' ? arg : arg.value)).join('')
      const rows = [[a], ['x', a], [a, 'x', b], [a, b, a], ['x', 'y'], [b, 'x', 'y', a], []]
      expect(await parallel(rows.map((row) => delayed(join)(...row)))).to.deep.equal(['a', 'xa', 'axb', 'aba', 'xy', 'bxya', ''])
      expect(await parallel.map((handle) => handle.value, [a, b, a])).to.deep.equal(['a', 'b', 'a'])
    })

    it('is one object for all tasks, of all calls', async () => {
      const table = shared({ rows: [1, 2] })
      const isSame = (table: Shared<object>) => {
        const memory = globalThis as Memory
        return (memory.first ??= table.value) === table.value
      }
      try {
        const tasks = () => [delayed(isSame)(table), delayed(({ t }: { t: Shared<object> }) => isSame(t))({ t: table }), delayed(() => isSame(table))()]
        expect(await parallel(tasks())).to.deep.equal([true, true, true])
        expect(await parallel(tasks())).to.deep.equal([true, true, true])
      } finally {
        await parallel([delayed(() => void delete (globalThis as Memory).first)()])
      }
    })

    it('may be anything that functions can capture', async () => {
      interface Ring { readonly next?: Ring }
      const ring: { next?: Ring } = {}
      ring.next = ring
      const by = 3
      const all = shared({ row: new Row([1, 2]), ring, map: new Map([[ring, 'ring']]), bytes: new Float32Array([0.5]), scale: (x: number) => x * by })
      const look = ({ value: { row, ring, map, bytes, scale } }: typeof all) =>
        [row.sum, ring.next === ring, map.get(ring), bytes.constructor.name, bytes[0], scale(2)]
      expect(await parallel([delayed(look)(all)])).to.deep.equal([[3, true, 'ring', 'Float32Array', 0.5, 6]])
      const double = shared((x: number) => x * 2)
      const nothing = shared(undefined)
      expect(await parallel([delayed((f: typeof double) => f.value(4))(double), delayed((n: typeof nothing) => n.value)(nothing)])).to.deep.equal([8, undefined])
    })

    it('may hold its own handle, and those of others', async () => {
      const inner = shared(['deep'])
      const knot: { inner: typeof inner; self?: Shared<object> } = { inner }
      const outer = shared(knot)
      knot.self = outer
      const look = (outer: Shared<typeof knot>, inner: Shared<Names>) =>
        [outer.value.inner.value[0], outer.value.self === outer, outer.value.inner === inner]
      expect(await parallel([delayed(look)(outer, inner)])).to.deep.equal([['deep', true, true]])
    })

    it('goes on into calls inside of tasks, which may share values of their own', async () => {
      const inside = backend === 'processes' ? 'processes' : 'threads'
      const table = shared(['a', 'b'])
      const outer = async (table: Shared<Names>) => {
        const own = shared(['x'])
        const nested = Parallel({ backend: inside, nJobs: 1 })
        try {
          return await nested([delayed(at)(table, 1), delayed(() => table.value[0])(), delayed(at)(own, 0)])
        } finally {
          await nested.close()
        }
      }
      expect(await parallel([delayed(outer)(table)])).to.deep.equal([['b', 'a', 'x']])
    })
  })
}

for (const backend of IN_PROCESS) {
  it(`on ${backend} a handle is the caller's own, and may be a result`, async () => {
    const table = shared({ rows: [1] })
    const [given] = await Parallel({ backend })([delayed((t: typeof table) => t)(table)])
    expect(given).to.equal(table)
  })
}

for (const backend of IN_WORKERS) {
  describe(`a shared value in a worker, on ${backend}`, () => {
    const messages = useMessages()
    const options = { backend, nJobs: 1, batchSize: 1 } as const
    const parallel = Parallel(options)
    after(() => parallel.close())
    const sizeOf = (message: unknown) => (message instanceof Uint8Array ? message : Buffer.from(JSON.stringify(message))).length
    const isBatch = (message: unknown) => Buffer.from(message instanceof Uint8Array ? message : JSON.stringify(message)).includes('batch')
    const large = () => messages.filter((message) => sizeOf(message) > 50_000).length

    it('is sent once to each, whatever the number of tasks, calls and instances', async () => {
      const numbers = Array.from({ length: 50_000 }, (_, i) => `${i}`)
      const table = shared(numbers)
      const tasks = () => [1, 2, 3, 4].flatMap((i) => [
        delayed(at)(table, i), delayed(({ table }: { table: Shared<Names> }) => at(table, i))({ table }), delayed(() => table.value[i])(),
      ])
      const expected = ['1', '1', '1', '2', '2', '2', '3', '3', '3', '4', '4', '4']
      expect(await parallel(tasks())).to.deep.equal(expected)
      expect(large()).to.equal(1)
      expect(await parallel(tasks())).to.deep.equal(expected)
      expect(await Parallel(options)(tasks())).to.deep.equal(expected)
      expect(large()).to.equal(1)
      await parallel.close()
      expect(await parallel(tasks())).to.deep.equal(expected) // in a new worker
      expect(large()).to.equal(2)
    })

    it('is made once in each', async () => {
      const rows = shared(Array.from({ length: 3 }, (_, i) => new Row([i, i])))
      const sum = (rows: Shared<readonly Row[]>, i: number) => [rows.value[i]!.sum, (globalThis as Memory).made]
      const tasks = () => [0, 1, 2].map((i) => delayed(sum)(rows, i))
      const [[, made]] = (await parallel(tasks())) as [[number, number]]
      expect(await parallel(tasks())).to.deep.equal([[0, made], [2, made], [4, made]])
      await parallel.close()
    })

    it('is a snapshot of when it was first sent; what a task writes stays in its worker', async () => {
      const table = shared({ n: 1 })
      const read = ({ value }: typeof table) => value.n
      const add = ({ value }: typeof table) => void value.n++
      expect(await parallel([delayed(read)(table)])).to.deep.equal([1])
      table.value.n = 7
      expect(await parallel([delayed(add)(table), delayed(read)(table)])).to.deep.equal([undefined, 2])
      await parallel.close()
      expect([table.value.n, await parallel([delayed(read)(table)])]).to.deep.equal([7, [1]])
    })

    it('is dropped there when its handle is garbage', async () => {
      setFlagsFromString('--expose-gc')
      const collect = runInNewContext('gc') as () => void
      const keep = (table: Shared<object>) => void ((globalThis as Memory).kept ??= []).push(new WeakRef(table.value))
      const kept = async () => {
        process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc')
        const collect = process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void
        for (let i = 0; i < 3; i++) {
          await new Promise((resolve) => globalThis.setImmediate(resolve))
          collect()
        }
        return (globalThis as Memory).kept!.map((ref) => ref.deref() !== undefined)
      }
      const stays = shared({ stays: true })
      await (async () => {
        await parallel([delayed(keep)(stays), delayed(keep)(shared({ goes: true })), delayed(({ t }: { t: Shared<object> }) => keep(t))({ t: shared({}) })])
      })()
      messages.length = 0 // a message may hold a handle, if only in vain
      let last: unknown
      for (let i = 0; i < 20; i++) {
        await setImmediate()
        collect()
        ;[last] = await parallel([delayed(kept)()])
        if (!(last as boolean[])[1] && !(last as boolean[])[2]) break
      }
      expect(last).to.deep.equal([true, false, false])
      expect(await parallel([delayed((t: typeof stays) => t.value.stays)(stays)])).to.deep.equal([true])
    })

    it('comes again to one that has forgotten all it had', async () => {
      const table = shared(['a', 'b'])
      const many = Array.from({ length: 1100 }, (_, i) => delayed(() => table.value[i % 2])())
      expect(await parallel([delayed(at)(table, 1)])).to.deep.equal(['b'])
      expect(await Parallel({ backend, nJobs: 1, batchSize: 100 })(many)).to.deep.equal(many.map((_, i) => 'ab'[i % 2]))
      expect(await parallel([delayed(at)(table, 1), delayed(() => at(table, 0))()])).to.deep.equal(['b', 'a'])
    })

    it('that can not be sent fails its tasks, before anything is sent', async () => {
      const table = shared({ database: { open: Promise.resolve() } })
      const look = (t: unknown) => t
      const tasks = [delayed(look)(table), delayed(() => table.value)(), delayed(look)([{ table }])]
      for (const [place, task] of tasks.entries()) {
        const error = await rejectionOf(ClosureError, parallel([task]))
        expect(error.message).to.equal(
          "a handle of shared() can't be sent to a worker: its value leads to a Promise.\n" +
          "    its value is an object\n    its property 'database' is an object\n    its property 'open' is a Promise\n" +
          'Await it before the task is made.',
        )
        if (place < 2) expect(messages.filter(isBatch)).to.deep.equal([]) // the last one is tried before it is looked into
      }
      const settled = await Parallel({ ...options, onError: 'return' })([delayed(at)(shared(['a']), 0), delayed(look)(table)])
      expect(settled.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected'])
    })

    it('whose handle another shared value leads to, and that leads back, is refused', async () => {
      const knot: { back?: Shared<object> } = {}
      const handle = shared(knot)
      knot.back = shared({ handle })
      const error = await rejectionOf(ClosureError, parallel([delayed((h: unknown) => h)(handle)]))
      expect(error.message).to.include('its value leads to a handle whose value leads back to it')
    })

    it('has a handle that is no result: a task says which', async () => {
      const table = shared(['a'])
      const error = await rejectionOf(NotCloneableError, parallel([delayed((t: typeof table) => ({ t }))(table)]))
      expect(error.path).to.equal('result.t')
      expect(error.message).to.include('result.t is a handle of shared()')
    })
  })
}

it('a value shared with threads and processes is captured once', async () => {
  let reads = 0
  const value = { list: [1], map: new Map() }
  const table = shared(value)
  const read = ({ value }: typeof table) => value.list[0]
  const numbers: unknown[] = []
  for (const backend of ['threads', 'processes', 'threads'] as const) {
    const parallel = Parallel({ backend, nJobs: 1 })
    numbers.push(...(await parallel([delayed(read)(table)])))
    value.list[0] = ++reads * 10
    await parallel.close()
  }
  expect(numbers).to.deep.equal([1, 1, 1])
})

for (const backend of IN_WORKERS) {
  it(`a shared array is the same on ${backend} whatever is done with large arrays, and for functions that capture it`, async () => {
    const bytes = Float64Array.from({ length: 50_000 }, (_, i) => i)
    const table = shared({ bytes, part: bytes.subarray(1000, 2000), raw: Buffer.from('raw') })
    const look = ({ value: { bytes, part, raw } }: typeof table) =>
      [bytes.length, bytes[1], part.constructor.name, part[0], part.length, Buffer.isBuffer(raw), String(raw)]
    for (const maxNbytes of [0, '100K', '1M', null]) {
      const parallel = Parallel({ backend, nJobs: 1, maxNbytes })
      const tasks = () => [delayed(look)(table), delayed(() => look(table))(), delayed(({ t }: { t: typeof table }) => look(t))({ t: table })]
      for (const _ of [1, 2]) {
        for (const found of await parallel(tasks())) {
          expect(found, `maxNbytes ${maxNbytes}`).to.deep.equal([50_000, 1, 'Float64Array', 1000, 1000, true, 'raw'])
        }
      }
      await parallel.close()
    }
  })
}

it('a shared value of shared memory is that memory on threads, and refused on processes', async () => {
  const counter = shared(new Int32Array(new SharedArrayBuffer(4)))
  const add = (counter: Shared<Int32Array>) => void Atomics.add(counter.value, 0, 1)
  const threads = Parallel({ backend: 'threads', nJobs: 1 })
  await threads([delayed(add)(counter), delayed(add)(counter)])
  await threads.close()
  expect(counter.value[0]).to.equal(2)
  const processes = Parallel({ backend: 'processes', nJobs: 1 })
  await rejectionOf(ClosureError, processes([delayed(add)(counter)]))
  await processes.close()
})

it('where the choice of backend is ours, tasks too short to send do not write to the caller’s value', async () => {
  const table = shared({ n: 0 })
  const items = Array.from({ length: 20_000 }, (_, i) => i)
  const sums = await Parallel({ nJobs: 2 }).map((i) => (table.value.n++, i), items)
  expect(sums).to.deep.equal(items)
  expect(table.value.n).to.equal(0)
})
