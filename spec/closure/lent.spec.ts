import { expect } from 'chai'
import { setImmediate } from 'node:timers/promises'
import { Capture } from '../../lib/closure/capture.js'
import { Heap } from '../../lib/closure/heap.js'
import { shipShared } from '../../lib/closure/ship-shared.js'
import { ClosureError, LargeArrayError } from '../../lib/model/errors.js'
import type { Lender } from '../../lib/model/lender.js'
import { shared } from '../../lib/model/shared.js'
import type { TaskFunction } from '../../lib/model/task.js'
import { isToken } from '../../lib/model/tokens.js'
import { fakeLender, type FakeLender } from '../helpers/lender.js'
import { nodesOf, revive, ship } from '../helpers/ship.js'
import { useWarnings } from '../helpers/warnings.js'

const LEAST = 1000

class Vector extends Float64Array {
  get first() {
    return this[0]
  }
}

/** A function as a worker gets it, and what it was sent as. */
async function sent<F extends TaskFunction>(fn: F, lender = fakeLender(LEAST)) {
  const shipment = ship(fn, new Capture(lender))
  return { shipment, lender, copy: await revive<F>(shipment, new Heap({ resolve: lender.resolve })) }
}

const lentIn = ({ live }: { readonly live: readonly unknown[] }) => live.filter(isToken)
const bufferOf = ({ buffer }: ArrayBufferView) => buffer

