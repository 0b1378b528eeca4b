import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import type { Insights } from 'allcores'
import { reportPage } from '../../lib/cli/report-page.js'
import { makeTimeline, type Mark } from '../../lib/cli/timeline.js'
import type { TracedCall, TracedSlice } from '../../lib/cli/trace.js'
import { runProgram } from '../helpers/program.js'
import { useScratch } from '../helpers/scratch.js'

const MAIN = fileURLToPath(new URL('../../lib/main/cli/main.js', import.meta.url))

const NO_SHARES = { workers: 0, serialisation: 0, startUp: 0, input: 0, consumer: 0, caller: 0, stragglers: 0 }
const WORKER = { id: 1, name: 'thread 1', tasks: 2, batches: 1, startUp: 0, waiting: 60, working: 40, transfer: 0, utilisation: 0.4 }
const INSIGHTS: Insights = {
  elapsed: 100, tasks: 2, failed: 0, retried: 0, backend: 'threads', nJobs: 2, workers: [WORKER],
  longest: [{ index: 1, fn: 'load', args: "'<b>'", elapsed: 30 }],
  bound: 'input', share: { ...NO_SHARES, workers: 0.4, input: 0.6 }, advice: 'Read <faster>.',
}

function slice(from: number, to: number, given: Partial<TracedSlice> = {}): TracedSlice {
  return { kind: 'task', of: 'load', from, to, tasks: 1, failed: false, text: `task ${from}`, ...given }
}

function callOf(slices: readonly TracedSlice[], given: Partial<TracedCall> = {}): TracedCall {
  return { number: 1, rows: [{ name: 'thread 1', slices }], at: 0, how: 'done', insights: INSIGHTS, failures: [], retries: 0, ...given }
}

describe('allcores report: the timeline', () => {
  /** Of 100 ms on as many pixels. */
  const marks = (...slices: TracedSlice[]): readonly Mark[] => makeTimeline(callOf(slices), 100).rows[0]!.marks
  const places = (marks: readonly Mark[]) => marks.map(({ x, width, of, density }) => [x, width, of, density])

  it('draws what is wide enough by itself', () => {
    expect(places(marks(slice(0, 10), slice(10, 50)))).to.deep.equal([[0, 10, 'load', 1], [10, 40, 'load', 1]])
  })

  it('draws what is narrower than a pixel as one, as dense as it is', () => {
    const [half, full] = [[0, 1, 2].map((at) => slice(at + 0.5, at + 1)), [5, 5.5, 6, 6.5].map((at) => slice(at, at + 0.5))]
    expect(places(marks(...half, ...full))).to.deep.equal([[0, 3, 'load', 0.5], [5, 2, 'load', 1]])
  })

  it('never draws more than a mark for each pixel, whatever they are', () => {
    const slices = Array.from({ length: 50_000 }, (_, i) => slice(i / 500, (i + 0.5) / 500, { of: `f${i % 7}` }))
    expect(marks(...slices).length).to.be.at.most(100)
  })

  it('says how many tasks there are, and how long they took', () => {
    const [mark] = marks(slice(0, 0.25, { tasks: 16 }), slice(0.25, 0.5, { tasks: 4 }))
    expect(mark!.text).to.equal('20 tasks · 0.5 ms, from 0 ns on')
    expect(marks(slice(2, 12))[0]!.text).to.equal('task 2 · 10 ms, from 2 ms on')
  })

  it('takes the colour of what took most of the time, but shows failures', () => {
    expect(marks(slice(0, 0.1), slice(0.2, 0.9, { of: 'save' }))[0]).to.include({ of: 'save', failed: false })
    expect(marks(slice(0, 0.9), slice(0.9, 0.95, { failed: true }))[0]).to.include({ failed: true })
  })

  it('has round ticks', () => {
    expect(makeTimeline(callOf([]), 1000).ticks).to.deep.equal(
      [0, 20, 40, 60, 80, 100].map((ms) => ({ x: ms * 10, text: ms === 0 ? '0' : `${ms} ms` })),
    )
  })
})

