import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Worker } from 'node:worker_threads'
import type { pool as makePool } from 'workerpool'
import { bundledError } from '../model/bundled-error.js'
import { now } from '../model/clock.js'
import { WorkerStartError } from '../model/errors.js'
import { finalize } from '../model/finalizer.js'
import { ofThread } from '../model/of-thread.js'
import { ownUrl } from '../model/own-url.js'
import { onUnreachable } from '../model/shared.js'
import type { WorkerInfo } from '../model/worker-info.js'
import { tellWorkerExit, tellWorkerStart } from '../progress/diagnostics.js'
import { decodeError, type ErrorRecord } from '../wire/error-record.js'
import type { FromWorker, PartMessage, ToWorker, UnloadableMessage } from '../wire/message.js'
import type { Started, StartOptions } from '../worker/start.js'
import { type Death, warnOfIdleDeath } from './death.js'
import { KnownShipments } from './known-shipments.js'
import { LogListeners } from './log-listeners.js'
import { print, printed } from './print.js'
import type { NativeOptions, Transport } from './transport.js'

export interface SlotListener {
  message(part: PartMessage): void
  unloadable(message: UnloadableMessage): void
  died(death: Death): void
}

const load = createRequire(ownUrl)
/** One file, and CommonJS: a worker that needn't load the loader of ES modules is ready some milliseconds sooner. */
const SCRIPT = fileURLToPath(new URL('../worker/pool-worker.cjs', ownUrl))
/** By which workers are numbered, whichever copy of the library starts them. */
const ids = ofThread('workers', () => ({ last: 0 }))
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
  readonly logs: LogListeners
  /** Resolves when the worker can take batches. Rejects with what its initializer throws, or a WorkerStartError. */
  readonly started: Promise<void>
  readonly known = new KnownShipments()
  /** Who hears what the worker says. */
  listener: SlotListener | undefined
  death: Death | undefined
  /** Whether it has come up; one that failed to is as good as dead. */
  state: 'starting' | 'ready' | 'failed' = 'starting'
  readonly #folder: string | undefined
  readonly #native: Worker | ChildProcess
  readonly #pool: ReturnType<typeof makePool>
  readonly #gone: Promise<void>
  #uncaught: { readonly error: unknown } | undefined
  readonly #hasFinalizer: boolean
  #ending = false
  #claim = 1
  #full = false
  #tasks = 0
  /** How many tasks it has told of. */
  #ran = 0

  /** @param avoidModules what to start with instead if the worker can't load a module */
  constructor(
    transport: Transport,
    native: NativeOptions,
    options: StartOptions,
    avoidModules: () => Promise<StartOptions>,
  ) {
    this.transport = transport
    this.#hasFinalizer = options.finalizer !== undefined
    this.#folder = transport.folder()
    if (!existsSync(SCRIPT)) throw bundledError()
    // required, as an import would first load Node's parser of CommonJS exports
    const { pool } = load('workerpool') as { pool: typeof makePool }
    this.#pool = pool(SCRIPT, { ...transport.options(native), maxWorkers: 1, workerTerminateTimeout: LAST_GRACE })
    alive.add(this)
    const answered = transport.start(() => this.#start(options, avoidModules))
    this.#native = nativeWorker(this.#pool)
    const { kind } = transport
    const pid = transport.pid(this.#native)
    const info = { id: ++ids.last, kind, pid, startedAt: now(), startUp: undefined as number | undefined }
    this.info = info
    this.logs = new LogListeners(info)
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

  /** How many tasks it may start before it tells what became of them. */
  get claim(): number {
    return this.#claim
  }

  /** Whether the worker takes more memory than it may. */
  get full(): boolean {
    return this.#full
  }

  /** How many tasks it has been given. */
  get tasks(): number {
    return this.#tasks
  }

  give(tasks: number): void {
    this.#tasks += tasks
  }

  /** So many of them run elsewhere. */
  takeBack(tasks: number): void {
    this.#tasks -= tasks
  }

  /** @throws what the transport throws when the message can't be cloned; then nothing was sent */
  send(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    this.transport.send(this.#native, message, transfer)
  }

  /** Has the worker drop shipments: they will not be asked for again. */
  forget(ids: readonly number[]): void {
    this.known.delete(ids)
    if (ids.length > 0 && this.isUsable) this.send({ kind: 'forget', ids })
  }

  /** Has the worker drop memory that it was lent. */
  release(files: readonly string[]): void {
    if (this.info.kind === 'process' && this.isUsable && this.state === 'ready') this.send({ kind: 'release', files })
  }

  /** Has the worker drop all that was sent for a call. */
  forgetCall(call: number): void {
    this.forget(this.known.takeOfCall(call))
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
    await this.#gone
    if (this.#hasFinalizer) await printed() // by it; of what tasks print their batches have taken care
  }

  /** Whether the finalizer has ended, maybe with the worker. */
  #finish(): Promise<boolean> {
    const finish = async () => {
      const thrown = (await this.#pool.exec('finish', []).catch(() => null)) as ErrorRecord | null | undefined
      if (thrown) throw decodeError(thrown)
    }
    return finalize(() => Promise.race([finish(), this.#gone]), `a ${this.transport.noun} that was to end`)
  }

  /** Whether it resolves paths as the program does now. */
  get isInFolder(): boolean {
    return this.#folder === this.transport.folder()
  }

  get isUsable(): boolean {
    return !this.death && !this.#ending && this.state !== 'failed'
  }

  async #start(options: StartOptions, avoidModules?: () => Promise<StartOptions>): Promise<void> {
    const started: Started = await this.#pool.exec('start', [options]).catch((error: Error) => {
      const message = `a ${this.transport.noun} could not be started: ${error.message}. ${adviceOn(error)}`
      throw new WorkerStartError(message, { cause: error })
    })
    if (started.ok) return
    if (started.unloadable && avoidModules) return this.#start(await avoidModules())
    if (options.initializer) await this.#heardOut() // before its error
    throw decodeError(started.error)
  }

  /** Whoever waits for the worker goes on waiting: nobody is to start another one meanwhile. */
  #heardOut(): Promise<void> {
    this.transport.kill(this.#native)
    return this.#gone
  }

  #failed(): void {
    this.state = 'failed'
    void this.kill()
  }

  #heard(message: FromWorker): void {
    if (message.kind === 'part') this.#part(message)
    else if (message.kind === 'print') print(message)
    else if (message.kind === 'log') this.logs.message(message)
    else if (message.kind === 'unloadable') this.listener?.unloadable(message)
    else if (message.kind === 'dying' && message.error) this.#uncaught = { error: decodeError(message.error) }
  }

  #part(message: PartMessage): void {
    this.logs.begun(message.id)
    this.#ran += message.values.length
    this.#claim = message.claim
    this.#full ||= message.full
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
    if (this.info.kind === 'process') for (const listener of goneListeners) listener(this.info.pid)
    tellWorkerExit({ worker: this.info, exitCode, signal, tasks: this.#ran })
    if (this.listener) this.listener.died(this.death)
    else if (!this.#ending && this.state === 'ready') warnOfIdleDeath(this.death, this.transport.noun)
  }
}

onUnreachable((id) => {
  for (const slot of alive) if (slot.known.has(id)) slot.forget([id])
})

const goneListeners: ((pid: number) => void)[] = []

/** Calls back when a worker process has ended. */
export function onProcessGone(listener: (pid: number) => void): void {
  goneListeners.push(listener)
}

/** Has all workers drop memory that they were lent. */
export function releaseFiles(files: readonly string[]): void {
  for (const slot of alive) slot.release(files)
}

function adviceOn({ message }: Error): string {
  if (message.includes('uv_cwd')) {
    return 'The working folder of the program is gone: change to another one (process.chdir()), or take processes'
  }
  return "Look at what Node's flags load (--import, --require), at resourceLimits, and at the memory left"
}

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
  throw new WorkerStartError('the installed workerpool keeps its workers elsewhere: install workerpool >=10.0.3 <11')
}