describe('large views that are captured', () => {
  it('stand on memory that is lent, and are not in the shipment', async () => {
    const large = new Float64Array(10_000).fill(1.5)
    const { shipment, lender, copy } = await sent(() => large)
    expect(shipment.bytes.length).to.be.lessThan(1000)
    expect(shipment.live).to.deep.equal(lender.tokens)
    expect(copy()).to.deep.equal(large)
    expect(bufferOf(copy())).to.equal(lender.resolve(lender.tokens[0]!))
  })

  it('keep their place in their buffer, which all views of it share', async () => {
    const bytes = Uint8Array.from({ length: 8000 }, (_, i) => i)
    const [doubles, data, end] = [new Float64Array(bytes.buffer), new DataView(bytes.buffer, 16, 4000), bytes.subarray(5000)]
    const { shipment, copy } = await sent(() => [bytes, doubles, data, end] as const)
    const copies = copy()
    expect(copies).to.deep.equal([bytes, doubles, data, end])
    expect(new Set(copies.map(bufferOf)).size).to.equal(1)
    expect(copies.map(({ byteOffset, byteLength }) => [byteOffset, byteLength])).to.deep.equal([[0, 8000], [0, 8000], [16, 4000], [5000, 3000]])
    expect(lentIn(shipment)).to.have.lengthOf(1)
  })

  it('are where they are found: in data, instances, Maps, and as the same view again', async () => {
    const large = new Float32Array(1000)
    class Table {
      readonly cells = large
    }
    const [table, list, map] = [new Table(), [{ large, small: new Uint8Array(3) }], new Map([['cells', large]])]
    const { shipment, copy } = await sent(() => [large, table.cells, list[0]!.large, map.get('cells'), table instanceof Table, list[0]!.small] as const)
    const [first, second, third, fourth, isTable, small] = copy()
    expect([second, third, fourth].every((each) => each === first)).to.equal(true)
    expect([isTable, small]).to.deep.equal([true, new Uint8Array(3)])
    expect(lentIn(shipment)).to.have.lengthOf(1)
    expect(shipment.bytes.length).to.be.lessThan(3000)
  })

  it('are of every kind', async () => {
    const kinds = [
      'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array',
      'BigInt64Array', 'BigUint64Array', 'Float16Array', 'DataView',
    ].filter((kind) => kind in globalThis)
    const views = kinds.map((kind) => {
      const view = new (globalThis as unknown as Record<string, typeof Uint8Array>)[kind]!(new ArrayBuffer(1600), 16)
      new Uint8Array(view.buffer).fill(60)
      return view
    })
    const { shipment, copy } = await sent(() => views)
    expect(copy()).to.deep.equal(views)
    expect(copy().map((view) => view.constructor.name)).to.deep.equal(kinds)
    expect(lentIn(shipment)).to.have.lengthOf(kinds.length)
  })

  it('keep what they are: Buffers, their classes, properties, whether they are extensible', async () => {
    const buffer = Buffer.alloc(2000, 'abc')
    const vector = Vector.from({ length: 200 }, (_, i) => i + 0.5) as Vector
    const marked = Object.assign(new Int16Array(2000), { unit: 'mm', [Symbol.for('mark')]: 1 })
    Object.defineProperty(marked, 'hidden', { value: vector })
    const closed = Object.preventExtensions(new Uint32Array(1000))
    const named = Object.assign(Buffer.alloc(2000), { label: 'raw' })
    const { shipment, copy } = await sent(() => ({ buffer, vector, marked, closed, named, Vector }))
    const copies = copy()
    expect(lentIn(shipment)).to.have.lengthOf(5)
    expect(shipment.bytes.length).to.be.lessThan(5000)
    expect([Buffer.isBuffer(copies.buffer), copies.buffer.equals(buffer)]).to.deep.equal([true, true])
    expect([copies.vector instanceof copies.Vector, copies.vector.first, copies.vector.length]).to.deep.equal([true, 0.5, 200])
    expect([copies.marked.unit, copies.marked[Symbol.for('mark') as never]]).to.deep.equal(['mm', 1])
    expect(Object.getOwnPropertyDescriptor(copies.marked, 'hidden')).to.include({ value: copies.vector, enumerable: false })
    expect([copies.closed.length, Object.isExtensible(copies.closed)]).to.deep.equal([1000, false])
    expect([Buffer.isBuffer(copies.named), copies.named.label]).to.deep.equal([true, 'raw'])
  })

  it('are one object for several functions of a call', async () => {
    const large = new Float64Array(1000)
    const lender = fakeLender(LEAST)
    const capture = new Capture(lender)
    const heap = new Heap({ resolve: lender.resolve })
    const [one, other] = [ship(() => large, capture), ship(() => ({ large }), capture)]
    const copy = await revive<() => { large: unknown }>(other, heap)
    expect(copy().large).to.equal((heap.valueOf(one.id) as () => unknown)())
    expect(lender.tokens).to.have.lengthOf(1)
  })

  it('are lent too where arguments hold functions', () => {
    const large = new Float64Array(1000)
    const shipment = new Capture(fakeLender(LEAST)).shipArguments([large, () => large.length])
    expect([shipment, ...shipment.needs].flatMap(lentIn)).to.have.lengthOf(1)
  })

  it('are lent in data of any depth', async () => {
    const large = new Float64Array(1000)
    let deep: { next?: object; large?: object } = { large }
    for (let i = 0; i < 3000; i++) deep = { next: deep }
    const { shipment } = await sent(() => deep)
    expect(lentIn(shipment)).to.have.lengthOf(1)
  })
})

describe('warnings of large captures', () => {
  const warnings = useWarnings()

  it('do not count what is lent, nor name it', async () => {
    const [array, vector, text] = [new Float64Array(1_250_000), new Vector(1 << 21), ['x'.repeat(9e6)]]
    await sent(() => [array, vector])
    await sent(() => [array, vector, text])
    await setImmediate()
    expect(warnings.map(({ message }) => message.replace(/.* captures/, ''))).to.deep.equal([
      " 9.0 MB ('text'), which every worker gets a copy of. " +
      'Use shared(value), which sends it once to each worker, or load it in a module that the function imports.',
    ])
  })
})

