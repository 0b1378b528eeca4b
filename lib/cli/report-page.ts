import type { Bottleneck, Insights } from '../index.js'
import { HEADINGS, title, workerCells } from '../progress/insights-table.js'
import { count, duration, percent } from './format.js'
import { barCell, escape, htmlPage } from './html.js'
import { REPORT_STYLE } from './report-style.js'
import { makeTimeline } from './timeline.js'
import { COLOURS, timelineSvg } from './timeline-svg.js'
import type { Trace, TracedCall, TracedSlice } from './trace.js'

/** The width of the time in a timeline, in pixels. */
const WIDTH = 1000
/** The most calls in a page: the longest are shown, as pages get unwieldy with more. */
const MOST_CALLS = 20
const MOST_FAILURES = 20

/** A trace as an HTML page: a section for each call. */
export function reportPage(name: string, { calls, dropped }: Trace): string {
  const shown = calls.toSorted((a, b) => b.insights.elapsed - a.insights.elapsed).slice(0, MOST_CALLS)
  const notes = [
    ...(calls.length > shown.length ? [`The longest ${MOST_CALLS} of ${count(calls.length, 'call')} are shown.`] : []),
    ...(dropped > 0 ? [`The file had no room for ${count(dropped, 'event')}: the timelines are not complete.`] : []),
  ]
  const sections = shown.sort((a, b) => a.number - b.number).map(callSection)
  return htmlPage(name, [...notes.map((note) => `<p>${note}</p>`), ...sections].join('\n'), REPORT_STYLE)
}

const HOW: Readonly<Record<string, string>> = { failed: ', which failed', left: ', left early' }

export function callTitle({ number, how, insights }: TracedCall): string {
  return `Call ${number}${HOW[how] ?? ''}: ${title(insights)}`
}

function callSection(call: TracedCall): string {
  const tasks = call.rows.flatMap(({ slices }) => slices.filter(({ kind }) => kind === 'task'))
  const functions = [...new Set(tasks.map(({ of }) => of))]
  const colourOf = (fn: string) => functions.indexOf(fn) % COLOURS
  return `<h2>${escape(callTitle(call))}</h2>
<section class="advice"><p>${escape(call.insights.advice)}</p></section>
${timelineSvg(makeTimeline(call, WIDTH), colourOf)}
${legend(call, functions, colourOf)}
${shareBar(call.insights)}
${workerTable(call.insights)}
${longestList(call.insights)}
${failureList(call)}`
}

const WAITS = [
  ['workers', 'workers'],
  ['input', 'input'],
  ['consumer', 'consumer'],
  ['caller', "caller's thread"],
  ['tail', 'the last tasks'],
] as const

/** What the colours mean, as far as they occur. */
function legend({ rows }: TracedCall, functions: readonly string[], colourOf: (fn: string) => number): string {
  const slices = rows.flatMap(({ slices }) => slices)
  const has = (test: (slice: TracedSlice) => boolean, look: string, text: string) =>
    slices.some(test) ? [key(look, text)] : []
  const tasks = [
    ...functions.slice(0, 2 * COLOURS).map((fn) => key(`f${colourOf(fn)}`, fn)),
    ...has(({ failed }) => failed, 'failed', 'failed'),
    ...has(({ kind }) => kind === 'batch', 'batch', 'batch'),
    ...has(({ kind }) => kind === 'start-up', 'start-up', 'start-up'),
  ]
  const waits = WAITS.flatMap(([what, text]) => has(({ kind, of }) => kind === 'wait' && of === what, `w-${what}`, text))
  return `<p class="legend">${tasks.join(' ')}</p>\n<p class="legend">The call waits for: ${waits.join(' ')}</p>`
}

function key(look: string, text: string): string {
  const sample = `<svg width="12" height="12"><rect class="${look}" width="12" height="12" rx="2"/></svg>`
  return `<span>${sample} ${escape(text)}</span>`
}

const SHARES: Readonly<Record<Bottleneck, string>> = {
  workers: 'tasks',
  serialisation: 'handing over',
  startUp: 'start-up',
  input: 'waiting for the input',
  consumer: 'waiting for the consumer',
  caller: "waiting for the caller's thread",
  stragglers: 'no task left',
}

function shareBar({ share }: Insights): string {
  const parts = (Object.keys(SHARES) as Bottleneck[]).filter((bound) => share[bound] >= 0.005)
  if (parts.length === 0) return ''
  const width = (bound: Bottleneck) => `flex: ${share[bound].toFixed(4)}`
  const bars = parts.map((bound) => `<i class="s-${bound}" style="${width(bound)}" title="${SHARES[bound]}"></i>`)
  const keys = parts.map((bound) => `<span><i class="s-${bound}"></i> ${SHARES[bound]} ${percent(share[bound])}</span>`)
  return `<h3>Where the time of the workers went</h3>
<div class="shares">${bars.join('')}</div>
<p class="legend">${keys.join(' ')}</p>`
}

function workerTable({ workers }: Insights): string {
  const head = [...HEADINGS, ''].map((heading) => `<th scope="col">${heading}</th>`).join('')
  const rows = workers.map((worker) => {
    const [name, ...numbers] = workerCells(worker)
    const cells = numbers.map((text) => `<td>${text}</td>`).join('')
    return `<tr><th scope="row">${escape(name!)}</th>${cells}${barCell(worker.utilisation)}</tr>`
  })
  return `<table>\n<tr>${head}</tr>\n${rows.join('\n')}\n</table>`
}

function longestList({ longest }: Insights): string {
  if (longest.length === 0) return ''
  const rows = longest.map(({ index, fn, args, elapsed }) => {
    const task = `task ${index}: <code>${escape(`${fn}(${args})`)}</code>`
    const bar = barCell(elapsed / longest[0]!.elapsed)
    return `<tr><th scope="row">${task}</th><td>${duration(elapsed)}</td>${bar}</tr>`
  })
  return `<h3>Longest tasks</h3>\n<table class="longest">\n${rows.join('\n')}\n</table>`
}

function failureList({ failures, retries }: TracedCall): string {
  if (failures.length === 0) return ''
  const shown = failures.slice(0, MOST_FAILURES)
  const items = shown.map(({ at, text }) => `<li>${escape(text)} <small>at ${duration(at)}</small></li>`)
  const more = failures.length > MOST_FAILURES ? `<li>and ${failures.length - MOST_FAILURES} more</li>` : ''
  const retried = retries > 0 ? `, ${retries} of them run again` : ''
  return `<h3>${count(failures.length, 'failure')}${retried}</h3>\n<ul>${items.join('\n')}${more}</ul>`
}
