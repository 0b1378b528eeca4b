import { readFileSync } from 'node:fs'
import type { Insights } from '../index.js'
import { NAME_OF, PHASE, PRODUCER } from '../progress/trace-format.js'
import type { SliceKind, TraceArgs, TraceDocument, TraceEvent } from '../progress/trace-format.js'
import { CommandError } from './command-error.js'

/** A call as a trace file tells it. Times in ms from its start. */
export interface TracedCall {
  readonly number: number
  readonly rows: readonly TracedRow[]
  /** When the call began, counted from the beginning of the trace. */
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
  readonly kind: SliceKind
  /** What decides on the slice's colour: the function, or what is waited for. */
  readonly of: string
  readonly from: number
  readonly to: number
  readonly tasks: number
  readonly failed: boolean
  /** What the slice is, for people. */
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

export function readTrace(file: string): Trace {
  const { traceEvents, otherData } = parse(file)
  const byCall = groupBy(traceEvents, ({ pid }) => pid)
  const calls = [...byCall].flatMap(([number, events]) => readCall(number, events) ?? [])
  return { calls, dropped: otherData.droppedEvents ?? 0 }
}

function parse(file: string): TraceDocument {
  const text = read(file)
  if (text.trim() === '') {
    throw new CommandError(`${file} is empty: the call that writes it has not ended, or never did.`, 1)
  }
  const trace = fromJson(text)
  if (Array.isArray(trace?.traceEvents) && trace.otherData?.producer === PRODUCER) return trace
  const expected = "Expected a file that a program wrote with Parallel({ trace: 'file.json' })."
  throw new CommandError(`${file} is no trace of allcores. ${expected}`, 1)
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

/** Reads a call from its events; undefined when the one for its end is missing, which says what the call was. */
function readCall(number: number, events: readonly TraceEvent[]): TracedCall | undefined {
  const end = events.find(({ cat }) => cat === 'end')
  if (!end) return undefined
  const insights = end.args!.insights!
  const at = Math.max(0, end.ts! / 1000 - insights.elapsed)
  const slices = groupBy(events.filter(({ ph }) => ph === PHASE.slice), ({ tid }) => tid)
  const rows = events.filter(({ name }) => name === NAME_OF.row).map(({ tid, args }) => {
    return { name: String(args!.name), slices: (slices.get(tid) ?? []).map((event) => sliceOf(event, at)) }
  })
  const failures = events.filter(({ cat }) => cat === 'failure').map((event) => failureOf(event, at))
  const retries = events.filter(({ cat }) => cat === 'retry').length
  return { number, rows, at, how: end.name, insights, failures, retries }
}

function sliceOf({ name, cat, ts = 0, dur = 0, args = {} }: TraceEvent, at: number): TracedSlice {
  const from = ts / 1000 - at
  const kind = cat as SliceKind
  const of = kind === 'task' ? String(args.fn) : name
  const tasks = args.count ?? 1
  return { kind, of, from, to: from + dur / 1000, tasks, failed: 'error' in args, text: textOf(name, args) }
}

function textOf(name: string, { index, arguments: values, first, error }: TraceArgs): string {
  const ending = error === undefined ? '' : `: ${error}`
  if (index !== undefined) return `task ${index}: ${name}(${values})${ending}`
  return first === undefined ? name : `${name}, from task ${first} on${ending}`
}

function failureOf({ name, ts = 0, args = {} }: TraceEvent, at: number): TracedFailure {
  return { at: ts / 1000 - at, text: `${name}, task ${String(args.failed)}: ${args.error}` }
}

/** Does what `Map.groupBy` does, which Node 20 lacks. */
function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}
