import { borrow } from '../arrays/borrow/borrow.js'
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
  /** The shipments that the hooks consist of, in the order in which to install them. */
  readonly shipments: readonly Sent[]
  readonly initializer: Hook | undefined
  readonly finalizer: Hook | undefined
}

/** A call that is made once in each worker. */
export interface Hook {
  /** The shipment of the hook's function, or of several functions. */
  readonly id: number
  /** Which of several functions the hook's is; undefined where the shipment has just one. */
  readonly part: number | undefined
  readonly args: readonly unknown[]
}

/** The worker's answer to {@link StartOptions}. */
export type Started = { readonly ok: true } | StartFailed

export interface StartFailed {
  readonly ok: false
  readonly error: ErrorRecord
  /** Whether that is because a module that the initializer needs can't be loaded in the worker. */
  readonly unloadable: boolean
}

/**
 * The worker's half of workerpool's protocol: it says ready, answers the one request `start`, and ends when told to.
 * Everything else on the channel is ours and goes past workerpool.
 */
export function serveStart(channel: Channel): void {
  channel.onRequest((message) => {
    if (message === '__workerpool-terminate__') process.exit(0)
    if (!isRequest(message)) return
    const { id, method, params } = message
    const result = method === 'start' ? start(params[0], channel) : finish(channel)
    void result.then((result) => channel.answer({ id, result, error: null }))
  })
  channel.answer('ready')
}

const heap = new Heap({ resolve: borrow })
let finalizer: Hook | undefined

async function start(options: StartOptions, channel: Channel): Promise<Started> {
  tellMainFiles(options.mainFiles)
  tellLevel(options.level)
  try {
    for (const shipment of options.shipments) await heap.install(shipment)
    if (options.initializer) await callHook(options.initializer)
    finalizer = options.finalizer
    return { ok: true }
  } catch (error) {
    return { ok: false, error: encodeError(error, channel.canClone), unloadable: error instanceof CannotLoadError }
  }
}

/** Runs the finalizer before the worker ends. Gives what that throws. */
async function finish(channel: Channel): Promise<ErrorRecord | undefined> {
  try {
    if (finalizer) await callHook(finalizer)
    return undefined
  } catch (error) {
    return encodeError(error, channel.canClone)
  }
}

async function callHook({ id, part, args }: Hook): Promise<void> {
  const shipped = heap.valueOf(id)
  const fn = part === undefined ? shipped : (shipped as readonly unknown[])[part]
  await Reflect.apply(fn as TaskFunction, undefined, args)
}

type Request = { readonly id: number } & (
  | { readonly method: 'start'; readonly params: readonly [StartOptions] }
  | { readonly method: 'finish'; readonly params: readonly [] }
)

function isRequest(message: unknown): message is Request {
  return typeof message === 'object' && message !== null && ['start', 'finish'].includes((message as Request).method)
}
