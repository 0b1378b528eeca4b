import { CannotLoadError } from '../closure/revive/cannot-load-error.js'
import { Heap } from '../closure/heap.js'
import type { Sent } from '../closure/node.js'
import { tellMainFiles } from '../closure/thread/program.js'
import type { TaskFunction } from '../model/task.js'
import { tellLevel } from '../options/nesting.js'
import { encodeError, type ErrorRecord } from '../wire/error-record.js'
import type { Channel } from './channel.js'

/** What a worker is told before it gets its first batch. */
export interface StartOptions {
  /** The program's main file, under all its names. */
  readonly mainFiles: readonly string[]
  /** How deep the worker sits in a tree of workers, at least 1. */
  readonly level: number
  readonly initializer: Initializer | undefined
}

export interface Initializer {
  /** The function comes last, after what it needs. */
  readonly shipments: readonly Sent[]
  readonly args: readonly unknown[]
}

export type Started = { readonly ok: true } | StartFailed

export interface StartFailed {
  readonly ok: false
  readonly error: ErrorRecord
  /** A module that the initializer needs can't be loaded in the worker. */
  readonly unloadable: boolean
}

/**
 * The worker's half of workerpool's protocol: it says ready, answers the one request `start`, and ends when told to.
 * Everything else on the channel is ours and goes past workerpool.
 */
export function serveStart(channel: Channel): void {
  channel.onRequest((message) => {
    if (message === '__workerpool-terminate__') process.exit(0)
    if (!isStartRequest(message)) return
    void start(message.params[0], channel).then((result) => channel.answer({ id: message.id, result, error: null }))
  })
  channel.answer('ready')
}

async function start({ mainFiles, level, initializer }: StartOptions, channel: Channel): Promise<Started> {
  tellMainFiles(mainFiles)
  tellLevel(level)
  try {
    if (initializer) await initialize(initializer)
    return { ok: true }
  } catch (error) {
    return { ok: false, error: encodeError(error, channel.canClone), unloadable: error instanceof CannotLoadError }
  }
}

async function initialize({ shipments, args }: Initializer): Promise<void> {
  const heap = new Heap()
  for (const shipment of shipments) await heap.install(shipment)
  await Reflect.apply(heap.valueOf(shipments.at(-1)!.id) as TaskFunction, undefined, args)
}

interface StartRequest {
  readonly id: number
  readonly method: 'start'
  readonly params: readonly [StartOptions]
}

function isStartRequest(message: unknown): message is StartRequest {
  return typeof message === 'object' && message !== null && (message as StartRequest).method === 'start'
}
