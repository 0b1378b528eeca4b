import { delayed, Parallel } from 'allcores'
import { expect } from 'chai'
import { ManualBackend, turn } from '../helpers/manual-backend.js'

describe("preDispatch: 'all'", () => {
  it('reads the whole input before the first result, once', async () => {
    const backend = new ManualBackend()
    const read: number[] = []
    function* tasks() {
      for (let i = 0; i < 50; i++) {
        read.push(i)
        yield delayed((n: number) => n)(i)
      }
    }
    const done = Parallel({ backend, nJobs: 2, preDispatch: 'all', batchSize: 7 })(tasks())
    await turn()
    expect(read).to.have.length(50)
    expect(backend.submitted.map(({ args }) => args.length)).to.deep.equal([7, 7])
    await backend.serve()
    expect(await done).to.deep.equal(read)
  })

  it('runs what an input gave before it failed, and fails with its error', async () => {
    const backend = new ManualBackend()
    function* tasks() {
      yield delayed((n: number) => n)(1)
      throw new RangeError('no more')
    }
    const results = Parallel({ backend, nJobs: 2, preDispatch: 'all', returnAs: 'generator' })(tasks())
    await turn()
    await backend.serve()
    expect((await results.next()).value).to.equal(1)
    expect(await results.next().catch((error: Error) => error)).to.be.instanceOf(RangeError)
  })
})
