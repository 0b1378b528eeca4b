import { choose, fastest } from './choose.js'
import { type Measured, measured, setupName } from './figures.js'
import { count, duration, number, percent } from './format.js'
import type { Advice, Comparison, FunctionReport, Setup } from './model.js'
import { restless } from './restless.js'

/** Where the function is best run, and how much that brings. */
export function adviseFunction(report: FunctionReport): Advice {
  const { code, sentences } = verdict(report)
  return { code, text: [...sentences, ...caveats(report)].join(' ') }
}

/** What is advised, before what is to be said about the measurements. */
interface Verdict {
  readonly code?: string
  readonly sentences: readonly string[]
}

function verdict(report: FunctionReport): Verdict {
  const rows = [report.jobCounts, report.backends].map(measured).find((rows) => rows.length > 0)
  const best = rows && choose(rows)
  if (!best) return { sentences: ['Nothing could be compared with the plain loop.'] }
  return best.speed > 1 + best.noise ? gain(report, rows, best) : keepLoop(report, best)
}

function gain(report: FunctionReport, rows: readonly Measured[], winner: Measured): Verdict {
  const batches = batchAdvice(report.batchSizes, winner.setup)
  const last = batches.best
  if (last && last.speed <= 1 + last.noise) return contradiction(winner, last)
  const { speed } = batches.better ?? winner
  const { nJobs } = winner.setup
  const cores = nJobs < report.cores ? `${nJobs} of ${count(report.cores, 'core')}` : count(report.cores, 'core')
  const where = winner.setup.place === 'async' ? `with ${nJobs} at a time` : `on ${cores}`
  const first = `${number(speed)} times as fast as a plain loop ${where}.`
  return {
    code: codeFor((batches.better ?? winner).setup),
    sentences: [first, ...noMatter(rows, winner), ...batches.sentences],
  }
}

function contradiction({ setup, speed }: Measured, last: Measured): Verdict {
  const measurements = `${number(speed)} times as fast in one comparison and ${number(last.speed)} times in the next`
  return { sentences: [`Keep the plain loop: ${setupName(setup)} was ${measurements}.`] }
}

function codeFor({ place, nJobs, batchSize }: Setup): string {
  const batches = batchSize === 'auto' ? '' : `, batchSize: ${batchSize}`
  return `Parallel({ nJobs: ${nJobs}, backend: '${place}'${batches} })`
}

/** Why another row of the table is advised than the fastest. */
function noMatter(rows: readonly Measured[], winner: Measured): string[] {
  const best = fastest(rows)
  if (!best || best === winner) return []
  return [`${capital(setupName(best.setup))} would be ${percent(best.speed / winner.speed - 1)} faster: no matter.`]
}

interface BatchAdvice {
  readonly best?: Measured
  /** The batch size that is worth naming. */
  readonly better?: Measured | undefined
  readonly sentences: readonly string[]
}

function batchAdvice(comparison: Comparison | undefined, { place, nJobs }: Setup): BatchAdvice {
  const rows = measured(comparison).filter(({ setup }) => setup.place === place && setup.nJobs === nJobs)
  const auto = rows.find(({ setup }) => setup.batchSize === 'auto')
  const best = fastest(rows)
  const chosen = choose(rows)
  if (!auto || !best || !chosen || rows.length < 2) return { sentences: [] }
  if (best === auto) return { best, sentences: ["'auto' is the best batch size."] }
  const gap = best.speed / auto.speed - 1
  if (chosen === auto) {
    return { best, sentences: [`'auto' is within ${percent(Math.max(gap, 0.01))} of the best batch size.`] }
  }
  const gain = `${number(chosen.speed / auto.speed)} times as fast as 'auto'`
  return { best, better: chosen, sentences: [`Batches of ${chosen.setup.batchSize} are ${gain}.`] }
}

function keepLoop(report: FunctionReport, best: Measured): Verdict {
  const workers = measured(report.backends).filter(({ setup: { place } }) => place === 'threads' || place === 'processes')
  const worker = fastest(workers)
  if (best.speed >= 1 - best.noise && !(worker && worker.speed < 1 - worker.noise)) {
    const near = `${setupName(best.setup)} is within ${percent(best.noise)} of it`
    return { sentences: [`Keep the plain loop: ${near}, which is no matter.`] }
  }
  const task = `a task takes ${duration(report.taskMs)}`
  if (!worker) return { sentences: [`Keep the plain loop: ${task}, and nothing was faster.`] }
  const handing = `handing one over to ${worker.setup.place} costs ${duration(worker.overheadMs)}`
  return { sentences: [`Keep the plain loop: ${task}, ${handing}.`, ...breakEven(report, worker)] }
}

/** From which duration on tasks pay: one of t ms takes t / jobs on workers, and what handing it over costs. */
function breakEven({ taskMs }: FunctionReport, { setup: { nJobs, place }, overheadMs }: Measured): string[] {
  if (nJobs === 1) return ['With one job there is nothing to gain.']
  const enough = (overheadMs * nJobs) / (nJobs - 1)
  return enough > taskMs ? [`It would pay from about ${duration(enough)} a task on.`] : [`No gain on ${place} here.`]
}

function caveats(report: FunctionReport): string[] {
  const { repeatable, backends, jobCounts, batchSizes, given, used, jobs } = report
  const out = backends?.rows.filter(({ problem }) => problem !== undefined).map(({ setup }) => setup.place) ?? []
  const items = count(used, 'item')
  return [
    ...(out.length > 0 ? [`Left out, because it failed or gave another result: ${out.join(', ')}.`] : []),
    ...(repeatable ? [] : ['The function gives other results each time: they were not compared.']),
    ...(given > used || used >= 10 * jobs ? [] : [`With ${items} for ${count(jobs, 'job')}, take this as a hint.`]),
    ...restless([backends, jobCounts, batchSizes].filter((comparison) => comparison !== undefined)),
  ]
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
