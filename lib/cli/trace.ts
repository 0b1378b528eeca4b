import { readFileSync } from 'node:fs'
import type { Insights } from '../index.js'
import { CommandError } from './command-error.js'

/** A call as a trace file tells it. Times in ms from its start. */
export interface TracedCall {
  readonly number: number
  readonly rows: readonly TracedRow[]
  /** Where it begins in the file. */
  readonly at: number
  readonly how: string
  readonly insights: Insights
  readonly failures: readonly TracedFailure[]
  readonly retries: number
}

export interface TracedRow {
  readonly name: string
  readonly slices: readonly TracedSlice[]
}

export interface TracedSlice {
  readonly kind: 'task' | 'batch' | 'wait' | 'start-up'
  /** What decides on its colour: the function, or what is waited for. */
  readonly of: string
  readonly from: number
  readonly to: number
  readonly tasks: number
  readonly failed: boolean
  /** For people. */
  readonly text: string
}

export interface TracedFailure {
  readonly at: number
  readonly text: string
}

export interface Trace {
  readonly calls: readonly TracedCall[]
  /** Events that found no room in the file. */
  readonly dropped: number
}

interface Event {
  readonly name: string
  readonly ph: string
  readonly cat?: string
  readonly ts: number
  readonly dur?: number
  readonly pid: number
  readonly tid: number
  readonly args: Readonly<Record<string, unknown>>
}

export function readTrace(file: string): Trace {
  const { traceEvents, otherData } = parse(file)
  const byCall = groupBy(traceEvents, ({ pid }) => pid)
  const calls = [...byCall].flatMap(([number, events]) => readCall(number, events) ?? [])
  return { calls, dropped: Number(otherData.droppedEvents ?? 0) }
}

function parse(file: string): { traceEvents: Event[]; otherData: { droppedEvents?: number } } {
  const text = read(file)
  if (text.trim() === '') throw new CommandError(`${file} is empty: the call that writes it has not ended, or never did.`, 1)
  const trace = fromJson(text)
  if (Array.isArray(trace?.traceEvents) && trace.otherData?.producer === 'allcores') return trace
  throw new CommandError(`${file} is no trace of allcores. Expected a file that a program wrote with Parallel({ trace: 'file.json' }).`, 1)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandError(`${file}: expected a trace file that can be read, got ${(error as Error).message}`, 1)
  }
}

function fromJson(text: string) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Undefined when its end is missing: then it is not known what it was. */
function readCall(number: number, events: readonly Event[]): TracedCall | undefined {
  const end = events.find(({ cat }) => cat === 'end')
  if (!end) return undefined
  const insights = end.args['insights'] as Insights
  const at = Math.max(0, end.ts / 1000 - insights.elapsed)
  const names = events.filter(({ name }) => name === 'thread_name').map(({ tid, args }) => ({ tid, name: String(args['name']) }))
  const slices = groupBy(events.filter(({ ph }) => ph === 'X'), ({ tid }) => tid)
  const rows = names.map(({ tid, name }) => ({ name, slices: (slices.get(tid) ?? []).map((event) => sliceOf(event, at)) }))
  const failures = events.filter(({ cat }) => cat === 'failure').map((event) => failureOf(event, at))
  const retries = events.filter(({ cat }) => cat === 'retry').length
  return { number, rows, at, how: end.name, insights, failures, retries }
}

function sliceOf({ name, cat, ts, dur = 0, args }: Event, at: number): TracedSlice {
  const from = ts / 1000 - at
  const kind = cat as TracedSlice['kind']
  const of = kind === 'task' ? String(args['fn']) : name
  const tasks = Number(args['count'] ?? 1)
  return { kind, of, from, to: from + dur / 1000, tasks, failed: 'error' in args, text: textOf(name, args) }
}

function textOf(name: string, args: Event['args']): string {
  const error = 'error' in args ? `: ${String(args['error'])}` : ''
  if ('index' in args) return `task ${String(args['index'])}: ${name}(${String(args['arguments'])})${error}`
  return 'first' in args ? `${name}, from task ${String(args['first'])} on${error}` : name
}

function failureOf({ name, ts, args }: Event, at: number): TracedFailure {
  return { at: ts / 1000 - at, text: `${name}, task ${String(args['failed'])}: ${String(args['error'])}` }
}

/** `Map.groupBy`, which Node 20 lacks. */
function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}
