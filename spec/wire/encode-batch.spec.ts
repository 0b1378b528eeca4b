import { expect } from 'chai'
import type { Batch } from '../../lib/model/batch.js'
import { delayed } from '../../lib/model/delayed.js'
import { lendsNothing } from '../../lib/model/lender.js'
import { shared, type Shared } from '../../lib/model/shared.js'
import type { Task } from '../../lib/model/task.js'
import { encodeBatch } from '../../lib/wire/encode-batch.js'
import { Functions } from '../../lib/wire/functions.js'
import { canCloneToThread } from '../../lib/wire/uncloneable.js'
import { sortUncloneable } from '../../lib/wire/uncloneable-arguments.js'

const SETTINGS = { cores: 1 }
const lender = lendsNothing(true)

const table = { rows: [1, 2, 3] }
const first = () => table.rows[0]
const last = () => table.rows.at(-1)
const pure = (x: number) => x + 1

/** What a worker that has some shipments is sent of a batch. */
function encoded(tasks: readonly Task[], functions: Functions, known = new Set<number>()) {
  const batch = { tasks, start: 0, call: 1 } as unknown as Batch
  functions.ship(tasks)
  const uncloneable = sortUncloneable(batch, canCloneToThread, { functions, lender })
  return encodeBatch(batch, { id: 1, claim: 1, settings: SETTINGS, known, functions, lender, uncloneable })
}

describe('encodeBatch', () => {
  it('sends a function once to a worker, and the very same bytes to the next one', () => {
    const functions = new Functions(lender)
    const { message, shipments } = encoded([delayed(first)(), delayed(first)()], functions)
    expect([message.functions.length, message.fns]).to.deep.equal([1, shipments[0]!.id])
    const known = new Set(shipments.map(({ id }) => id))
    expect(encoded([delayed(first)()], functions, known).message.functions).to.deep.equal([])
    const [again] = encoded([delayed(first)()], functions).message.functions
    expect(again!.bytes).to.equal(message.functions[0]!.bytes)
  })

  it('sends what functions have in common once, before those that need it', () => {
    const functions = new Functions(lender)
    const { shipments, message } = encoded([delayed(first)(), delayed(last)()], functions)
    expect(shipments).to.have.length(2)
    expect(shipments[1]!.needs).to.deep.equal([shipments[0]])
    expect(message.fns).to.deep.equal(shipments.map(({ id }) => id))
    const { message: later } = encoded([delayed(last)()], functions)
    expect(later.functions.map(({ id }) => id)).to.deep.equal(shipments.map(({ id }) => id))
  })

  it('of another call sends another snapshot, unless there is nothing to change', () => {
    const idsOf = (tasks: readonly Task[]) => encoded(tasks, new Functions(lender)).shipments.map(({ id }) => id)
    expect(idsOf([delayed(first)()])).to.not.deep.equal(idsOf([delayed(first)()]))
    expect(idsOf([delayed(pure)(1)])).to.deep.equal(idsOf([delayed(pure)(1)]))
    expect(encoded([delayed(pure)(1)], new Functions(lender)).shipments).to.have.nested.property('[0].lasting', true)
  })

  it('refuses what is no function, though the way to it is named like one', () => {
    class Box {
      readonly entries = new Map([['a function', new WeakMap()]])
    }
    const { message, refused } = encoded([delayed(String)(new Box())], new Functions(lender))
    expect(message).to.not.have.property('captured')
    expect(refused.get(0)).to.include({ code: 'ERR_NOT_CLONEABLE' })
  })

  it('ships arguments with functions in them, and leaves the others alone', () => {
    const functions = new Functions(lender)
    const call = (fn: () => unknown) => fn
    const { message, refused } = encoded([delayed(call)(first), delayed(pure)(1)] as Task[], functions)
    expect(message.captured!.map(([position]) => position)).to.deep.equal([0])
    expect(refused.size).to.equal(0)
    expect(encoded([delayed(pure)(1)], functions).message).to.not.have.property('captured')
  })

  it('takes handles out of the arguments, which leaves the others side by side, and sends their values once', () => {
    const at = (rows: Shared<readonly number[]>, i: number) => rows.value[i]
    const rows = shared([1, 2, 3])
    const tasks = () => Array.from({ length: 8 }, (_, i) => delayed(at)(rows, i))
    const { message, shipments } = encoded(tasks(), new Functions(lender))
    const [value] = shipments.filter(({ handle }) => handle === rows)
    expect(message.shared).to.deep.equal([[0, value!.id]])
    expect(message.args).to.deep.equal({ single: new Int32Array([0, 1, 2, 3, 4, 5, 6, 7]) })
    const known = new Set(shipments.map(({ id }) => id))
    expect(encoded(tasks(), new Functions(lender), known).message.functions).to.deep.equal([])
    const mixed = encoded([delayed(at)(rows, 1), delayed(pure)(1), delayed(at)(rows, 2)], new Functions(lender)).message
    expect([mixed.shared, mixed.args]).to.deep.equal([[[0, [value!.id, 0, value!.id]]], { single: [1, 1, 2] }])
    expect(encoded([delayed(pure)(1)], new Functions(lender)).message).to.not.have.property('shared')
  })

  it('leaves out tasks whose functions can not be sent, with the reason', () => {
    const promise = Promise.resolve()
    const { message, refused } = encoded([delayed(pure)(1), delayed(() => promise)()] as Task[], new Functions(lender))
    expect(message.refused).to.deep.equal([1])
    expect(refused.get(1)).to.have.property('code', 'ERR_CLOSURE_CAPTURE')
    expect(message.functions).to.have.length(1)
  })
})
