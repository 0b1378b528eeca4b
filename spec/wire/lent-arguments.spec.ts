import { expect } from 'chai'
import { openLender } from '../../lib/arrays/lend/lender.js'
import type { Batch } from '../../lib/model/batch.js'
import { delayed } from '../../lib/model/delayed.js'
import { type Lender, lendsNothing } from '../../lib/model/lender.js'
import { shared } from '../../lib/model/shared.js'
import { call, type Task } from '../../lib/model/task.js'
import { MappedTasks, type Tasks } from '../../lib/model/tasks.js'
import type { MemoryToken, Token } from '../../lib/model/tokens.js'
import type { Coding } from '../../lib/wire/coded-batch.js'
import { decodeBatch, type Received } from '../../lib/wire/decode-batch.js'
import { Functions } from '../../lib/wire/functions.js'
import { type EncodedBatch, encodeBatch } from '../../lib/wire/encode-batch.js'
import type { BatchMessage, BatchSettings } from '../../lib/wire/message.js'
import { ALL_CLONEABLE, sortUncloneable } from '../../lib/wire/uncloneable-arguments.js'
import { canCloneToThread } from '../../lib/wire/uncloneable.js'
import { transports } from './transports.js'

const LARGE = 1024
const SETTINGS: BatchSettings = { cores: 1 }

interface FakeLender extends Lender {
  /** Buffers that were asked for. */
  readonly asked: ArrayBufferLike[]
}

/** Lends buffers of LARGE bytes, but not those of which the first byte is 13. */
function fakeLender(given: Partial<Lender> = {}): FakeLender {
  const tokens = new Map<ArrayBufferLike, MemoryToken>()
  const asked: ArrayBufferLike[] = []
  const lend = ({ buffer, byteOffset }: ArrayBufferView) => {
    asked.push(buffer)
    if (new Uint8Array(buffer)[0] === 13) throw new Error('no space')
    if (!tokens.has(buffer)) {
      tokens.set(buffer, { lent: 'memory', buffer: new SharedArrayBuffer(buffer.byteLength), access: 'read' })
      new Uint8Array(tokens.get(buffer)!.buffer).set(new Uint8Array(buffer))
    }
    return { token: tokens.get(buffer)!, byteOffset }
  }
  const takes = ({ buffer }: ArrayBufferView) => buffer instanceof ArrayBuffer && buffer.byteLength === LARGE
  const lender = { sharesMemory: true, lends: true, isWritten: false, key: 'fake', takes, lend, asked, ...given }
  return { ...lender, lasting() { return this } }
}

function encoded(tasks: Tasks | readonly unknown[], lender: Lender, coding?: Coding): EncodedBatch {
  const batch = { tasks, start: 0, call: 1, coding } as unknown as Batch
  const functions = new Functions(lender)
  functions.ship(batch.tasks)
  const uncloneable = sortUncloneable(batch, canCloneToThread, { functions, lender })
  return encodeBatch(batch, { id: 1, claim: 1, settings: SETTINGS, known: new Set(), functions, lender, uncloneable })
}

const same = (...args: unknown[]) => args
const size = (values: readonly unknown[]) => values.length
const tokenBuffer = (token: Token) => (token as MemoryToken).buffer
const none = (): never => { throw new Error('asked for nothing') }
const received = (given: Partial<Received> = {}): Received => ({ functionOf: () => same, handleOf: none, argumentsOf: none, borrow: tokenBuffer, checkBorrowed: none, ...given })

/** What tasks get in a thread. */
function arrived({ message, transfer }: EncodedBatch, given?: Partial<Received>): unknown[][] {
  const tasks = decodeBatch(structuredClone(message, { transfer }), received(given))
  return Array.from(tasks, (task) => call(task) as unknown[])
}