describe('views that are not lent', () => {
  it('are copied as ever when they are small, or sent by a function that uses no view', async () => {
    const small = new Uint8Array(LEAST - 1)
    const { shipment, copy } = await sent(() => small)
    expect(shipment.live).to.deep.equal([])
    expect(copy()).to.deep.equal(small)
    expect(nodesOf(shipment).map(([, { kind }]) => kind)).to.have.members(['code', 'data'])
  })

  it('are copied alone where they are a small part of their buffer', async () => {
    const large = Uint8Array.from({ length: 100_000 }, (_, i) => i)
    const [part, words] = [large.subarray(500, 900), new Uint16Array(large.buffer, 50_000, 7)]
    const { shipment, copy } = await sent(() => [part, words])
    expect(shipment.live).to.deep.equal([])
    expect(shipment.bytes.length).to.be.lessThan(2000)
    expect(copy()).to.deep.equal([part, words])
    expect(copy().map(({ buffer }) => buffer.byteLength)).to.deep.equal([400, 14])
  })

  it('share their buffer, with itself too, where the lender has them copied after all', async () => {
    const large = Uint8Array.from({ length: 8000 }, (_, i) => i)
    const [buffer, ints] = [large.buffer, new Int32Array(large.buffer, 400)]
    const { copy, shipment } = await sent(() => ({ large, ints, buffer }), { ...fakeLender(LEAST), lend: () => undefined })
    const copies = copy()
    expect(copies).to.deep.equal({ large, ints, buffer })
    expect([copies.large.buffer, copies.ints.buffer]).to.satisfy((all: unknown[]) => all.every((each) => each === copies.buffer))
    expect([shipment.live.length, shipment.bytes.length < 10_000]).to.deep.equal([0, true])
  })

  it('a large buffer is copied when it is captured itself', async () => {
    const large = new Float64Array(1000).fill(2)
    const { buffer } = large
    const { copy, shipment } = await sent(() => ({ large, buffer }))
    expect(copy()).to.deep.equal({ large, buffer })
    expect([lentIn(shipment).length, shipment.bytes.length > 8000]).to.deep.equal([1, true])
  })
})

describe('views of shared memory', () => {
  const memory = new SharedArrayBuffer(4000)
  const [ints, end] = [new Int32Array(memory).fill(7), new Uint8Array(memory, 3900)]
  const untaken = (sharesMemory: boolean): FakeLender => ({ ...fakeLender(LEAST, { sharesMemory }), takes: () => false })

  it('of the program’s own are that memory for threads, and refused for processes', async () => {
    const { copy } = await sent(() => [ints, end], untaken(true))
    expect(copy().map(bufferOf)).to.deep.equal([memory, memory])
    expect(() => ship(() => ints, new Capture(untaken(false)))).to.throw(ClosureError, "is an Int32Array on a SharedArrayBuffer, which processes can't share")
  })

  it('keep their classes', async () => {
    const vector = new Vector(memory as unknown as ArrayBuffer)
    const { copy } = await sent(() => ({ vector, Vector }), untaken(true))
    const { vector: copied, Vector: Copied } = copy()
    expect([copied instanceof Copied, copied.buffer]).to.deep.equal([true, memory])
  })

  it('that this thread was lent itself are lent on', async () => {
    const { shipment, copy } = await sent(() => [ints, ints.subarray(10)], fakeLender(LEAST, { sharesMemory: false }))
    expect(copy()).to.deep.equal([ints, ints.subarray(10)])
    expect(lentIn(shipment)).to.have.lengthOf(1)
  })

  it('… or copied, and still share it', async () => {
    const { shipment, copy } = await sent(() => [ints, end, ints.subarray(10)] as const, { ...fakeLender(LEAST, { sharesMemory: false }), lend: () => undefined })
    const [whole, part, most] = copy()
    expect([whole, part, most]).to.deep.equal([ints, end, ints.subarray(10)])
    expect(whole.buffer).to.be.an.instanceof(ArrayBuffer).and.to.equal(most.buffer)
    expect([part.buffer.byteLength, shipment.live.length, shipment.bytes.length < 5000]).to.deep.equal([100, 0, true])
  })
})

