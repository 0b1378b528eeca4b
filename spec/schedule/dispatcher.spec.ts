import { delayed, Parallel } from 'allcores'
import { expect } from 'chai'
import { ManualBackend, turn } from '../helpers/manual-backend.js'
import { until } from '../helpers/until.js'

const identity = <T>(value: T) => value

/** Endless tasks that know how many of them have been read. */
function counter() {
  const read = { count: 0, closed: false }
  function* tasks() {
    try {
      for (;;) yield delayed(identity)(read.count++)
    } finally {
      read.closed = true
    }
  }
  return { read, tasks: tasks() }
}

describe('dispatcher', () => {
  it('submits one batch a job until it knows how long tasks take, then two', async () => {
    const backend = new ManualBackend()
    const { tasks, read } = counter()
    const results = Parallel({ backend, nJobs: 3, returnAs: 'generator' })(tasks)
    await turn()
    expect(backend.submitted.map(({ args }) => args.length)).to.deep.equal([1, 1, 1])
    backend.submitted[0]!.report()
    backend.submitted[0]!.end()
    await turn()
    expect(backend.submitted).to.have.length(7) // two at work still, four more
    await results.return()
    expect(read.closed).to.equal(true)
  })

  it('does not let a batch wait behind long ones', async () => {
    const backend = new ManualBackend()
    const { tasks } = counter()
    const results = Parallel({ backend, nJobs: 2, returnAs: 'generator' })(tasks)
    await turn()
    backend.submitted[0]!.report(1, 1000)
    backend.submitted[0]!.end()
    await turn()
    expect(backend.submitted.map(({ args }) => args.length)).to.deep.equal([1, 1, 1])
    await results.return()
  })

  it('reads no more tasks than preDispatch allows beyond those that were consumed', async () => {
    const backend = new ManualBackend()
    const { tasks, read } = counter()
    const results = Parallel({ backend, nJobs: 2, preDispatch: 3, returnAs: 'generator' })(tasks)
    await turn()
    await backend.serve()
    expect(read.count).to.equal(3)
    for (let i = 0; i < 10; i++) {
      expect(await results.next()).to.deep.equal({ done: false, value: i })
      await backend.serve()
      expect(read.count).to.equal(4 + i)
    }
    await results.return()
  })

  it('tasks that a batch gives back run elsewhere, and the order holds', async () => {
    const backend = new ManualBackend()
    const done = Parallel({ backend, nJobs: 2, batchSize: 3 })([1, 2, 3, 4].map((n) => delayed(identity)(n)))
    await turn()
    backend.submitted[0]!.report(1)
    backend.submitted[0]!.end()
    backend.submitted[1]!.report()
    backend.submitted[1]!.end()
    await turn()
    expect(backend.submitted.slice(2).flatMap(({ args }) => args)).to.deep.equal([[2], [3]])
    await backend.serve()
    expect(await done).to.deep.equal([1, 2, 3, 4])
  })

  it('tasks that were given back are not held up by preDispatch', async () => {
    const backend = new ManualBackend()
    const done = Parallel({ backend, nJobs: 2, preDispatch: 1 })([delayed(identity)('again')])
    await turn()
    backend.submitted[0]!.end()
    await turn()
    expect(backend.submitted).to.have.length(2)
    backend.submitted[1]!.report()
    backend.submitted[1]!.end()
    expect(await done).to.deep.equal(['again'])
  })

  it('a task that is given back has failed as often as before', async () => {
    const backend = new ManualBackend()
    const told: number[] = []
    const retries = { limit: 2, minDelay: 0 }
    const done = Parallel({ backend, nJobs: 1, retries, onRetry: ({ attempt }) => void told.push(attempt) })([delayed(identity)(1)])
    for (const [i, fails] of [true, false, true, false, false, true].entries()) {
      await until(() => backend.submitted.length > i)
      if (fails) backend.submitted[i]!.fail(new Error('no'))
      backend.submitted[i]!.end()
    }
    expect(await done.catch((error: Error) => error.message)).to.equal('no')
    expect(told).to.deep.equal([1, 2])
  })

  it('once the input is exhausted, idle jobs may share what others have', async () => {
    const backend = new ManualBackend()
    function* tasks() {
      for (let i = 0; i < 11; i++) yield delayed(identity)(i)
    }
    const done = Parallel({ backend, nJobs: 2, batchSize: 10 })(tasks())
    await turn()
    const [full, last] = backend.submitted
    expect([full!.args.length, last!.args.length]).to.deep.equal([10, 1])
    full!.report(2, 60)
    last!.report(1, 60)
    last!.end()
    await turn()
    expect(backend.shares).to.be.greaterThan(0)
    full!.end()
    await turn()
    expect(backend.submitted.slice(2).map(({ args }) => args.length)).to.deep.equal([2, 2])
    await backend.serve()
    expect(backend.submitted.slice(2).flatMap(({ args }) => args.flat())).to.have.members([2, 3, 4, 5, 6, 7, 8, 9])
    expect(await done).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('jobs that idle because no more may be read share what others have', async () => {
    const backend = new ManualBackend()
    const { tasks } = counter()
    const results = Parallel({ backend, nJobs: 2, batchSize: 10, preDispatch: 11, returnAs: 'generator' })(tasks)
    await turn()
    const [full, last] = backend.submitted
    expect([full!.args.length, last!.args.length]).to.deep.equal([10, 1])
    full!.report(2, 60)
    last!.report(1, 60)
    last!.end()
    await turn()
    expect(backend.shares).to.be.greaterThan(0)
    await results.return()
  })

  it('a large batch of tasks that turn out dear does not keep other jobs from getting any', async () => {
    const backend = new ManualBackend()
    function* tasks() {
      for (let i = 0; i < 5000; i++) yield delayed(identity)(i)
    }
    const done = Parallel({ backend, nJobs: 2 })(tasks())
    const endNext = async (perTask: number) => {
      const next = backend.submitted.find(({ ended }) => !ended)!
      next.report(undefined, perTask)
      next.end()
      await turn()
    }
    await turn()
    for (let i = 0; i < 10; i++) await endNext(0.1)
    const before = backend.submitted.length
    const left = backend.submitted.at(-1)!
    expect(left.args.length).to.be.greaterThan(40)
    for (let i = 0; i < 3; i++) await endNext(100)
    expect(left.ended).to.equal(false)
    expect(backend.submitted.length).to.be.greaterThan(before)
    await backend.serve()
    expect(await done).to.have.length(5000)
  })

  it('sizes batches anew in every call', async () => {
    const backend = new ManualBackend()
    const parallel = Parallel({ backend, nJobs: 2 })
    const tasks = Array.from({ length: 300 }, (_, i) => delayed(identity)(i))
    const sizesOf = async () => {
      const before = backend.submitted.length
      const done = parallel(tasks)
      await turn()
      for (let i = before; i < backend.submitted.length; i++) {
        backend.submitted[i]!.report(undefined, 0.01)
        backend.submitted[i]!.end()
        await turn()
      }
      expect(await done).to.have.length(300)
      return backend.submitted.slice(before).map(({ args }) => args.length)
    }
    const first = await sizesOf()
    expect(Math.max(...first)).to.be.greaterThan(8)
    expect(await sizesOf()).to.deep.equal(first)
  })

  it('after a failure nothing more is read and what is under way is stopped', async () => {
    const backend = new ManualBackend()
    const { tasks, read } = counter()
    const done = Parallel({ backend, nJobs: 2 })(tasks).catch((error: unknown) => error)
    await turn()
    const error = new Error('no')
    backend.submitted[1]!.fail(error)
    expect(await done).to.equal(error)
    expect(read).to.deep.equal({ count: 2, closed: true })
    expect(backend.submitted[0]!.stopped).to.equal(true)
  })

  it('an ordered generator gives what comes before a failure, then throws', async () => {
    const backend = new ManualBackend()
    const results = Parallel({ backend, nJobs: 2, returnAs: 'generator' })(counter().tasks)
    await turn()
    backend.submitted[1]!.fail(new Error('second'))
    backend.submitted[1]!.end()
    const first = results.next()
    await turn()
    expect(backend.submitted).to.have.length(2)
    backend.submitted[0]!.report()
    backend.submitted[0]!.end()
    expect(await first).to.deep.equal({ done: false, value: 0 })
    const second = await results.next().catch((error: Error) => error.message)
    expect(second).to.equal('second')
  })

  it('a backend that breaks ends the call with its error', async () => {
    const backend = new ManualBackend()
    const { tasks, read } = counter()
    const done = Parallel({ backend, nJobs: 2 })(tasks).catch((error: unknown) => error)
    await turn()
    const error = new Error('out of order')
    backend.submitted[0]!.break(error)
    expect(await done).to.equal(error)
    expect(read.closed).to.equal(true)
  })

  it('tasks given back while an async input is read run at once, and are not forgotten when it ends', async () => {
    const backend = new ManualBackend()
    let end = () => {}
    async function* tasks() {
      for (let i = 0; i < 4; i++) yield delayed(identity)(i)
      await new Promise<void>((resolve) => (end = resolve))
    }
    const done = Parallel({ backend, nJobs: 2, batchSize: 4 })(tasks())
    await turn()
    backend.submitted[0]!.report(2)
    backend.submitted[0]!.end()
    await turn()
    expect(backend.submitted.slice(1).flatMap(({ args }) => args).slice(0, 1)).to.deep.equal([[2]])
    end()
    await turn()
    await backend.serve()
    expect(await done).to.deep.equal([0, 1, 2, 3])
  })

  it('tasks given back before the input fails still come before its error', async () => {
    const backend = new ManualBackend()
    let fail = (_error: Error) => {}
    async function* tasks() {
      for (let i = 0; i < 4; i++) yield delayed(identity)(i)
      await new Promise<void>((_, reject) => (fail = reject))
    }
    const results = Parallel({ backend, nJobs: 2, batchSize: 4, returnAs: 'generator' })(tasks())
    await turn()
    backend.submitted[0]!.report(1)
    backend.submitted[0]!.end()
    await turn()
    fail(new Error('input'))
    await turn()
    await backend.serve()
    for (let i = 0; i < 4; i++) expect((await results.next()).value).to.equal(i)
    expect(await results.next().catch((error: Error) => error.message)).to.equal('input')
  })

  it('hands a slow async input on as it comes, without waiting for full batches', async () => {
    const backend = new ManualBackend()
    async function* tasks() {
      yield delayed(identity)(1)
      yield delayed(identity)(2)
      await new Promise(() => {}) // says nothing more
    }
    const results = Parallel({ backend, nJobs: 2, batchSize: 10, returnAs: 'generator' })(tasks())
    await turn()
    expect(backend.submitted.flatMap(({ args }) => args)).to.deep.equal([[1], [2]])
    await results.return()
  })
})
