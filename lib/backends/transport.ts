import type { ChildProcess } from 'node:child_process'
import type { Worker } from 'node:worker_threads'
import type { WorkerPoolOptions } from 'workerpool'
import type { ResourceLimits } from '../model/resource-limits.js'
import type { FromWorker, ToWorker } from '../wire/message.js'

/** What differs between worker threads and worker processes. */
export interface Transport<Native extends Worker | ChildProcess = Worker | ChildProcess> {
  readonly kind: 'thread' | 'process'
  /** How a person would call such a worker. */
  readonly noun: string
  /** The options for workerpool. */
  options(options: NativeOptions): WorkerPoolOptions
  /** Has workerpool start a worker. */
  start<T>(start: () => T): T
  /** The working folder that a worker which is started now keeps; undefined where it always has the program's. */
  folder(): string | undefined
  canClone(value: unknown): boolean
  /** Whether a SharedArrayBuffer arrives as the same memory. */
  readonly sharesMemory: boolean
  /** Says whether the worker keeps the program alive. */
  keepAlive(native: Native, alive: boolean): void
  send(native: Native, message: ToWorker, transfer: ArrayBuffer[]): void
  /** Calls back with what the worker says; `unreadable` when that can't be read. */
  onMessage(native: Native, heard: (message: FromWorker) => void, unreadable: (error: unknown) => void): void
  kill(native: Native): void
  /** The id of the operating system's process. */
  pid(native: Native): number
  /** Calls back once the worker has ended and all it said has been heard. */
  onGone(native: Native, gone: (exitCode: number | null, signal: string | null) => void): void
}

export interface NativeOptions {
  /** Variables added to the environment. */
  readonly env: Readonly<Record<string, string>> | undefined
  readonly resourceLimits: ResourceLimits | undefined
}
