import type { ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Worker } from 'node:worker_threads'
import type { pool as makePool, WorkerPoolOptions } from 'workerpool'
import type { Shipment } from '../closure/node.js'
import { now } from '../model/clock.js'
import { WorkerStartError } from '../model/errors.js'
import { finalize } from '../model/finalizer.js'
import type { ResourceLimits } from '../model/resource-limits.js'
import { onUnreachable } from '../model/shared.js'
import type { WorkerInfo } from '../model/worker-info.js'
import { tellWorkerExit, tellWorkerStart } from '../progress/diagnostics.js'
import { decodeError, type ErrorRecord } from '../wire/error-record.js'
import type { FromWorker, PartMessage, ToWorker, UnloadableMessage } from '../wire/message.js'
import { type Death, warnOfIdleDeath } from './death.js'
import { LogHearers } from './logs.js'
import type { Started, StartOptions } from '../worker/start.js'

/** What differs between worker threads and worker processes. */
export interface Transport<Native extends Worker | ChildProcess = Worker | ChildProcess> {
  readonly kind: 'thread' | 'process'
  /** How a person would call such a worker. */
  readonly noun: string
  /** Options for workerpool. */
  options(options: NativeOptions): WorkerPoolOptions
  canClone(value: unknown): boolean
  /** A SharedArrayBuffer arrives as the same memory. */
  readonly sharesMemory: boolean
  /** Whether the worker keeps the program alive. */
  keepAlive(native: Native, alive: boolean): void
  send(native: Native, message: ToWorker, transfer: ArrayBuffer[]): void
  /** Calls back with what the worker says; `unreadable` when that can't be read. */
  onMessage(native: Native, heard: (message: FromWorker) => void, unreadable: (error: unknown) => void): void
  kill(native: Native): void
  /** Of the operating system's process. */
  pid(native: Native): number
  /** Calls back once the worker has ended and all it said has been heard. */
  onGone(native: Native, gone: (exitCode: number | null, signal: string | null) => void): void
}

export interface NativeOptions {
  /** Variables added to the environment. */
  readonly env: Readonly<Record<string, string>> | undefined
  readonly resourceLimits: ResourceLimits | undefined
}

export interface SlotListener {
  message(part: PartMessage): void
  unloadable(message: UnloadableMessage): void
  died(death: Death): void
}

const load = createRequire(import.meta.url)
/** One file, and CommonJS: a worker that needn't load the loader of ES modules is ready some milliseconds sooner. */
const SCRIPT = fileURLToPath(new URL('../worker/pool-worker.cjs', import.meta.url))
let lastId = 0
const alive = new Set<WorkerSlot>()

/** How long a worker may take to end by itself when it is asked to, in ms. */
const LAST_GRACE = 1000

/**
 * One worker. workerpool starts it, says when it is ready and ends it; a pool of one worker with an empty queue is all
 * that is used of it, because its queue loses tasks when a worker dies. Batches go straight to the worker.
 */
export class WorkerSlot {
  readonly transport: Transport
  readonly info: WorkerInfo
  readonly logs: LogHearers
  /** Resolves when the worker can take batches. Rejects with what its initializer throws, or a WorkerStartError. */
  readonly started: Promise<void>
  /** Ids of the shipments it has. */
  readonly known = new Set<number>()
  /** What it may have beyond what others may. */
  usual = 0
  /** Of those, the ones that are of use to one call only. */
  readonly #ofCalls = new Map<number, number[]>()
  /** How many tasks it may start before it tells what became of them. */
  claim = 1
  /** How many tasks it has been given. */
  tasks = 0
  /** It takes more memory than it may. */
  full = false
  /** Who hears what the worker says. */
  listener: SlotListener | undefined
  death: Death | undefined
  /** Whether it has come up; one that failed to is as good as dead. */
  state: 'starting' | 'ready' | 'failed' = 'starting'
  readonly #native: Worker | ChildProcess
  readonly #pool: ReturnType<typeof makePool>
  readonly #gone: Promise<void>
  #uncaught: { readonly error: unknown } | undefined
  readonly #hasFinalizer: boolean
  #ending = false
  /** How many tasks it has told of. */
  #ran = 0

