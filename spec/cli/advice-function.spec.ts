import { expect } from 'chai'
import { adviseFunction } from '../../lib/cli/advice-function.js'
import type { FunctionReport } from '../../lib/cli/model.js'
import { comparison, type RowText } from '../helpers/comparison.js'

const REPORT: FunctionReport = {
  kind: 'function', name: 'resize', cores: 8, jobs: 8, given: 1000, used: 1000, taskMs: 1, repeatable: true,
}
const LOOP: RowText = ['loop', 1, 1000]

interface Measurements extends Partial<Omit<FunctionReport, 'backends' | 'jobCounts' | 'batchSizes'>> {
  readonly backends?: readonly RowText[]
  readonly jobCounts?: readonly RowText[]
  readonly batchSizes?: readonly RowText[]
}

/** All the loop's times are 1 s for 1,000 items. */
function adviceFor({ backends, jobCounts, batchSizes, ...rest }: Measurements) {
  return adviseFunction({
    ...REPORT,
    ...rest,
    backends: backends && comparison('backend', [LOOP, ...backends]),
    jobCounts: jobCounts && comparison('jobs', [LOOP, ...jobCounts]),
    batchSizes: batchSizes && comparison('batch size', [LOOP, ...batchSizes]),
  })
}

describe('allcores bench: the advice for a function', () => {
  const gains: readonly (readonly [string, Measurements, code: string, text: string])[] = [
    [
      'names the fastest backend',
      { backends: [['async', 8, 1010], ['threads', 8, 200], ['processes', 8, 150]] },
      "Parallel({ nJobs: 8, backend: 'processes' })",
      '6.7 times as fast as a plain loop on 8 cores.',
    ],
    [
      'prefers the simpler backend where the difference is noise',
      { backends: [['threads', 8, 150], ['processes', 8, 146]] },
      "Parallel({ nJobs: 8, backend: 'threads' })",
      '6.7 times as fast as a plain loop on 8 cores. Processes with 8 jobs would be 3 % faster: no matter.',
    ],
    [
      'prefers fewer jobs where the difference is noise',
      { backends: [['threads', 8, 250]], jobCounts: [['threads', 4, 258], ['threads', 8, 250]] },
      "Parallel({ nJobs: 4, backend: 'threads' })",
      '3.9 times as fast as a plain loop on 4 of 8 cores. Threads with 8 jobs would be 3 % faster: no matter.',
    ],
    [
      'goes by the number of jobs once that was measured',
      { backends: [['threads', 8, 500]], jobCounts: [['threads', 4, 250], ['threads', 8, 500]] },
      "Parallel({ nJobs: 4, backend: 'threads' })",
      '4 times as fast as a plain loop on 4 of 8 cores.',
    ],
    [
      "says that 'auto' is the best batch size",
      { backends: [['threads', 8, 200]], batchSizes: [['threads', 8, 200], ['threads', 8, 300, 16]] },
      "Parallel({ nJobs: 8, backend: 'threads' })",
      "5 times as fast as a plain loop on 8 cores. 'auto' is the best batch size.",
    ],
    [
      "says how near 'auto' comes to the best batch size",
      { backends: [['threads', 8, 200]], batchSizes: [['threads', 8, 204], ['threads', 8, 200, 16]] },
      "Parallel({ nJobs: 8, backend: 'threads' })",
      "5 times as fast as a plain loop on 8 cores. 'auto' is within 2 % of the best batch size.",
    ],
    [
      'names a batch size that is worth it',
      { backends: [['threads', 8, 200]], batchSizes: [['threads', 8, 200], ['threads', 8, 125, 16], ['threads', 8, 124, 256]] },
      "Parallel({ nJobs: 8, backend: 'threads', batchSize: 16 })",
      "8 times as fast as a plain loop on 8 cores. Batches of 16 are 1.6 times as fast as 'auto'.",
    ],
    [
      'does not count cores where tasks wait',
      { backends: [['async', 8, 130], ['threads', 8, 140]], jobCounts: [['async', 8, 130], ['async', 32, 40], ['threads', 8, 140]] },
      "Parallel({ nJobs: 32, backend: 'async' })",
      '25 times as fast as a plain loop with 32 at a time.',
    ],
    [
      'never names a backend that is out',
      { backends: [['threads', 8, 'item 3: 9 expected, 8 came'], ['processes', 8, 200]] },
      "Parallel({ nJobs: 8, backend: 'processes' })",
      '5 times as fast as a plain loop on 8 cores. Left out, because it failed or gave another result: threads.',
    ],
    [
      'tells when results could not be compared',
      { backends: [['threads', 8, 200]], repeatable: false },
      "Parallel({ nJobs: 8, backend: 'threads' })",
      '5 times as fast as a plain loop on 8 cores. The function gives other results each time: they were not compared.',
    ],
    [
      'is a hint where items are few',
      { backends: [['threads', 8, 200]], given: 20, used: 20 },
      "Parallel({ nJobs: 8, backend: 'threads' })",
      '5 times as fast as a plain loop on 8 cores. With 20 items for 8 jobs, take this as a hint.',
    ],
  ]
  for (const [what, measurements, code, text] of gains) {
    it(what, () => {
      expect(adviceFor(measurements)).to.deep.equal({ code, text })
    })
  }

  const losses: readonly (readonly [string, Measurements, text: string])[] = [
    [
      'a break-even that follows from the cost of handing over',
      { taskMs: 1, backends: [['sequential', 1, 1001], ['threads', 8, 2125], ['processes', 8, 9000]] },
      'Keep the plain loop: a task takes 1 ms, handing one over to threads costs 2 ms. It would pay from about 2.3 ms a task on.',
    ],
    [
      'no break-even where there is one job',
      { backends: [['threads', 1, 1500]] },
      'Keep the plain loop: a task takes 1 ms, handing one over to threads costs 0.5 ms. With one job there is nothing to gain.',
    ],
    [
      'no break-even where cores bring nothing',
      { backends: [['threads', 8, 1100]], jobCounts: [['threads', 4, 1100], ['threads', 8, 1100]], taskMs: 5 },
      'Keep the plain loop: a task takes 5 ms, handing one over to threads costs 0.98 ms. No gain on threads here.',
    ],
    [
      'nothing about handing over where a backend is as fast',
      { backends: [['threads', 8, 980]] },
      'Keep the plain loop: threads with 8 jobs is within 5 % of it, which is no matter.',
    ],
    [
      'nothing about workers where none was asked for',
      { backends: [['async', 8, 2000]] },
      'Keep the plain loop: a task takes 1 ms, and nothing was faster.',
    ],
    [
      'who is out, where all are',
      { backends: [['threads', 8, 'Error: no'], ['processes', 8, 'Error: no']] },
      'Nothing could be compared with the plain loop. Left out, because it failed or gave another result: threads, processes.',
    ],
    [
      'so where comparisons contradict each other',
      { backends: [['threads', 8, 500]], batchSizes: [['threads', 8, 1200], ['threads', 8, 1000, 16]] },
      'Keep the plain loop: threads with 8 jobs was 2 times as fast in one comparison and 1 times in the next.',
    ],
    ['just that, when it was stopped before the first round', {}, 'Nothing could be compared with the plain loop.'],
  ]
  for (const [what, measurements, text] of losses) {
    it(`keeps the plain loop, and says ${what}`, () => {
      expect(adviceFor(measurements)).to.deep.equal({ code: undefined, text })
    })
  }

  it('warns of too few rounds', () => {
    const backends = comparison('backend', [LOOP, ['threads', 8, 200]])
    const rows = backends.rows.map((row) => ({ ...row, times: row.times.slice(0, 2) }))
    expect(adviseFunction({ ...REPORT, backends: { ...backends, rows } }).text).to.match(/8 cores\. Fewer than 3 rounds/)
  })

  it('warns of a machine that is busy, and takes smaller differences than that for noise', () => {
    const backends = comparison('backend', [LOOP, ['threads', 8, 200], ['processes', 8, 150]])
    const rows = backends.rows.map((row) => ({ ...row, times: row.times.map((time, i) => time * (0.5 + i / 2)) }))
    const { code, text } = adviseFunction({ ...REPORT, backends: { ...backends, rows } })
    expect(code).to.equal("Parallel({ nJobs: 8, backend: 'threads' })")
    expect(text).to.contain('Processes with 8 jobs would be 33 % faster: no matter.')
    expect(text).to.contain('varied by 50 % from round to round')
  })
})
