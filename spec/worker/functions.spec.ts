import { expect } from 'chai'
import { ReceivedFunctions } from '../../lib/worker/functions.js'
import { object, shipmentOf } from '../helpers/shipment.js'

describe('what a worker has received', () => {
  it('the arguments of a task are taken once, and not kept', async () => {
    const received = new ReceivedFunctions()
    const args = shipmentOf({ 7: object([['0', 7, 'a']], { base: 'array', length: 1 }) })
    await received.install({ forget: false, functions: [], captured: [[0, args]] })
    expect(received.takeArguments(7)).to.deep.equal(['a'])
    expect(() => received.takeArguments(7)).to.throw('expected node 7')
  })
})
