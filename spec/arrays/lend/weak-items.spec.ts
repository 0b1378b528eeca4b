import { expect } from 'chai'
import { WeakItems } from '../../../lib/arrays/lend/weak-items.js'
import { collectGarbage } from '../../fixtures/workers-tasks.js'

describe('a set that keeps none of its items', () => {
  it('has each that was added once, until it is deleted', () => {
    const items = new WeakItems<object>()
    const [one, two] = [{ one: 1 }, { two: 2 }]
    for (const item of [one, two, one]) items.add(item)
    expect([...items]).to.deep.equal([one, two])
    items.delete(one)
    items.delete({})
    expect([...items]).to.deep.equal([two])
  })

  it('forgets those that are garbage', async () => {
    const items = new WeakItems<object>()
    const kept = {}
    items.add(kept)
    ;(() => items.add({}))()
    while (items.size > 1) await collectGarbage()
    expect([...items]).to.deep.equal([kept])
  })
})