describe('allcores report: the page', () => {
  it('needs nothing but itself, and escapes what it shows', () => {
    const failures = [{ at: 5, text: 'load failed, task 1: <i>no</i>' }]
    const page = reportPage('<trace>', { calls: [callOf([slice(0, 5, { failed: true, text: '<u>' })], { failures, retries: 1 })], dropped: 0 })
    expect(page).to.match(/^<!doctype html>/).and.to.contain('color-scheme: light dark')
    expect(page).not.to.match(/<script|<link|src=|href=|url\(|@import/)
    expect(page).to.contain('&lt;trace&gt;').and.to.contain('Read &lt;faster&gt;').and.to.contain('load(&#39;&lt;b&gt;&#39;)')
    expect(page).to.contain('<rect class="failed"').and.to.contain('<title>&lt;u&gt; ')
    expect(page).to.contain('1 failure, 1 of them run again').and.to.contain('task 1: &lt;i&gt;no&lt;/i&gt;')
  })

  it('shows the longest calls, and says what it leaves out', () => {
    const calls = Array.from({ length: 30 }, (_, i) => callOf([], { number: i + 1, insights: { ...INSIGHTS, elapsed: i } }))
    const page = reportPage('trace', { calls, dropped: 5 })
    expect(page.match(/<h2>Call \d+/g)).to.deep.equal(Array.from({ length: 20 }, (_, i) => `<h2>Call ${i + 11}`))
    expect(page).to.contain('The longest 20 of 30 calls are shown.').and.to.contain('no room for 5 events')
  })

  it('says how a call ended', () => {
    const title = (how: string) => /<h2>(.*)<\/h2>/.exec(reportPage('', { calls: [callOf([], { how })], dropped: 0 }))![1]
    expect(['done', 'failed', 'left'].map(title)).to.deep.equal([
      'Call 1: 2 tasks in 100 ms on threads, 2 jobs',
      'Call 1, which failed: 2 tasks in 100 ms on threads, 2 jobs',
      'Call 1, left early: 2 tasks in 100 ms on threads, 2 jobs',
    ])
  })
})

describe('allcores report', function () {
  this.timeout(240_000)
  const scratch = useScratch()
  const run = (...args: string[]) => runProgram(undefined, { flags: [MAIN], args: ['report', ...args] })

  async function trace(): Promise<string> {
    const { stderr, exitCode } = await runProgram('trace', { args: [scratch.file('trace.json')] })
    expect({ stderr, exitCode }).to.deep.equal({ stderr: '', exitCode: 0 })
    return scratch.file('trace.json')
  }

  it('makes a page of a trace, next to it, and tells what is in it', async () => {
    const { exitCode, stdout, stderr } = await run(await trace())
    expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: '' })
    expect(stdout).to.match(/^Call 1: 30 tasks in .* on threads, 2 jobs\n.+\n\nCall 2, which failed: 1 task in .* on threads, 2 jobs; 1 failed\n/)
    expect(stdout).to.contain(`${scratch.file('trace.html')}: 2 calls\n`)
    const page = readFileSync(scratch.file('trace.html'), 'utf8')
    expect(page).to.match(/<svg viewBox[^]*thread \d[^]*<rect class="f0"/).and.to.contain('RangeError: on purpose')
    expect(page.match(/<h2>/g)).to.have.lengthOf(2)
  })

  it('writes the page where it is told', async () => {
    const { exitCode } = await run(await trace(), '--out', scratch.file('pages/out.html'))
    expect(exitCode).to.equal(0)
    expect(scratch.has('pages/out.html')).to.equal(true)
  })

  const foreign: readonly (readonly [string, string | undefined, RegExp])[] = [
    ['no file', undefined, /expected a trace file that can be read, got ENOENT/],
    ['an empty file', '', /is empty: the call that writes it has not ended/],
    ['no JSON', '{"traceEvents', /is no trace of allcores\. Expected a file that a program wrote with Parallel\({ trace: 'file\.json' }\)/],
    ['other JSON', '[1]', /is no trace of allcores/],
    ["somebody else's trace", '{"traceEvents":[]}', /is no trace of allcores/],
    ['no call', '{"traceEvents":[],"otherData":{"producer":"allcores"}}', /holds no call that has ended/],
  ]
  for (const [what, text, message] of foreign) {
    it(`refuses ${what} and says what is wrong`, async () => {
      if (text !== undefined) scratch.write('other.json', text)
      const { exitCode, stdout, stderr } = await run(scratch.file('other.json'))
      expect(stderr).to.match(message).and.not.to.match(/^ +at /m)
      expect({ exitCode, stdout }).to.deep.equal({ exitCode: 1, stdout: '' })
    })
  }

  it('refuses a page that can not be written', async () => {
    const { exitCode, stderr } = await run(await trace(), '--out', scratch.file('.'))
    expect(stderr).to.contain('expected a file that can be written, got EISDIR')
    expect(exitCode).to.equal(1)
  })
})
