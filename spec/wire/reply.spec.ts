import { expect } from 'chai'
import { borrow } from '../../lib/arrays/borrow/borrow.js'
import type { Batch } from '../../lib/model/batch.js'
import { MappedTasks } from '../../lib/model/tasks.js'
import type { ResultSettings } from '../../lib/model/tokens.js'
import { TooLargeError } from '../../lib/wire/bytes.js'
import type { PartMessage } from '../../lib/wire/message.js'
import { decodePart, dropPart } from '../../lib/wire/decode-part.js'
import { type Progress, sendReply } from '../../lib/wire/reply.js'
import { canCloneToProcess, canCloneToThread } from '../../lib/wire/uncloneable.js'
import { transports } from './transports.js'

const LARGE = 1024
const TO_THREAD: ResultSettings = { maxNbytes: LARGE }

const progressOf = (values: readonly unknown[]): Progress =>
  ({ id: 1, offset: 0, values, failures: [], elapsed: 1, longest: [], spans: [], claim: 1, end: true, full: false })
const batchOf = ({ length }: readonly unknown[]): Batch =>
  ({ tasks: new MappedTasks((x: unknown) => x, Array.from({ length })), start: 0, call: 1 }) as unknown as Batch

/** What a thread says of results, each message as it arrives. */
function sent(values: readonly unknown[], results: ResultSettings | undefined = TO_THREAD): PartMessage[] {
  const messages: PartMessage[] = []
  const send = (message: PartMessage, transfer: ArrayBuffer[]) => messages.push(structuredClone(message, { transfer }))
  sendReply(progressOf(values), send, canCloneToThread, results)
  return messages
}

function received(values: readonly unknown[], results?: ResultSettings) {
  const [message, ...more] = sent(values, results)
  expect(more).to.deep.equal([])
  return decodePart(message!, batchOf(values), new Map(), 'thread')
}

const lent = (bytes: number) => borrow({ lent: 'memory', buffer: new SharedArrayBuffer(bytes), access: 'read' })

