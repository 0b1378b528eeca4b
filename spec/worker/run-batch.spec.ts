import { expect } from 'chai'
import type { BatchMessage } from '../../lib/wire/message.js'
import type { Progress } from '../../lib/wire/reply.js'
import { BatchRun } from '../../lib/worker/run-batch.js'

type Fn = (arg: unknown) => unknown

/** A batch that runs here, one function for each task, by a clock that moves only when a task moves it. */
function batch(fns: readonly Fn[], message: Partial<BatchMessage> = {}) {
  const clock = { now: 0 }
  const told: Progress[] = []
  const run = new BatchRun(
    {
      kind: 'batch',
      id: 1,
      size: fns.length,
      claim: 1,
      settings: { cores: 1 },
      forget: false,
      functions: [],
      fns: fns.map((_, i) => i),
      args: { single: fns.map((_, i) => i) },
      refused: [],
      ...message,
    },
    {
      functionOf: (id) => fns[id]!,
      handleOf: none,
      argumentsOf: none,
      borrow: none,
      checkBorrowed: none,
      tell: (progress) => told.push({ ...progress, values: [...progress.values] }),
      told: () => undefined,
      pause: () => Promise.resolve(),
      takesMoreThan: () => false,
      now: () => clock.now,
    },
  )
  const results = () => told.flatMap(({ values }) => values)
  return { run, clock, told, results }
}

const none = (): never => {
  throw new Error('expected nothing else to be asked for')
}
const identity: Fn = (arg) => arg

describe('a batch in a worker', () => {
  it('runs its tasks in order and tells each result once, the last part being the end', async () => {
    const { run, told, results } = batch(Array<Fn>(100).fill(identity))
    await run.run()
    expect(results()).to.deep.equal(Array.from({ length: 100 }, (_, i) => i))
    expect(told.map(({ end }) => end)).to.deep.equal([...Array<boolean>(told.length - 1).fill(false), true])
    told.reduce((next, { offset, values }) => (expect(offset).to.equal(next), next + values.length), 0)
  })

  it('starts no more tasks than it has claimed before it tells of them', async () => {
    let started = 0
    const { run, clock, told } = batch(Array<Fn>(50).fill(() => (started++, (clock.now += 4))))
    const starts: number[] = []
    const claims = [1]
    told.push = (...parts: Progress[]) => {
      starts.push(started)
      claims.push(parts[0]!.claim)
      return 0
    }
    await run.run()
    starts.reduce((before, now, i) => (expect(now - before).to.be.at.most(claims[i]!), now), 0)
    expect(Math.max(...claims)).to.equal(12) // so many tasks of 4 ms fit into 50 ms
  })

  it('claims one task until it has measured one', async () => {
    const { run, told } = batch([() => Promise.reject(new Error('first')), identity, identity])
    await run.run()
    expect(told[0]).to.include({ offset: 0, claim: 1, end: false })
  })

  it('tells of the first failure at once', async () => {
    const fail: Fn = () => {
      throw new Error('no')
    }
    const { run, told } = batch([identity, fail, identity, fail], { claim: 4 })
    await run.run()
    expect(told[0]!.failures.map(({ position }) => position)).to.deep.equal([1])
    expect(told.flatMap(({ failures }) => failures.map(({ position }) => position))).to.deep.equal([1, 3])
  })

  it('runs a task once that is waiting while results are told', async () => {
    const calls = [0, 0, 0]
    let release = () => {}
    const count: Fn = (i) => void calls[i as number]!++
    const wait: Fn = (i) => (count(i), new Promise<void>((resolve) => (release = resolve)))
    const { run, told, results } = batch([(i) => (count(i), 'fast'), wait, (i) => (count(i), 'last')], { claim: 3 })
    const over = run.run()
    while (told.length === 0) await new Promise((resolve) => setImmediate(resolve))
    expect(results()).to.deep.equal(['fast'])
    expect(told[0]!.claim).to.equal(1)
    release()
    await over
    expect(calls).to.deep.equal([1, 1, 1])
    expect(results()).to.deep.equal(['fast', undefined, 'last'])
  })

  it('leaves out tasks that the parent has refused, and counts them as claimed', async () => {
    const ran: unknown[] = []
    const { run, told, results } = batch(Array<Fn>(4).fill((i) => (ran.push(i), i)), { refused: [0, 2], claim: 1 })
    await run.run()
    expect(ran).to.deep.equal([1, 3])
    expect(results()).to.deep.equal([undefined, 1, undefined, 3])
    expect(told[0]!.values).to.deep.equal([undefined])
  })

  it('starts nothing after a cut, and ends with what it has', async () => {
    const { run, told, results } = batch([identity, () => run.cut(), identity, identity], { claim: 4 })
    await run.run()
    expect(results()).to.deep.equal([0, undefined])
    expect(told.at(-1)!.end).to.equal(true)
  })

  it('with its last words claims just the task that runs', async () => {
    const { run, told } = batch([identity, () => run.lastWords(), identity], { claim: 3 })
    await run.run()
    expect(told[0]).to.deep.include({ offset: 0, values: [0], claim: 1, end: false })
  })
})
