import type { Backend, TaskBatch as Batch, Executor, Part } from 'allcores'
import { delayed, type Task } from 'allcores'
import { expect } from 'chai'

let calls = 0

function batchOf(...tasks: Task[]): Batch {
  return { call: ++calls, start: 0, tasks }
}

interface Outcome {
  readonly parts: Part[]
  /** What came of the tasks that were reported, in the order of the reports. */
  readonly outcomes: unknown[]
}

async function submit(executor: Executor, batch: Batch): Promise<Outcome> {
  const parts: Part[] = []
  await executor.submit(batch, (part) => parts.push(part))
  const outcomes = parts.flatMap(({ offset, values, failures }) => {
    const errors = new Map(failures.map(({ position, error }) => [position, { error }]))
    return values.map((value, i) => errors.get(offset + i) ?? value)
  })
  return { parts, outcomes }
}

const double = (n: number) => n * 2
const fail = (): number => {
  throw undefined
}
const waitForever = () => new Promise<number>(() => {})

/** What every backend with an executor promises, ours and a user's alike. */
export function contract(name: string, load: () => Promise<Backend>, title = `the ${name} backend`): void {
  describe(title, () => {
    let executor: Executor

    beforeEach(async () => {
      executor = (await load()).open({ nJobs: 2 })
    })
    afterEach(() => executor.close())

    it('says its name and how it differs', async () => {
      const backend = await load()
      expect(backend.name).to.equal(name)
      expect(backend.traits).to.include.all.keys('inline', 'batches', 'memory')
      expect(backend.traits.inline).to.equal(false)
    })

    it('reports every task of a batch once, in order', async () => {
      const tasks = Array.from({ length: 200 }, (_, i) => delayed(double)(i))
      const { parts, outcomes } = await submit(executor, batchOf(...tasks))
      expect(outcomes).to.deep.equal(tasks.map((_, i) => i * 2))
      let next = 0
      for (const { offset, values } of parts) {
        expect(offset).to.equal(next)
        next += values.length
      }
    })

    it('reports what a task throws as its failure, undefined too, and goes on', async () => {
      const { outcomes } = await submit(executor, batchOf(delayed(double)(1), delayed(fail)(), delayed(double)(3)))
      expect(outcomes).to.deep.equal([2, { error: undefined }, 6])
    })

    it('waits for promises, one task of a batch after the other', async () => {
      const later = async (n: number) => {
        const key = Symbol.for('allcores.spec.running')
        const shared = globalThis as unknown as Record<symbol, number>
        shared[key] = (shared[key] ?? 0) + 1
        await new Promise((resolve) => setImmediate(resolve))
        return n * 10 + shared[key]--
      }
      const { outcomes } = await submit(executor, batchOf(...[1, 2, 3].map((n) => delayed(later)(n))))
      expect(outcomes).to.deep.equal([11, 21, 31])
    })

    it('measures the time of the tasks', async () => {
      const spin = () => {
        const end = performance.now() + 5
        while (performance.now() < end);
      }
      const { parts } = await submit(executor, batchOf(delayed(spin)()))
      expect(parts.reduce((sum, { elapsed }) => sum + elapsed, 0)).to.be.at.least(4.9)
    })

    it('takes batches of several calls at once', async () => {
      const batches = [1, 2, 3, 4, 5].map((n) => submit(executor, batchOf(delayed(double)(n), delayed(double)(n + 10))))
      const outcomes = (await Promise.all(batches)).map(({ outcomes }) => outcomes)
      expect(outcomes).to.deep.equal([1, 2, 3, 4, 5].map((n) => [n * 2, n * 2 + 20]))
    })

    it('a stopped batch is over at once and reports nothing more; others go on', async () => {
      const stopped = batchOf(delayed(waitForever)())
      const waiting = submit(executor, stopped)
      const other = await submit(executor, batchOf(delayed(double)(4)))
      executor.stop(stopped)
      expect((await waiting).parts).to.deep.equal([])
      expect(other.outcomes).to.deep.equal([8])
      expect((await submit(executor, batchOf(delayed(double)(5)))).outcomes).to.deep.equal([10])
    })

    it('does not mind stopping what is over, or what it never had', async () => {
      const batch = batchOf(delayed(double)(1))
      await submit(executor, batch)
      executor.stop(batch)
      executor.stop(batchOf())
      executor.share()
    })

    it('a batch that is shared reports a beginning of it, and then ends', async () => {
      const tasks = Array.from({ length: 50 }, (_, i) => delayed(double)(i))
      const submitted = submit(executor, batchOf(...tasks))
      executor.share()
      const { outcomes } = await submitted
      expect(outcomes).to.deep.equal(tasks.slice(0, outcomes.length).map((_, i) => i * 2))
    })

    it('close waits for what was submitted, and can be called again', async () => {
      const submitted = submit(executor, batchOf(delayed(double)(21)))
      await executor.close()
      expect((await submitted).outcomes).to.deep.equal([42])
      await executor.close()
    })
  })
}
