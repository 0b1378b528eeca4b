import { expect } from 'chai'
import { LocalFunctions } from '../../lib/backends/local-functions.js'
import { Capture } from '../../lib/closure/capture.js'
import { Task, type TaskFunction } from '../../lib/model/task.js'
import { errorAsArrived } from '../../lib/wire/as-arrived.js'
import { fakeLender } from '../helpers/lender.js'
import { ship } from '../helpers/ship.js'
import { until } from '../helpers/until.js'

describe('copies of functions in the caller’s thread', () => {
  const locals = new LocalFunctions()
  const [small, large, by] = [new Uint8Array(10), new Uint8Array(1000), { two: 2 }]
  const capture = new Capture(fakeLender(1000))
  const copyOf = <F extends TaskFunction>(fn: F) => locals.of(fn, ship(fn, capture)) as F | undefined

  it('have what they captured for themselves', async () => {
    const grow = () => (small[0]! += by.two)
    await until(() => copyOf(grow) !== undefined)
    expect([copyOf(grow)!(), copyOf(grow)!(), small[0]]).to.deep.equal([2, 4, 0])
  })

  it('throw copies of the classes that they captured, of which the caller gets its own', async () => {
    class Problem extends Error {}
    const fail = () => new Problem('no')
    await until(() => copyOf(fail) !== undefined)
    const thrown = copyOf(fail)!()
    expect(thrown).to.not.be.instanceOf(Problem)
    expect(errorAsArrived(thrown, new Task(fail, []))).to.be.instanceOf(Problem).with.property('message', 'no')
  })

  it('are not made of those that have captured memory that is lent, or need what has', () => {
    expect(copyOf(() => large[0])).to.equal(undefined)
    expect(copyOf(() => [large[0], by])).to.equal(undefined)
    expect(copyOf(() => by.two)!()).to.equal(2)
  })
})