describe('memory that can not be had', () => {
  const trouble = new LargeArrayError('ERR_ARRAY_LOST', 'expected the array to be there', 8000)
  const large = new Float64Array(1000)

  it('at the lender: the function can not be sent', () => {
    const lend = () => {
      throw trouble
    }
    expect(() => ship(() => large, new Capture({ ...fakeLender(LEAST), lend }))).to.throw(trouble as never)
  })

  it('in the worker: what its shipment holds is not there, other things are', async () => {
    const lender = fakeLender(LEAST)
    const heap = new Heap({
      resolve: () => {
        throw trouble
      },
    })
    const capture = new Capture(lender)
    const [{ needs, ...bad }, good] = [ship(() => large, capture), ship((x: number) => x + lender.key.length, capture)]
    expect(needs).to.deep.equal([])
    expect(() => heap.install(bad)).to.throw(trouble as never)
    expect(() => heap.valueOf(bad.id)).to.throw(trouble as never)
    expect((await revive(good, heap))(1 as never)).to.equal(5)
  })

  it('where nobody resolves it: neither', async () => {
    const shipment = ship(() => large, new Capture(fakeLender(LEAST)))
    const reason = await revive(shipment).catch((error: Error) => error.message)
    expect(reason).to.equal('expected nothing to stand on memory that is lent, got a token of a file')
  })
})

describe('a handle of shared()', () => {
  const large = new Float64Array(1000)
  const threads = fakeLender(LEAST, { key: 'threads' })
  const processes = fakeLender(LEAST, { key: 'processes', sharesMemory: false })
  const copying = fakeLender(Infinity, { key: 'nothing' })

  it('has a shipment for each way in which its memory is lent, each made once', () => {
    const handle = shared({ large })
    const all = (lenders: readonly Lender[]) => lenders.map((lender) => shipShared(handle, lender))
    const [first, second, third] = all([threads, processes, copying])
    expect(all([threads, processes, { ...processes }, copying])).to.have.ordered.members([first, second, second, third])
    expect(new Set([first, second, third].map((shipment) => shipment!.id)).size).to.equal(3)
    expect([first, second, third].map((shipment) => lentIn(shipment!))).to.deep.equal([threads.tokens, processes.tokens, []])
  })

  it('has one for calls that lend differently, but lasting memory in the same way', () => {
    const handle = shared({ large, inner: shared(large) })
    const calls = ['reads', 'writes'].map((key) => ({ ...fakeLender(LEAST, { key }), lasting: () => threads }))
    const [first, second] = calls.map((lender) => shipShared(handle, lender))
    expect(first).to.equal(second).and.equal(shipShared(handle, threads))
    expect(lentIn(first!)).to.deep.equal(threads.tokens)
    expect(calls.flatMap(({ tokens }) => tokens)).to.deep.equal([])
  })

  it('has one for all ways when it holds no memory', () => {
    const handle = shared({ list: [1], map: new Map([[1, 'a']]) })
    expect(new Set([threads, processes, copying].map((lender) => shipShared(handle, lender))).size).to.equal(1)
  })

  it('has several when it leads to a handle that does', () => {
    const [inner, plain] = [shared(large), shared([1])]
    const outer = shared({ inner, plain, again: [inner] })
    const [first, second] = [shipShared(outer, threads), shipShared(outer, processes)]
    expect(first).to.not.equal(second)
    expect(first.needs.flatMap(lentIn)).to.have.lengthOf(1)
    expect(second.needs).to.have.ordered.members([shipShared(inner, processes), shipShared(plain, threads)])
  })

  it('on shared memory is refused on processes, whatever was sent to threads', () => {
    const handle = shared(new SharedArrayBuffer(8))
    const here = shipShared(handle, copying)
    expect(shipShared(handle, threads)).to.equal(here)
    expect(() => shipShared(handle, processes)).to.throw(ClosureError)
  })

  it('is lent for as long as the lender lends what lasts', () => {
    const lasting = fakeLender(LEAST, { key: 'threads' })
    const lender: Lender = { ...fakeLender(LEAST, { key: 'lasting' }), lasting: () => lasting }
    const handle = shared(large)
    expect(shipShared(handle, lender).live).to.deep.equal(lasting.tokens)
    expect(lasting.tokens).to.have.lengthOf(1)
  })
})
