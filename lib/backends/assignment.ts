import type { Part } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import type { LogEntry } from '../model/events.js'
import type { Lender } from '../model/lender.js'
import type { Functions } from '../wire/functions.js'
import { ALL_CLONEABLE, type Uncloneable } from '../wire/uncloneable-arguments.js'
import type { TaskTimer } from './task-timer.js'

/** A batch that a worker is to run, how far it is, and who wants to know of it. */
export interface Assignment {
  readonly id: number
  /** The batch as it was handed over. */
  readonly given: Batch
  /** As much of it as fits into a message. */
  batch: Batch
  readonly functions: Functions
  readonly lender: Lender
  readonly report: (part: Part) => void
  readonly onLog: ((entry: LogEntry) => void) | undefined
  readonly done: () => void
  readonly fail: (error: unknown) => void
  uncloneable: Uncloneable
  /** Tasks that are not sent, by position. */
  refused: ReadonlyMap<number, unknown>
  /** Positions below have been reported. */
  reported: number
  /** How many tasks after those may have been started; undefined until the batch is sent. */
  claim: number | undefined
  /** Ends the worker: the caller waits no longer. */
  killer: NodeJS.Timeout | undefined
  /** Ends the worker if a task takes too long; undefined where each may take as long as it likes. */
  timer: TaskTimer | undefined
  /** The `timeout` that has ended it, in ms. */
  timedOut: number | undefined
  /** The batch was sent while another one was running. */
  waited: boolean
  /** Milliseconds that encoding and serializing it took. */
  sending: number
  /** The worker was told to end it early. */
  cut: boolean
}

type Given = Pick<Assignment, 'given' | 'functions' | 'lender' | 'report' | 'onLog' | 'done' | 'fail'>

let lastId = 0

export function newAssignment(given: Given): Assignment {
  return {
    id: ++lastId,
    batch: given.given,
    uncloneable: ALL_CLONEABLE,
    refused: new Map(),
    reported: 0,
    claim: undefined,
    killer: undefined,
    timer: undefined,
    timedOut: undefined,
    waited: false,
    sending: 0,
    cut: false,
    ...given, // last: ../README.md, "What a call costs"
  }
}

export function tasksLeft({ batch, reported }: Assignment): number {
  return batch.tasks.length - reported
}
