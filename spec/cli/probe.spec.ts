import { expect } from 'chai'
import { CommandError } from '../../lib/cli/command-error.js'
import type { Job } from '../../lib/cli/model.js'
import type { Pace } from '../../lib/cli/pace.js'
import { probe } from '../../lib/cli/probe.js'
import { rejection } from '../helpers/rejection.js'

const PACE: Pace = { signal: new AbortController().signal, budget: 10_000, limit: 10_000, tell() {}, begin() {} }
const ITEMS = [3, 1, 2]

const look = (fn: (...args: never[]) => unknown, items: readonly unknown[] = ITEMS, pace = PACE, spread = false) =>
  probe({ fn: fn as Job['fn'], items, spread }, items.length, 0, pace)

describe('allcores bench: a first look at a function', () => {
  it('gives the results of a plain loop', async () => {
    const seen = await look((n: number) => 2 * n)
    expect(seen).to.deep.include({ results: [6, 2, 4], repeatable: true, isAsync: false, changesItems: false })
    expect(seen.taskMs).to.be.a('number').above(0)
  })

  it('waits for promises, one after the other', async () => {
    let running = 0
    const alone = async (n: number) => {
      if (running++ > 0) throw new Error('another one is running')
      await null
      running--
      return n
    }
    expect(await look(alone)).to.deep.include({ results: ITEMS, isAsync: true, repeatable: true })
  })

  it('spreads items that are arguments', async () => {
    expect(await look((a: number, b: number) => a - b, [[5, 3], [2, 2]], PACE, true)).to.deep.include({ results: [2, 0] })
  })

  it('finds out that results are others each time', async () => {
    let calls = 0
    expect(await look(() => calls++)).to.include({ repeatable: false })
  })

  it('finds out that arguments are changed, and hands out new ones', async () => {
    const items = [[2, 1], [4, 3]]
    const seen = await look((list: number[]) => [list[0], list.sort((a, b) => a - b)], items)
    expect(seen).to.deep.include({ changesItems: true, repeatable: true, results: [[2, [1, 2]], [4, [3, 4]]] })
    expect(items).to.deep.equal([[2, 1], [4, 3]])
  })

  it('tells for which item the function throws', async () => {
    const failing = function parseRow(n: number) {
      if (n === 2) throw new RangeError('two is too many')
    }
    const error = await rejection(look(failing))
    expect(error).to.be.instanceOf(CommandError).with.property('exitCode', 1)
    expect(error).to.have.property('message').that.matches(/^parseRow fails for item 2, 2: RangeError: two is too many\n/)
  })

  it('gives up on a promise that never settles', async () => {
    const stopped = AbortSignal.abort(new Error('stopped'))
    const error = await rejection(look((n: number) => n === 1 && new Promise(() => {}), ITEMS, { ...PACE, signal: stopped }))
    expect(error).to.have.property('message').that.contains('fails for item')
  })
})