  /** @param avoidModules what to start with instead if the worker can't load a module */
  constructor(transport: Transport, native: NativeOptions, options: StartOptions, avoidModules: () => Promise<StartOptions>) {
    this.transport = transport
    this.#hasFinalizer = options.finalizer !== undefined
    // required, as an import would first load Node's parser of CommonJS exports
    const { pool } = load('workerpool') as { pool: typeof makePool }
    this.#pool = pool(SCRIPT, { ...transport.options(native), maxWorkers: 1, workerTerminateTimeout: LAST_GRACE })
    alive.add(this)
    const answered = this.#start(options, avoidModules)
    this.#native = nativeWorker(this.#pool)
    const { kind } = transport
    const info = { id: ++lastId, kind, pid: transport.pid(this.#native), startedAt: now(), startUp: undefined as number | undefined }
    this.info = info
    this.logs = new LogHearers(info)
    this.started = options.initializer ? answered : Promise.race([answered, saidReady(this.#native)])
    this.started.then(
      () => {
        this.state = 'ready'
        info.startUp = now() - info.startedAt
        tellWorkerStart(info)
      },
      () => this.#failed(), // whoever sends a batch hears why
    )
    transport.onMessage(this.#native, (message) => this.#heard(message), (error) => this.#lost(error))
    this.#native.on('error', (error: NodeJS.ErrnoException | undefined) => {
      const isOurs = error?.code === 'ERR_IPC_CHANNEL_CLOSED' || error?.syscall === 'write' // sent too late
      if (!isOurs) this.#uncaught ??= { error }
    })
    this.#gone = new Promise((resolve) => {
      transport.onGone(this.#native, (exitCode, signal) => {
        this.#died(exitCode, signal)
        resolve()
      })
    })
  }

  /** @throws what the transport throws when the message can't be cloned; then nothing was sent */
  send(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    this.transport.send(this.#native, message, transfer)
  }

  /** Has the worker drop shipments: they will not be asked for again. */
  forget(ids: readonly number[]): void {
    for (const id of ids) this.known.delete(id)
    if (ids.length > 0 && this.isUsable) this.send({ kind: 'forget', ids })
  }

  /** The next batch has the worker forget all it has. */
  forgetAll(): void {
    this.known.clear()
    this.#ofCalls.clear()
  }

  /** It has got these, for a call. */
  noteSent(shipments: readonly Shipment[], call: number): void {
    for (const { id, lasting } of shipments) {
      this.known.add(id)
      if (lasting) continue
      const ids = this.#ofCalls.get(call)
      ids ? ids.push(id) : this.#ofCalls.set(call, [id])
    }
  }

  /** Has the worker drop all that was sent for a call. */
  forgetCall(call: number): void {
    const ids = this.#ofCalls.get(call) ?? []
    this.#ofCalls.delete(call)
    this.forget(ids.filter((id) => this.known.has(id)))
  }

  keepAlive(alive: boolean): void {
    if (!this.death) this.transport.keepAlive(this.#native, alive)
  }

  /** Ends the worker at once, whatever it does. */
  kill(): Promise<void> {
    this.#ending = true
    if (!this.death) this.transport.kill(this.#native)
    return this.#gone
  }

  /** Lets an idle worker end by itself, after its finalizer. */
  async end(): Promise<void> {
    this.keepAlive(true) // who waits for its end must not be left waiting
    if (this.state !== 'ready') return this.kill()
    this.#ending = true
    if (this.#hasFinalizer && !this.death && !(await this.#finish())) return this.kill()
    if (!this.death) Promise.resolve(this.#pool.terminate()).catch(() => {}) // `#gone` is what tells
    return this.#gone
  }

  /** Whether the finalizer has ended, maybe with the worker. */
  #finish(): Promise<boolean> {
    const finish = async () => {
      const thrown = (await this.#pool.exec('finish', []).catch(() => null)) as ErrorRecord | null | undefined
      if (thrown) throw decodeError(thrown)
    }
    return finalize(() => Promise.race([finish(), this.#gone]), `a ${this.transport.noun} that was to end`)
  }

  get isUsable(): boolean {
    return !this.death && !this.#ending && this.state !== 'failed'
  }

  async #start(options: StartOptions, avoidModules?: () => Promise<StartOptions>): Promise<void> {
    const started: Started = await this.#pool.exec('start', [options]).catch((error: Error) => {
      throw new WorkerStartError(`A ${this.transport.noun} could not be started: ${error.message}`, { cause: error })
    })
    if (started.ok) return
    if (!started.unloadable || !avoidModules) throw decodeError(started.error)
    await this.#start(await avoidModules())
  }

  #failed(): void {
    this.state = 'failed'
    void this.kill()
  }

  #heard(message: FromWorker): void {
    if (message.kind === 'part') this.#part(message)
    else if (message.kind === 'log') this.logs.message(message)
    else if (message.kind === 'unloadable') this.listener?.unloadable(message)
    else if (message.kind === 'dying' && message.error) this.#uncaught = { error: decodeError(message.error) }
  }

  #part(message: PartMessage): void {
    this.logs.begun(message.id)
    this.#ran += message.values.length
    this.listener?.message(message)
  }

  /** Nobody can tell what the message held: the worker's word can't be waited for. */
  #lost(error: unknown): void {
    this.#uncaught ??= { error }
    this.transport.kill(this.#native)
  }

  #died(exitCode: number | null, signal: string | null): void {
    alive.delete(this)
    this.death = { exitCode, signal, cause: this.#uncaught }
    tellWorkerExit({ worker: this.info, exitCode, signal, tasks: this.#ran })
    if (this.listener) this.listener.died(this.death)
    else if (!this.#ending) warnOfIdleDeath(this.death, this.transport.noun)
  }
}

onUnreachable((id) => {
  for (const slot of alive) if (slot.known.has(id)) slot.forget([id])
})

/** Without an initializer nothing is to be waited for after this word of workerpool's protocol. */
function saidReady(native: Worker | ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const listen = (message: unknown) => {
      if (message !== 'ready') return
      native.off('message', listen)
      resolve()
    }
    native.on('message', listen)
  })
}

/** workerpool keeps the worker to itself; without it there is no way to send, to kill or to let the program end. */
function nativeWorker(pool: ReturnType<typeof makePool>): Worker | ChildProcess {
  const { workers } = pool as unknown as { workers?: readonly { worker?: Worker | ChildProcess }[] }
  const native = workers?.[0]?.worker
  if (typeof native?.on === 'function' && typeof native.unref === 'function') return native
  throw new WorkerStartError('This version of workerpool keeps its workers elsewhere: allcores needs >=10.0.3 <11')
}