describe('sendReply and decodePart', () => {
  it('bring large arrays past the message, as plain arrays', () => {
    const mine = new Float64Array(LARGE).fill(2)
    const values = [1, mine, { deep: [mine.subarray(8), 'x'] }, Buffer.alloc(LARGE, 'a'), Buffer.alloc(5, 'small'), undefined]
    const [message] = sent(values)
    expect(message!.apart!.map(([place]) => place)).to.deep.equal([1, 2, 3])
    expect([message!.values[1], message!.buffers]).to.deep.equal([undefined, [4]])
    const { values: arrived, failures } = received(values)
    expect(failures).to.deep.equal([])
    expect(arrived).to.deep.equal(values)
    expect([arrived[3], arrived[4]].map((value) => Buffer.isBuffer(value))).to.deep.equal([true, true])
    expect((arrived[1] as Float64Array).buffer).to.be.instanceOf(ArrayBuffer)
    expect(mine[0]).to.equal(2) // whoever has it still has it
  })

  it('send numbers and small results as ever', () => {
    const numbers = Array.from({ length: 20 }, (_, i) => i)
    expect(sent(numbers)).to.deep.equal(sent(numbers, { maxNbytes: Infinity }))
    expect(sent(numbers)[0]!.values).to.be.instanceOf(Int32Array)
    expect(sent([{ a: new Uint8Array(8) }])[0]).to.not.have.property('apart')
  })

  it('copy what is seen of memory that was lent, however little', () => {
    const buffer = lent(2 * LARGE)
    new Uint8Array(buffer).fill(5)
    const user = new SharedArrayBuffer(8)
    const views = { all: new Uint8Array(buffer), words: new Uint16Array(buffer, 2, 600), user: new Uint8Array(user) }
    const { values } = received([new Uint8Array(buffer, 3, 2), views, user])
    const [part, { all, words, user: view }, bare] = values as [Uint8Array, Record<string, Uint8Array>, unknown]
    expect(part).to.deep.equal(new Uint8Array([5, 5]))
    expect(part.buffer).to.be.instanceOf(ArrayBuffer)
    expect(part.buffer.byteLength).to.equal(2)
    expect(all!.buffer).to.be.instanceOf(ArrayBuffer).and.equal(words!.buffer)
    expect([view!.buffer, bare].every((memory) => memory instanceof SharedArrayBuffer)).to.equal(true)
  })

  it('name what can not be sent, and let the others through', () => {
    const large = new Uint8Array(LARGE).fill(1)
    const [message, ...more] = sent([large, () => 1, { large, fn: () => 1 }, 'x', [large, new Blob(['x'])]])
    expect(more).to.deep.equal([])
    const { values, failures } = decodePart(message!, batchOf([1, 2, 3, 4, 5]), new Map(), 'thread')
    expect(failures.map(({ position, error }) => [position, (error as { path: string }).path])).to.deep.equal([[1, 'result'], [2, 'result.fn']])
    expect([values[0], values[3]]).to.deep.equal([large, 'x'])
    expect((values[4] as unknown[])[1]).to.be.instanceOf(Blob) // this one went the way of all others
  })

  it('bring errors among results past the message, whole', () => {
    const circle = Object.assign(new RangeError('round'), { cause: undefined as unknown, view: new Uint8Array(LARGE), fn: () => 1 })
    circle.cause = circle
    const problem = Object.create(TypeError.prototype, { code: { value: 'E', enumerable: true } }) as Error
    const [message] = sent([1, circle, problem, new Uint8Array(LARGE), new Error('last')])
    expect([message!.values, message!.unsent]).to.deep.equal([[1, undefined, undefined, undefined, undefined], []])
    const { values, failures } = decodePart(message!, batchOf([1, 2, 3, 4, 5]), new Map(), 'thread')
    expect(failures).to.deep.equal([])
    expect(values[1]).to.be.instanceOf(RangeError).and.include({ message: 'round', cause: values[1], fn: '[not cloneable: a function (fn)]' })
    expect(values[2]).to.be.instanceOf(TypeError).with.property('code', 'E')
    expect([values[3], (values[4] as Error).message]).to.deep.equal([new Uint8Array(LARGE), 'last'])
    expect(received([new Proxy({}, { getPrototypeOf: () => { throw new Error('trap') } }), 1]).values[1]).to.equal(1)
  })

  it('send one by one what is too large together', () => {
    const messages: PartMessage[] = []
    const send = (message: PartMessage) => {
      if (message.values.length > 1 || message.values[0] === 'huge') throw new TooLargeError(3e9)
      messages.push(structuredClone(message))
    }
    const values = ['a', new Uint8Array(LARGE).fill(9), new Error('no'), 'huge']
    sendReply(progressOf(values), send, canCloneToThread, TO_THREAD)
    expect(messages.map(({ offset, end }) => [offset, end])).to.deep.equal([[0, false], [1, false], [2, false], [3, true]])
    const parts = messages.map((message) => decodePart(message, batchOf(values), new Map(), 'thread'))
    expect(parts.map(({ values: [value] }) => value)).to.deep.equal(['a', values[1], parts[2]!.values[0], undefined])
    expect(parts[2]!.values[0]).to.be.instanceOf(Error).with.property('message', 'no')
    expect(String(parts[3]!.failures[0]!.error)).to.contain('2 GiB')
  })

  it('fail the results whose memory is lost, with the reason', () => {
    const values = [1, new Uint8Array(LARGE), new Uint8Array(LARGE).fill(3)]
    const [message] = sent(values)
    const [, apart] = message!.apart![0]!
    const live = [{ lent: 'written', path: '/nowhere/r-1-1', byteLength: LARGE } as const]
    const broken = { ...message!, apart: [[1, { ...apart, live }] as const, message!.apart![1]!] }
    const part = decodePart(broken, batchOf(values), new Map([[0, 'refused']]), 'process')
    expect(part.failures.map(({ position }) => position)).to.deep.equal([0, 1])
    expect(part.failures[1]!.error).to.be.instanceOf(Error)
    expect(part.values[2]).to.deep.equal(values[2])
    expect(() => dropPart(broken)).to.not.throw()
  })

  for (const { name, carry } of transports) {
    it(`without settings send all in one piece, to ${name} too`, () => {
      const messages: PartMessage[] = []
      const canClone = name === 'threads' ? canCloneToThread : canCloneToProcess
      const values = [new Uint8Array(LARGE).fill(1), { a: 1 }]
      sendReply(progressOf(values), (message) => messages.push(carry(message)), canClone)
      expect(messages[0]).to.not.have.property('apart')
      expect(decodePart(messages[0]!, batchOf(values), new Map(), name).values).to.deep.equal(values)
    })
  }
})