describe('arguments with large arrays', () => {
  const large = (first = 1) => new Uint8Array(LARGE).fill(first)

  it('arrive in memory that is lent, the same for all tasks of a batch', () => {
    const data = large()
    const lender = fakeLender()
    const batch = encoded([delayed(same)(data, 1), delayed(same)({ rows: data.subarray(8, 16) }, 2)] as Task[], lender)
    const [[first, one], [second]] = arrived(batch) as [[Uint8Array, number], [{ rows: Uint8Array }]]
    expect([first, one, second]).to.deep.equal([data, 1, { rows: data.subarray(8, 16) }])
    expect(first.buffer).to.be.instanceOf(SharedArrayBuffer).and.equal(second.rows.buffer)
    expect(second.rows.byteOffset).to.equal(8)
    expect(lender.asked).to.deep.equal([data.buffer, data.buffer])
  })

  it('keep small views of them, in whatever order they stand', () => {
    const data = large()
    const window = { lent: 'memory', buffer: new SharedArrayBuffer(24), access: 'copy' } as const
    const lender = fakeLender()
    const lend = (view: ArrayBufferView) => {
      if (view.byteLength === LARGE) return lender.lend(view)
      return view.byteLength > 8 ? { token: window, byteOffset: 0 } : undefined
    }
    for (const args of [[data, data.subarray(8, 16), data.subarray(8, 32)], [data.subarray(8, 16), data.subarray(8, 32), data]]) {
      const [views] = arrived(encoded([delayed(same)(...args)] as Task[], fakeLender({ lend }))) as [Uint8Array[]]
      expect(new Set(views!.map(({ buffer }) => buffer)).size).to.equal(1)
      expect(views!.map(({ byteOffset }) => byteOffset)).to.deep.equal(args.map(({ byteOffset }) => byteOffset))
    }
    const [[alone]] = arrived(encoded([delayed(same)(data.subarray(8, 16))] as Task[], fakeLender({ lend }))) as [[Uint8Array]]
    expect(alone.buffer.byteLength).to.equal(8)
  })

  it('are asked about once a view', () => {
    const data = large()
    const lender = fakeLender()
    const batch = encoded(new MappedTasks(same, [data, data, data, 'x']), lender)
    expect(lender.asked).to.have.length(1)
    expect(arrived(batch)).to.deep.equal([[data], [data], [data], ['x']])
    const { message } = encoded(new MappedTasks(same, [data]), lender)
    expect(decodeBatch(message, received({ functionOf: () => size as never }))).to.be.instanceOf(MappedTasks)
  })

  it('move the bytes of the rest to a thread', () => {
    const { message, transfer } = encoded([delayed(same)(large(), 'rest')] as Task[], fakeLender())
    expect(transfer).to.have.length(1)
    structuredClone(message, { transfer })
    expect((message.args as unknown as { bytes: Uint8Array }).bytes).to.have.length(0)
  })

  for (const { name, carry } of transports) {
    it(`go to ${name}, Buffers as Buffers`, () => {
      const file = { lent: 'file', id: '1', path: '/f', inode: 1, byteLength: LARGE, access: 'read' } as const
      const lend = ({ byteOffset }: ArrayBufferView) => ({ token: file, byteOffset })
      const buffer = Buffer.from(new ArrayBuffer(LARGE))
      const batch = encoded([delayed(same)(buffer, Buffer.from('abc'), [buffer])] as Task[], fakeLender({ lend, sharesMemory: false }))
      const asked: Token[] = []
      const borrow = (token: Token) => (asked.push(token), new ArrayBuffer(LARGE))
      const [task] = [...decodeBatch(carry(batch.message), received({ borrow }))]
      const [first, small, [again]] = call(task!) as [Buffer, Buffer, [Buffer]]
      expect([first, small].map((value) => Buffer.isBuffer(value))).to.deep.equal([true, true])
      expect([small.toString(), first.length, again]).to.deep.equal(['abc', LARGE, first])
      expect(asked).to.deep.equal([file])
    })
  }

  it('are left alone where nothing is lent', () => {
    const looked = new Proxy({}, { ownKeys: () => { throw new Error('looked at') } })
    const never = () => { throw new Error('asked') }
    const tasks = [delayed(same)(large(), { get a() { return looked } })] as Task[]
    const lender = { ...lendsNothing(true), takes: never, lend: never, lasting: () => lendsNothing(true) }
    const batch = { tasks, start: 0, call: 1 } as unknown as Batch
    const functions = new Functions(lender)
    const uncloneable = { refused: new Map(), captured: new Map() }
    const { message } = encodeBatch(batch, { id: 1, claim: 1, settings: SETTINGS, known: new Set(), functions, lender, uncloneable })
    expect(message.args).to.deep.include({ lists: [tasks[0]!.args] })
    const argsOf = (items: unknown[], given?: Partial<Lender>) => encoded(new MappedTasks(same, items), fakeLender(given)).message.args
    expect(argsOf(new Array(9).fill(1))).to.deep.equal({ single: new Int32Array(9).fill(1) })
    expect(argsOf([large()], { lend: () => undefined })).to.deep.equal({ single: [large()] })
  })

  it('on threads that arrays are copied to are cut where they see little, and else left as they are', () => {
    const lender = openLender('thread')
    const huge = new Uint8Array(2 ** 21).fill(7)
    const little = huge.subarray(10, 15)
    const bytesOf = (...args: unknown[]) => {
      const { message } = encoded([delayed(same)(...args)] as Task[], lender)
      return 'bytes' in message.args ? message.args.bytes.byteLength : undefined
    }
    expect(bytesOf(little)).to.be.below(200)
    expect(bytesOf(huge.subarray(5, 5))).to.be.below(200)
    for (const args of [[huge], [{ huge, little }], [new Uint8Array(2 ** 19).subarray(1, 2)]]) expect(bytesOf(...args)).to.equal(undefined)
    const other = new Uint8Array(2 ** 21).subarray(0, 1)
    const [[both, cut]] = arrived(encoded([delayed(same)({ little, huge }, other)] as Task[], lender)) as [[{ little: Uint8Array; huge: Uint8Array }, Uint8Array]]
    expect(both.little.buffer).to.equal(both.huge.buffer)
    expect([both.little, cut, cut.buffer.byteLength]).to.deep.equal([little, other, 1])
    lender.end()
  })

  it('that can not be lent refuse their task only, and the array is asked about once', () => {
    const bad = large(13)
    const lender = fakeLender()
    const list = [[large(), 1], [2, bad], [bad, bad.subarray(1)], [Buffer.from('x')]]
    const tasks = list.map((args) => delayed(same)(...args))
    const batch = encoded(tasks, lender)
    expect([...batch.refused].map(([position, error]) => [position, (error as Error).message])).to.deep.equal([[1, 'no space'], [2, 'no space']])
    expect(batch.message.refused).to.deep.equal([1, 2])
    expect(lender.asked).to.have.length(2)
    const values = arrived(batch)
    expect([values[0], values[3]]).to.deep.equal([[large(), 1], [Buffer.from('x')]])
    const only = encoded(new MappedTasks(same, [bad, Buffer.from('x')]), fakeLender())
    expect([only.message.refused, arrived(only)]).to.deep.equal([[0], [[undefined], [Buffer.from('x')]]])
  })

  it('that the worker can not have fail their tasks only', () => {
    const [lost, kept] = [large(7), large(8)]
    const tasks = [lost, { in: new Map([[1, lost]]) }, kept, 5].map((value) => delayed(same)(value)) as Task[]
    const { message } = encoded(tasks, fakeLender())
    const borrow = (token: Token) => {
      if (new Uint8Array(tokenBuffer(token))[0] === 7) throw new Error('lost')
      return tokenBuffer(token)
    }
    const [first, second, ...others] = [...decodeBatch(message, received({ borrow }))]
    expect(() => call(first!)).to.throw('lost')
    expect(() => call(second!)).to.throw('lost')
    expect(others.map((task) => call(task))).to.deep.equal([[kept], [5]])
  })

  it("travel beside functions, handles of shared(), a user's SharedArrayBuffers", () => {
    const user = new SharedArrayBuffer(8)
    const data = large()
    const handle = shared([1])
    const tasks = [delayed(same)(data, user, new Int32Array(user)), delayed(same)(() => 1, data), delayed(same)(handle, data)] as Task[]
    const batch = encoded(tasks, fakeLender())
    expect(batch.message.captured!.map(([position]) => position)).to.deep.equal([1])
    const given = { argumentsOf: () => ['captured'], handleOf: () => 'handle' }
    const [[first, memory, view], captured, last] = arrived(batch, given) as [[Uint8Array, SharedArrayBuffer, Int32Array], unknown[], unknown[]]
    expect([first, captured, last]).to.deep.equal([data, ['captured'], ['handle', data]])
    expect(memory).to.be.instanceOf(SharedArrayBuffer).and.equal(view.buffer)
  })

  it('travel in one piece with what only Node can clone', () => {
    const blob = new Blob(['x'])
    const batch = encoded([delayed(same)(large(), { blob })] as Task[], fakeLender())
    const [[first, second]] = arrived(batch) as [[Uint8Array, { blob: Blob }]]
    expect(first.buffer).to.be.instanceOf(ArrayBuffer)
    expect(second.blob).to.be.instanceOf(Blob)
  })

  it('are not copied to find out what else can not be cloned', () => {
    const data = large()
    const list = [[data, () => 1], [data, { gone: Promise.resolve() }], [[data], 1], [data, new Blob([])]]
    const tasks = list.map((args) => delayed(same)(...args))
    const batch = { tasks, start: 0, call: 1 } as unknown as Batch
    const lender = fakeLender()
    const functions = new Functions(lender)
    const copied: unknown[] = []
    const canClone = (value: unknown) => {
      if (tasks.some(({ args }) => args === value)) copied.push(tasks.findIndex(({ args }) => args === value))
      return canCloneToThread(value)
    }
    const uncloneable = sortUncloneable(batch, canClone, { functions, lender })
    expect([[...uncloneable.captured.keys()], [...uncloneable.refused.keys()], copied]).to.deep.equal([[0], [1], [1, 3]])
    const options = { id: 1, claim: 1, settings: SETTINGS, known: new Set<number>(), functions, lender, uncloneable: ALL_CLONEABLE }
    expect(() => encodeBatch({ ...batch, tasks: tasks.slice(0, 3) }, options)).to.throw('could not be cloned')
    expect(encodeBatch(batch, { ...options, uncloneable }).refused.size).to.equal(1)
  })

  it('in the way of a codec are lent as its encoder gives them', () => {
    const data = large()
    const coding: Coding = { tasks: [delayed(same)('raw')] as Task[], refused: new Map(), decode: (value) => value, encode: undefined }
    const batch = encoded([delayed(same)(data)] as Task[], fakeLender(), coding)
    const functionOf = (id: number) => (id === batch.message.codec![0] ? (value: Uint8Array) => [value.buffer, 'decoded'] : same) as never
    expect(arrived(batch, { functionOf })[0]![0]).to.have.property('1', 'decoded')
    const [[[buffer]]] = arrived(encoded([delayed(same)(data)] as Task[], fakeLender(), coding), { functionOf }) as [[unknown[]]]
    expect(buffer).to.be.instanceOf(SharedArrayBuffer)
  })
})

