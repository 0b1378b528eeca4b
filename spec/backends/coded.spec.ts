import { expect } from 'chai'
import { coded } from '../../lib/backends/coded.js'
import type { Executor, Part } from '../../lib/model/backend.js'
import type { Batch } from '../../lib/model/batch.js'
import { delayed } from '../../lib/model/delayed.js'
import { MappedTasks } from '../../lib/model/tasks.js'
import { codingOf } from '../../lib/wire/coded-batch.js'

const half = { encode: (n: number) => n / 2, decode: (n: number) => n * 2 }
const batch: Batch = { call: 1, start: 10, tasks: [4, 6].map((n) => delayed(Math.abs)(n)) }
const mapped: Batch = { ...batch, tasks: new MappedTasks(Math.abs, [4, 6]) }

/** Notes what comes, and answers each batch with a part. */
function executor(part: Part): { readonly executor: Executor; readonly submitted: Batch[]; readonly stopped: Batch[] } {
  const submitted: Batch[] = []
  const stopped: Batch[] = []
  const submit: Executor['submit'] = async (batch, report) => {
    submitted.push(batch)
    report(part)
  }
  return { executor: { submit, stop: (batch) => void stopped.push(batch), share() {}, close: async () => {} }, submitted, stopped }
}

const partOf = (values: readonly unknown[], failures: Part['failures'] = []): Part => ({ offset: 0, values, failures, elapsed: 1 })

describe('coded', () => {
  it('is the executor itself without a codec', () => {
    const { executor: plain } = executor(partOf([]))
    expect(coded(plain, undefined)).to.equal(plain)
  })

  it('submits a batch with its arguments encoded, and reports results decoded', async () => {
    const { executor: workers, submitted } = executor(partOf([1, 2]))
    const parts: Part[] = []
    await coded(workers, { arguments: half, results: half }).submit(batch, (part) => void parts.push(part))
    expect([...submitted[0]!.tasks].map(({ args }) => args)).to.deep.equal([[2], [3]])
    expect(codingOf(submitted[0]!)).to.include({ tasks: batch.tasks, decode: half.decode, encode: half.encode })
    expect(parts[0]!.values).to.deep.equal([2, 4])
  })

  it('keeps mapped tasks packed', async () => {
    const { executor: workers, submitted } = executor(partOf([1, 2]))
    await coded(workers, { arguments: half }).submit(mapped, () => {})
    expect(submitted[0]!.tasks).to.be.an.instanceOf(MappedTasks).with.deep.property('items', [2, 3])
  })

  it('leaves failures alone, and adds its own among them', async () => {
    const failures = [{ position: 2, error: 'task' }]
    const { executor: workers } = executor(partOf([1, 2, undefined, 4], failures))
    const decode = (n: number) => {
      if (n !== 4) throw n
    }
    const parts: Part[] = []
    await coded(workers, { results: { ...half, decode } }).submit(batch, (part) => void parts.push(part))
    expect(parts[0]!.failures).to.deep.equal([{ position: 0, error: 1 }, { position: 1, error: 2 }, ...failures])
  })

  it('stops what it has submitted, and submits nothing that was stopped meanwhile', async () => {
    const { executor: workers, submitted, stopped } = executor(partOf([1, 2]))
    const encode = (n: number) => {
      if (n === 6) stopping.stop(batch)
    }
    const stopping = coded(workers, { arguments: { ...half, encode } })
    await stopping.submit(batch, () => {})
    expect(submitted).to.deep.equal([])
    const running = coded(workers, { arguments: half })
    const over = running.submit(batch, () => {})
    running.stop(batch)
    await over
    expect(stopped.at(-1)).to.equal(submitted[0])
  })
})
