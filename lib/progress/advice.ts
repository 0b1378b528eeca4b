import { taskText } from '../model/task-info.js'
import type { CollectedCall } from './collected.js'
import { count, duration, percent } from './format.js'
import type { Bottleneck } from './insights.js'
import type { Shares } from './shares.js'

/** The share of the time spent on tasks from which on there is little else to gain. */
const WELL_USED = 0.8
/** The shortest call that is worth making parallel, in ms. */
const WORTH_WORKERS = 100

/** What slowed a call down, and what to do about it. */
export function adviseRun(call: CollectedCall, share: Shares, cores: number): { bound: Bottleneck; advice: string } {
  if (call.tasks === 0) return { bound: 'workers', advice: 'No task came to its end.' }
  const bound = boundOf(share)
  return { bound, advice: ADVICE[bound]({ ...call, cores }, percent(share[bound])) }
}

/** What slowed a call down: the largest loss, or `'workers'` if all losses together are small. */
export function boundOf(share: Shares): Bottleneck {
  if (share.workers >= WELL_USED) return 'workers'
  const losses = (Object.keys(share) as Bottleneck[]).filter((key) => key !== 'workers' && share[key] > 0)
  const larger = (most: Bottleneck, key: Bottleneck) => (most === 'workers' || share[key] > share[most] ? key : most)
  return losses.reduce(larger, 'workers')
}

interface Run extends CollectedCall {
  readonly cores: number
}

const ADVICE: Readonly<Record<Bottleneck, (run: Run, part: string) => string>> = {
  workers: (run, part) => (isInWorkers(run) ? adviseWorkers(run, part) : adviseInThread(run, part)),
  serialisation: adviseHandover,
  startUp: (_, part) =>
    `Workers were coming up ${part} of the time: keep the instance for further calls, as its workers stay, or give ` +
    'them more to do.',
  input: (run, part) =>
    `${subject(run)} waited for the input ${part} of the time: have it yield sooner, reading ahead for example, or ` +
    'move what it does into the tasks.',
  consumer: (run, part) =>
    `${subject(run)} waited ${part} of the time until results were taken: do less between two of them, or let more ` +
    'tasks run ahead with preDispatch.',
  caller: (run, part) => (isInWorkers(run) ? adviseBusy(part) : adviseShared(part)),
  stragglers: (run, part) => adviseStragglers(run, part),
}

function adviseWorkers({ nJobs, cores }: Run, part: string): string {
  const busy = `The workers were busy with tasks ${part} of the time`
  const all = count(cores, 'core')
  if (nJobs < cores) return `${busy}, and only ${nJobs} of ${all} had one: a higher nJobs makes it faster.`
  return `${busy}, on all ${all}: only faster tasks make it faster, or a machine with more cores.`
}

function adviseInThread({ backend, nJobs, cores, elapsed, workers }: Run, part: string): string {
  const busy = `The tasks themselves took ${part} of the time`
  if (backend === 'async') {
    const places = `${busy} that ${nJobs} at a time had`
    return `${places}: if they wait for something, a higher nJobs makes it faster; if they compute, threads do.`
  }
  if (nJobs > 1 && backend !== 'sequential') {
    return `${busy}: they are so short that sending them to workers would take longer.`
  }
  const wouldPay = cores > 1 && elapsed >= WORTH_WORKERS && workers.some(({ tasks }) => tasks > 1)
  if (wouldPay) return `${busy}, one after the other: nJobs: -1 with threads or processes uses all ${cores} cores.`
  return `${busy}: only faster tasks make it faster.`
}

function adviseHandover({ copiesArrays }: Run, part: string): string {
  const defaults = 'leave maxNbytes and mmapMode as they are by default, so that large typed arrays are shared, '
  const arrays = copiesArrays ? defaults : ''
  return (
    `Handing tasks and results over took ${part} of the workers' time: ${arrays}pass less (names of files rather than what ` +
    'is in them, typed arrays of a megabyte and more rather than lists), send what all tasks need once with shared(), or ' +
    'have more tasks travel together with a larger batchSize.'
  )
}

function adviseBusy(part: string): string {
  return (
    `The workers waited for the caller's thread ${part} of the time, which was busy with other things than handing out ` +
    'tasks: move its work into tasks, and have these return less.'
  )
}

function adviseShared(part: string): string {
  return (
    `${part} of the time no other task could go on, as one of them, or something else, kept the caller's thread busy: ` +
    'tasks that compute are faster on threads or processes.'
  )
}

function adviseStragglers({ tasks, nJobs, longest }: Run, part: string): string {
  const idle = `of the time there was no task left for some of the workers`
  if (tasks < nJobs) return `${part} ${idle}: ${count(tasks, 'task')} for ${nJobs} workers. Cut them into smaller ones.`
  const [first] = longest
  const example = first ? ` The longest took ${duration(first.elapsed)}, ${taskText(first)}.` : ''
  return `${part} ${idle}, as others had the last ones: put long tasks first, or cut them into smaller ones.${example}`
}

function subject(run: Run): string {
  return isInWorkers(run) ? 'The workers' : 'The tasks'
}

function isInWorkers({ workers }: CollectedCall): boolean {
  return workers.some(({ id }) => id !== 0)
}
