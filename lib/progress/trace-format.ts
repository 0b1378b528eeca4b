import type { Insights } from './insights.js'

/** What a trace file holds: Chrome's trace format, and what we add to it. */
export interface TraceDocument {
  readonly traceEvents: readonly TraceEvent[]
  readonly displayTimeUnit: 'ms'
  readonly otherData: TraceNote
}

export interface TraceNote {
  readonly producer: typeof PRODUCER
  /** How many events found no room. */
  readonly droppedEvents?: number
  /** The number of dropped events in a sentence, for people. */
  readonly note?: string
}

/** The producer in our files, which tells them from others. */
export const PRODUCER = 'allcores'

/** An event of the trace. `ts` and `dur` are in microseconds. */
export interface TraceEvent {
  readonly name: string
  readonly ph: (typeof PHASE)[keyof typeof PHASE]
  readonly cat?: SliceKind | InstantKind
  readonly ts?: number
  readonly dur?: number
  /** The group of rows: the number of the call. */
  readonly pid: number
  /** The row. */
  readonly tid: number
  readonly args?: TraceArgs
  /** A colour that Chrome has a name for. */
  readonly cname?: string
  /** How tall an instant is drawn: across its call, or its row. */
  readonly s?: 'p' | 't'
}

/** The values of `TraceEvent.ph`. A `name` names a row or a group of rows. */
export const PHASE = { slice: 'X', instant: 'i', name: 'M' } as const
/** The names of events of phase `name`, by what they name. */
export const NAME_OF = { call: 'process_name', row: 'thread_name' } as const

/** The categories of slices. One of kind `wait` is named after what the call waits for. */
export type SliceKind = 'task' | 'batch' | 'wait' | 'start-up'
/** The categories of instants. The end of a call is named after how the call ended. */
export type InstantKind = 'failure' | 'retry' | 'end'

/** What an event tells beyond its name and time. */
export interface TraceArgs {
  /** The name that is given. */
  readonly name?: string
  /** The function of a task. */
  readonly fn?: string
  /** The position in the input, and the arguments, of a single task. */
  readonly index?: number
  readonly arguments?: string
  /** The position of the first of several tasks, and how many they are. */
  readonly first?: number
  readonly count?: number
  /** The indices of the tasks that failed, and the first of their errors. */
  readonly failed?: readonly number[]
  readonly error?: string
  /** About a task that runs again. */
  readonly args?: string
  readonly attempt?: number
  readonly delay?: number
  /** The insights of the call, at its end. */
  readonly insights?: Insights
}
