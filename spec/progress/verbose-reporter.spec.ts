import { expect } from 'chai'
import { type VerboseOptions, VerboseReporter } from '../../lib/progress/verbose-reporter.js'

/** So many tasks of a batch, by default all of it. */
const completed = (count: number, elapsed = 0, batch = { start: 0, tasks: count }) => ({ count, elapsed, batch })

/** A reporter at verbosity 5 with its lines and a clock that only `tick` moves. */
function setUp(options: Partial<VerboseOptions>) {
  const lines: string[] = []
  let time = 5000
  const write = (line: string) => void lines.push(line)
  const reporter = new VerboseReporter({ verbose: 5, nJobs: 2, backend: 'threads', write, now: () => time, ...options })
  const completeOneByOne = (count: number) => {
    for (let i = 0; i < count; i++) reporter.completed(completed(1))
  }
  return { lines, reporter, completeOneByOne, tick: (milliseconds: number) => (time += milliseconds) }
}

/** What went to stdout and stderr while `run` ran. */
function captured(run: () => void): { stdout: string; stderr: string } {
  const text = { stdout: '', stderr: '' }
  const streams = ['stdout', 'stderr'] as const
  const originals = streams.map((name) => process[name].write)
  for (const name of streams) process[name].write = (chunk: string | Uint8Array) => Boolean((text[name] += chunk))
  try {
    run()
  } finally {
    streams.forEach((name, i) => (process[name].write = originals[i]!))
  }
  return text
}

describe('VerboseReporter', () => {
  it('[K1] tells a run of known length in lines of equal width', () => {
    const { lines, reporter, completeOneByOne, tick } = setUp({ total: 40, nJobsGiven: -1 })
    reporter.started()
    tick(1000)
    completeOneByOne(20)
    reporter.exhausted(40)
    tick(1000)
    completeOneByOne(20)
    reporter.ended('done')
    expect(lines).to.deep.equal([
      '[Parallel(nJobs=-1)]: Using backend threads with 2 concurrent workers.',
      '[Parallel(nJobs=-1)]: Done 17 out of 40 | elapsed:    1.0s',
      '[Parallel(nJobs=-1)]: Done 23 out of 40 | elapsed:    2.0s remaining:    1.5s',
      '[Parallel(nJobs=-1)]: Done 32 out of 40 | elapsed:    2.0s remaining:    0.5s',
      '[Parallel(nJobs=-1)]: Done 40 out of 40 | elapsed:    2.0s finished',
    ])
  })

  it('tells a run whose length shows at the end', () => {
    const { lines, reporter, completeOneByOne } = setUp({ verbose: 10, nJobs: 1 })
    reporter.started()
    completeOneByOne(5)
    reporter.exhausted(8)
    completeOneByOne(3)
    reporter.ended('done')
    expect(lines).to.deep.equal([
      '[Parallel(nJobs=1)]: Done   1 tasks      | elapsed:    0.0s',
      '[Parallel(nJobs=1)]: Done   4 tasks      | elapsed:    0.0s',
      '[Parallel(nJobs=1)]: Done   6 out of   8 | elapsed:    0.0s remaining:    0.0s',
      '[Parallel(nJobs=1)]: Done   8 out of   8 | elapsed:    0.0s finished',
    ])
  })

  it('writes one line for a report of many tasks', () => {
    const { lines, reporter } = setUp({ verbose: 10, total: 1000 })
    reporter.completed(completed(700))
    expect(lines).to.have.length(1)
    expect(lines[0]).to.include('Done  700 out of 1000')
  })

  it('counts time from the start of the run', () => {
    const { lines, reporter, tick } = setUp({ total: 1, nJobs: 1 })
    tick(1000)
    reporter.started()
    tick(250)
    reporter.completed(completed(1))
    reporter.ended('done')
    expect(lines.at(-1)).to.include('elapsed:    0.3s finished')
  })

  it('tells of batch sizes from verbosity 10 on, when they change by half', () => {
    const { lines, reporter } = setUp({ verbose: 10, nJobs: 1, total: 1000 })
    reporter.completed(completed(1, 21.2))
    reporter.resized(8)
    reporter.completed(completed(3, 4, { start: 1, tasks: 8 }))
    reporter.completed(completed(5, 6, { start: 1, tasks: 8 }))
    for (const size of [9, 11, 8, 12, 11, 8]) reporter.resized(size)
    expect(lines.filter((line) => line.includes('Batch'))).to.deep.equal([
      '[Parallel(nJobs=1)]: Batch computation too fast (0.0212s.) Setting batchSize=8.',
      '[Parallel(nJobs=1)]: Batch computation too fast (0.0100s.) Setting batchSize=12.',
      '[Parallel(nJobs=1)]: Batch computation too slow (0.0100s.) Setting batchSize=8.',
    ])
  })

  it('tells nothing of batch sizes below', () => {
    const { lines, reporter } = setUp({ verbose: 9 })
    reporter.resized(8)
    expect(lines).to.deep.equal([])
  })

  const line = '[Parallel(nJobs=2)]: Using backend threads with 2 concurrent workers.\n'
  const streams: readonly (readonly [number, 'stdout' | 'stderr'])[] = [[1, 'stderr'], [49, 'stderr'], [50, 'stdout']]
  for (const [verbose, stream] of streams) {
    it(`writes to ${stream}, and only there, at verbosity ${verbose}`, () => {
      const text = captured(() => new VerboseReporter({ verbose, nJobs: 2, backend: 'threads' }).started())
      expect(text).to.deep.equal({ stdout: '', stderr: '', [stream]: line })
    })
  }
})
