import type { Sent } from '../closure/node.js'
import type { PartSpan, TaskTime } from '../model/backend.js'
import type { LogEntry } from '../model/events.js'
import type { ResultSettings, ResultToken, Token } from '../model/tokens.js'
import type { Apart } from './apart.js'
import type { BufferPlaces } from './buffers.js'
import type { Column, PackedArguments } from './column.js'
import type { ErrorRecord } from './error-record.js'
import type { ErrorResults } from './error-results.js'
import type { SharedArguments } from './shared-arguments.js'

/** What the parent tells a worker. */
export type ToWorker = BatchMessage | ForgetMessage | ReleaseMessage | { readonly kind: 'cut'; readonly id: number }

/** Tells a worker to forget shipments. Batches sent before this message may still need them. */
export interface ForgetMessage {
  readonly kind: 'forget'
  readonly ids: readonly number[]
}

/** Tells a worker that files it was lent are no more. */
export interface ReleaseMessage {
  readonly kind: 'release'
  /** The ids of their tokens. */
  readonly files: readonly string[]
}

export interface BatchMessage {
  readonly kind: 'batch'
  readonly id: number
  readonly size: number
  /** How many tasks may be started before the worker must tell what became of them. */
  readonly claim: number
  readonly settings: BatchSettings
  /** Whether the worker is to forget the functions it has: there are many of them, and it may need none again. */
  readonly forget: boolean
  /** Functions, and what they need, that the worker hasn't got or is to forget; each behind those that it needs. */
  readonly functions: readonly Sent[]
  /** One function for all tasks, or one for each. */
  readonly fns: number | readonly number[]
  /** The ids of the functions that decode arguments and encode results; 0: none. */
  readonly codec?: readonly [decode: number, encode: number]
  /** The arguments; taken apart where some of their memory is lent. */
  readonly args: PackedArguments | Apart<Token>
  /** Handles of `shared()` among the arguments, which `args` lacks. */
  readonly shared?: SharedArguments
  /** Arguments with functions in them, by position. */
  readonly captured?: readonly (readonly [position: number, args: Sent])[]
  /** Positions of tasks that are not to be run: the parent has failed them already. */
  readonly refused: readonly number[]
}

/** What a worker tells the parent. */
export type FromWorker =
  | PartMessage
  | PrintMessage
  | LogMessage
  | UnloadableMessage
  | UnreadableMessage
  | { readonly kind: 'dying'; readonly error: ErrorRecord | undefined }

/** Output of tasks that nobody asked to hear. */
export interface PrintMessage {
  readonly kind: 'print'
  readonly stream: 'stdout' | 'stderr'
  readonly chunk: string | Uint8Array
}

/** Output of tasks that somebody asked to hear. */
export interface LogMessage extends Pick<LogEntry, 'level' | 'text'> {
  readonly kind: 'log'
  /** The id of the batch that the worker has begun last. */
  readonly id: number
  /** The position of the task that was running; undefined between tasks. */
  readonly position: number | undefined
}

/** Tells that a batch won't be run: a module that its functions need can't be loaded in the worker. */
export interface UnloadableMessage {
  readonly kind: 'unloadable'
  /** The id of the batch. */
  readonly id: number
  /** The ids of shipments that the worker lacks for this reason: of this batch, and perhaps of earlier ones. */
  readonly functions: readonly number[]
  readonly error: ErrorRecord
}

/** A batch was not run: its arguments are nested too deep for the worker to read them. */
export interface UnreadableMessage {
  readonly kind: 'unreadable'
  /** The id of the batch. */
  readonly id: number
}

export interface PartMessage {
  readonly kind: 'part'
  readonly id: number
  readonly offset: number
  readonly values: Column
  /** Positions among the values of those that are Buffers. */
  readonly buffers?: BufferPlaces
  /** Results with large arrays, by position among the values. */
  readonly apart?: readonly (readonly [place: number, result: Apart<ResultToken>])[]
  /** Results that are errors. */
  readonly errors?: ErrorResults
  readonly failures: readonly (readonly [position: number, error: ErrorRecord])[]
  /** Results that could not be sent. */
  readonly unsent: readonly (readonly [position: number, path: string, what: string])[]
  readonly elapsed: number
  readonly longest: readonly TaskTime[]
  readonly spans: readonly PartSpan[]
  /** How many further tasks may be started before the next part. */
  readonly claim: number
  /** Whether the worker is through with the batch. */
  readonly end: boolean
  /** Whether the worker takes more memory than it may. */
  readonly full: boolean
}

/** Settings of a run, the same for all batches of an executor. */
export interface BatchSettings {
  /** How many cores the tasks may use for parallel work of their own. */
  readonly cores: number
  /** Whether the worker tells when it begins, and what became of each task before it starts the next: each is timed. */
  readonly reportEach?: boolean
  /** Whether the worker tells when tasks ran. */
  readonly traced?: boolean
  /** Whether output, until the next batch begins, is told instead of printed. */
  readonly logs?: boolean
  /** Bytes that the worker may take; it ends the batch early when it takes more. */
  readonly maxMemory?: number | undefined
  /** How results with large arrays travel; undefined: as all others. */
  readonly results?: ResultSettings | undefined
  /** Whether tasks fail that write to what is lent read-only. */
  readonly strict?: boolean
}
