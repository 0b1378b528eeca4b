import { expect } from 'chai'
import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel'
import { AsyncLocalStorage } from 'node:async_hooks'
import { delayed, Parallel, type WorkerInsights } from 'allcores'
import { coldWorkers } from '../helpers/cold-workers.js'
import { collect } from '../helpers/collect.js'
import { EVERY_BACKEND, IN_WORKERS } from '../helpers/every-backend.js'

interface CallContext {
  config: object
  count: number
  failed: number
  ended?: string
  error?: unknown
}

const PHASES = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const
const undo: (() => void)[] = []
afterEach(() => undo.splice(0).forEach((each) => each()))

function listen(name: string, heard: (message: never) => void): void {
  const listener = (message: unknown) => heard(message as never)
  subscribe(name, listener)
  undo.push(() => unsubscribe(name, listener))
}

/** What calls are told to be at, with the count of tasks by then. */
function listenToCalls() {
  const seen: string[] = []
  const contexts: CallContext[] = []
  for (const phase of PHASES) {
    listen(`tracing:allcores:call:${phase}`, (call: CallContext) => {
      seen.push(`${phase} ${call.count}`)
      if (!contexts.includes(call)) contexts.push(call)
    })
  }
  return { seen, contexts }
}

for (const backend of EVERY_BACKEND) {
  describe(`diagnostics channels on ${backend}`, () => {
    const fail = (n: number) => {
      if (n === 2) throw new Error('no')
      return n
    }

    it('tell of a call from its start to its end', async () => {
      await using parallel = Parallel({ backend, nJobs: 2 })
      const { seen, contexts } = listenToCalls()
      const call = parallel.map((n) => n, [1, 2, 3])
      expect(seen).to.deep.equal(['start 0', 'end 0'])
      await call
      expect(seen.slice(2)).to.deep.equal(['asyncStart 3', 'asyncEnd 3'])
      expect(contexts).to.have.lengthOf(1)
      expect(contexts[0]).to.include({ count: 3, failed: 0, ended: 'done', config: parallel.config })
    })

    it('tell the error of a call that fails, and count failures where they are results', async () => {
      const { seen, contexts } = listenToCalls()
      await using raising = Parallel({ backend, nJobs: 2 })
      const error = await raising.map(fail, [2]).catch((error: unknown) => error)
      expect(seen).to.deep.equal(['start 0', 'end 0', 'error 1', 'asyncStart 1', 'asyncEnd 1'])
      expect(contexts[0]).to.include({ error, ended: 'failed' })
      await using returning = Parallel({ backend, nJobs: 2, onError: 'return' })
      await returning.map(fail, [1, 2, 3])
      expect(contexts[1]).to.include({ count: 3, failed: 1, ended: 'done' })
    })

    it('tell of streams, also of one that is left', async () => {
      const { seen, contexts } = listenToCalls()
      await using parallel = Parallel({ backend, nJobs: 2, returnAs: 'generator' })
      await collect(parallel.map((n) => n, [1, 2, 3]))
      for await (const _ of parallel.map((n) => n, [1, 2, 3])) break
      expect(contexts.map(({ ended }) => ended)).to.deep.equal(['done', 'left'])
      expect(seen.map((each) => each.split(' ')[0])).to.deep.equal([...PHASES.slice(0, 4), ...PHASES.slice(0, 4)])
    })

    it('tell of tasks that are over, and to which call they belong', async () => {
      const { contexts } = listenToCalls()
      const batches: { start: number; count: number; failed: number; elapsed: number; worker: unknown; call: CallContext }[] = []
      listen('allcores:batch', (batch) => batches.push(batch))
      await using parallel = Parallel({ backend, nJobs: 2, batchSize: 2, onError: 'return' })
      await parallel.map(fail, [1, 2, 3, 4])
      expect(batches.reduce((sum, { count }) => sum + count, 0)).to.equal(4)
      expect(batches.reduce((sum, { failed }) => sum + failed, 0)).to.equal(1)
      for (const batch of batches) {
        expect(batch.call).to.equal(contexts[0])
        expect(batch.elapsed).to.be.at.least(0)
        expect(batch.worker === undefined).to.equal(backend === 'sequential' || backend === 'async')
      }
    })

    it('tell that an input can not be read', () => {
      const { seen, contexts } = listenToCalls()
      const broken = { [Symbol.iterator]: () => { throw new Error('broken') } }
      expect(() => Parallel({ backend, nJobs: 2 })(broken as never)).to.throw('broken')
      expect(seen).to.deep.equal(['start 0', 'error 0', 'end 0'])
      expect(contexts[0]!.error).to.be.an('error')
    })

    it('are silent for calls that began before anybody listened', async () => {
      await using parallel = Parallel({ backend, nJobs: 2 })
      const call = parallel.map((n) => n, [1, 2, 3])
      const { seen } = listenToCalls()
      listen('allcores:batch', () => seen.push('batch'))
      await call
      expect(seen).to.deep.equal([])
    })
  })
}

describe('a store bound to the start of calls', () => {
  it('is seen by the tasks of the call', async () => {
    const store = new AsyncLocalStorage<string>()
    const { start } = tracingChannel('allcores:call')
    start.bindStore(store, () => 'span')
    undo.push(() => start.unbindStore(store))
    await using parallel = Parallel({ backend: 'async', nJobs: 2 })
    expect(await parallel.map(() => store.getStore(), [1, 2, 3])).to.deep.equal(['span', 'span', 'span'])
    expect(store.getStore()).to.equal(undefined)
  })
})

for (const backend of IN_WORKERS) {
  it(`diagnostics channels tell of the workers of ${backend}`, async () => {
    interface Told { worker: { id: number; startUp?: number }; exitCode?: number | null; tasks?: number }
    const started: Told[] = []
    const ended: Told[] = []
    listen('allcores:worker:start', (told) => started.push(told))
    listen('allcores:worker:exit', (told) => ended.push(told))
    const parallel = Parallel({ backend, nJobs: 1, onError: 'return', initializer: coldWorkers() })
    await parallel.map((n) => n, [1, 2, 3])
    const [{ id }] = parallel.insights()!.workers as [WorkerInsights]
    const ofIt = (told: Told[]) => told.filter(({ worker }) => worker.id === id) // the channels tell of those of all instances
    expect(ofIt(started)).to.have.lengthOf(1)
    const { worker } = ofIt(started)[0]!
    expect(worker.startUp).to.be.greaterThan(0)
    await parallel.close()
    expect(ofIt(ended)).to.have.lengthOf(1)
    expect(ofIt(ended)[0]).to.include({ worker, exitCode: 0, tasks: 3 })
    await parallel([delayed(() => process.exit(77))()])
    const died = ended.filter(({ exitCode }) => exitCode === 77)
    expect(died).to.have.lengthOf(1)
    expect(died[0]!.worker.id).not.to.equal(id)
    expect(died[0]).to.include({ tasks: 0 })
    await parallel.close()
  })
}
