import type { Part } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import type { LogEntry } from '../model/events.js'
import type { Lender } from '../model/lender.js'
import type { Functions } from '../wire/functions.js'
import type { TaskTimer } from './task-timer.js'

/** A batch that a worker is to run, how far it is, and who wants to know of it. */
export interface Assignment {
  readonly id: number
  /** The batch as it was handed over. */
  readonly given: Batch
  /** As much of `given` as fits into a message. */
  batch: Batch
  readonly functions: Functions
  readonly lender: Lender
  readonly report: (part: Part) => void
  readonly onLog: ((entry: LogEntry) => void) | undefined
  readonly done: () => void
  readonly fail: (error: unknown) => void
  /** Whether the worker could not read its arguments as they were sent first: they are nested too deep. */
  isTooDeep: boolean
  /** Positions below have been reported. */
  reported: number
  state: Unsent | Sent | Stopping
}

/** The worker hasn't got the batch: it is starting. */
interface Unsent {
  readonly kind: 'unsent'
}

/** The worker has the batch. */
export interface Sent {
  readonly kind: 'sent'
  /** Errors of tasks that the worker is not to run, by position. */
  readonly refused: ReadonlyMap<number, unknown>
  /** How many tasks after the reported ones the worker may have started. */
  claim: number
  /** Whether the worker was busy with another batch when this one was sent. */
  readonly waited: boolean
  /** Milliseconds that encoding and serializing the batch took. */
  readonly sending: number
  /** Whether the worker was told to end the batch early. */
  cut: boolean
  /** Ends the worker if a task takes too long; undefined where each may take as long as it likes. */
  timer: TaskTimer | undefined
  /** The `timeout` that a task has exceeded, in ms, for which the worker is being killed. */
  timedOut: number | undefined
}

/** The caller waits for the batch no longer; the worker may come to the end of its task before `killer` ends it. */
interface Stopping {
  readonly kind: 'stopping'
  readonly killer: NodeJS.Timeout
}

type Given = Pick<Assignment, 'given' | 'functions' | 'lender' | 'report' | 'onLog' | 'done' | 'fail'>

const UNSENT: Unsent = { kind: 'unsent' }
let lastId = 0

export function newAssignment(given: Given): Assignment {
  return {
    id: ++lastId,
    batch: given.given,
    isTooDeep: false,
    reported: 0,
    state: UNSENT,
    ...given, // last: ../README.md, "What a call costs"
  }
}

export function tasksLeft({ batch, reported }: Assignment): number {
  return batch.tasks.length - reported
}