describe('decodeBatch with strict settings', () => {
  const strict = { ...SETTINGS, strict: true }
  const tasksOf = (fn: unknown, settings: BatchSettings, checkBorrowed: (name: string) => void) => {
    const message: BatchMessage = { ...encoded([delayed(same)(1)] as Task[], lendsNothing(true)).message, settings }
    return [...decodeBatch(message, received({ functionOf: () => fn as never, checkBorrowed }))]
  }

  it('checks after each task, and what that throws fails it', async () => {
    const checked: string[] = []
    const check = (name: string) => void checked.push(name)
    function writes(x: number) { return x + checked.length }
    expect(call(tasksOf(writes, strict, check)[0]!)).to.equal(1)
    expect(checked).to.deep.equal(['writes'])
    expect(call(tasksOf(writes, SETTINGS, check)[0]!)).to.equal(2)
    expect(checked).to.have.length(1)
    const slow = async (x: number) => (await null, checked.push('slow is at work'), x)
    expect(await call(tasksOf(slow, strict, check)[0]!)).to.equal(1)
    expect(checked).to.deep.equal(['writes', 'slow is at work', 'slow'])
    expect(() => call(tasksOf(() => { throw new Error('own') }, strict, check)[0]!)).to.throw('own')
    expect(checked).to.have.length(4)
  })

  it('tells of what was written whatever the task has come to', async () => {
    const check = () => { throw new Error('written') }
    expect(() => call(tasksOf(() => 1, strict, check)[0]!)).to.throw('written')
    expect(() => call(tasksOf(() => { throw new Error('own') }, strict, check)[0]!)).to.throw('written')
    const error = await (call(tasksOf(async () => 1, strict, check)[0]!) as Promise<unknown>).catch((error: Error) => error.message)
    expect(error).to.equal('written')
  })
})
