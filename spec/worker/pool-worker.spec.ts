import { expect } from 'chai'
import { once } from 'node:events'
import { PLAIN } from '../../lib/closure/node.js'
import type { Sent } from '../../lib/closure/node.js'
import { packArguments, unpackColumn } from '../../lib/wire/column.js'
import { decodeError } from '../../lib/wire/error-record.js'
import type { FromWorker, ToWorker } from '../../lib/wire/message.js'
import { useBareWorker } from '../helpers/bare-worker.js'
import { code, object, shipmentOf } from '../helpers/shipment.js'

describe('pool worker', () => {
  const worker = useBareWorker()
  let lastId = 0

  const send = (message: ToWorker) => worker().postMessage(message)

  function sendBatch(fn: number, functions: readonly Sent[] = [], { forget = false, args = [[1]] as unknown[][] } = {}): number {
    const id = ++lastId
    send({ kind: 'batch', id, size: args.length, claim: 1, settings: { cores: 1 }, forget, functions, fns: fn, args: packArguments(args), refused: [] })
    return id
  }

  async function heard(): Promise<FromWorker> {
    const [message] = (await once(worker(), 'message')) as [FromWorker]
    return message
  }

  /** What a batch of one task has come to. */
  async function outcome(): Promise<unknown> {
    const message = await heard()
    if (message.kind !== 'part') throw new Error(`expected a part, got ${message.kind}`)
    const [failure] = message.failures
    return failure ? decodeError(failure[1]) : unpackColumn(message.values)[0]
  }

  const adds = shipmentOf({ 1: code('(x) => x + o.n', { variables: [['o', [2]]] }), 2: object([['n', PLAIN, 10]]) })
  const unloadable = (id: number) =>
    shipmentOf({ [id]: code('() => f()', { variables: [['f', [id + 1]]] }), [id + 1]: { kind: 'import', specifier: 'nosuch:module', parent: undefined, path: [] } })

  it('runs functions that it was sent, with what they captured, also later ones that need the same', async () => {
    sendBatch(1, [adds])
    expect(await outcome()).to.equal(11)
    sendBatch(3, [shipmentOf({ 3: code('(x) => f(x) * 2', { variables: [['f', [1]]] }) })])
    expect(await outcome()).to.equal(22)
  })

  it('forgets what it is told to, after the batches that were sent before', async () => {
    sendBatch(1, [adds])
    sendBatch(1)
    send({ kind: 'forget', ids: [1] })
    sendBatch(1)
    expect([await outcome(), await outcome()]).to.deep.equal([11, 11])
    expect(await outcome()).to.be.an('error').with.property('message').that.includes('expected node 1')
    sendBatch(2, [shipmentOf({ 2: code('() => 2') })])
    sendBatch(3, [shipmentOf({ 3: code('() => 3') })], { forget: true })
    sendBatch(2)
    expect([await outcome(), await outcome()]).to.deep.equal([2, 3])
    expect(await outcome()).to.be.an('error').with.property('message').that.includes('expected node 2')
  })

  it('a function that can not be made throws why when it is called', async () => {
    sendBatch(1, [shipmentOf({ 1: code('syntax error') })])
    expect(await outcome()).to.be.an.instanceOf(SyntaxError)
    sendBatch(2, [shipmentOf({ 2: object() })])
    expect(await outcome()).to.be.an('error').with.property('message', 'expected a function in the worker too, got object')
  })

  it('gives back a batch whose functions need a module that can not be loaded, and goes on with the next', async () => {
    const id = sendBatch(5, [adds, unloadable(5)])
    const next = sendBatch(5) // was sent before the parent could know
    sendBatch(1)
    for (const batch of [id, next]) {
      const message = await heard()
      if (message.kind !== 'unloadable') throw new Error(`expected 'unloadable', got ${message.kind}`)
      expect([message.id, message.functions]).to.deep.equal([batch, [5]])
      expect(decodeError(message.error)).to.include({ specifier: 'nosuch:module' })
    }
    expect(await outcome()).to.equal(11)
  })

  it('a batch that is cut while it waits still brings its functions', async () => {
    const slow = shipmentOf({ 7: code('() => new Promise((resolve) => setImmediate(resolve))') })
    sendBatch(7, [slow])
    const id = sendBatch(1, [adds])
    send({ kind: 'cut', id })
    sendBatch(1)
    const parts = [await heard(), await heard(), await heard()].filter((message) => message.kind === 'part')
    expect(parts.find((part) => part.id === id)).to.include({ end: true })
    expect(unpackColumn(parts.at(-1)!.values)).to.deep.equal([11])
  })

  it('an initializer brings what it needs', async () => {
    const run = shipmentOf({ 1: code('(x) => { globalThis.started = x + n }', { variables: [['n', [3]]] }) })
    const needed = shipmentOf({ 3: { kind: 'data', value: 5 } })
    worker().postMessage({ id: 1, method: 'start', params: [{ shipments: [needed, run], initializer: { id: 1, args: [1] } }] })
    expect(await heard()).to.deep.equal({ id: 1, result: { ok: true }, error: null })
    sendBatch(9, [shipmentOf({ 9: code('() => globalThis.started') })])
    expect(await outcome()).to.equal(6)
  })

  it('an initializer whose module can not be loaded says so', async () => {
    worker().postMessage({ id: 1, method: 'start', params: [{ shipments: [unloadable(5)], initializer: { id: 5, args: [] } }] })
    const { result } = (await heard()) as unknown as { result: object }
    expect(result).to.include({ ok: false, unloadable: true })
  })
})
