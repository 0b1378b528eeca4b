import { now } from '../model/clock.js'
import { finalize } from '../model/finalizer.js'
import { ofThread } from '../model/of-thread.js'
import type { WorkerInfo } from '../model/worker-info.js'
import { tellWorkerExit, tellWorkerStart } from '../progress/diagnostics.js'
import { decodeError } from '../wire/error-record.js'
import type { FromWorker, PartMessage, ToWorker, UnloadableMessage, UnreadableMessage } from '../wire/message.js'
import type { StartOptions } from '../worker/start.js'
import { type Death, warnOfIdleDeath } from './death.js'
import { KnownShipments } from './known-shipments.js'
import { addLiveWorker, removeLiveWorker } from './live-workers.js'
import { LogListeners } from './log-listeners.js'
import { NativeWorker } from './native-worker.js'
import { print, printed } from './print.js'
import type { NativeOptions, Transport } from './transport.js'
import { WorkerUsage } from './worker-usage.js'

/** Hears what a worker says of its batches. */
export interface SlotListener {
  /** How many batches the worker has, or is to have. */
  readonly load: number
  message(part: PartMessage): void
  unloadable(message: UnloadableMessage): void
  unreadable(message: UnreadableMessage): void
  died(death: Death): void
}

/** The number of the last worker: one count for all copies of the library in this thread. */
const ids = ofThread('workers', () => ({ last: 0 }))

/** One worker, from its start to its end, whoever uses it meanwhile. */
export class WorkerSlot {
  readonly transport: Transport
  readonly info: WorkerInfo & { startUp: number | undefined }
  readonly logs: LogListeners
  /** Resolves when the worker can take batches. Rejects with what its initializer throws, or a WorkerStartError. */
  readonly started: Promise<void>
  readonly known = new KnownShipments()
  readonly usage = new WorkerUsage()
  listener: SlotListener | undefined
  /** How the worker has ended; undefined while it lives. */
  death: Death | undefined
  /** Whether the worker has come up; one that failed to is as good as dead. */
  state: 'starting' | 'ready' | 'failed' = 'starting'
  /** The working folder that the worker was started in; undefined where it has the program's at any time. */
  readonly #folder: string | undefined
  readonly #worker: NativeWorker
  readonly #gone: Promise<void>
  /** What the worker has thrown, which may be what ends it. */
  #uncaught: { readonly error: unknown } | undefined
  readonly #hasFinalizer: boolean
  /** Whether the worker was told to end, or is about to be killed. */
  #ending = false

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
    this.#worker = new NativeWorker(transport, native, options)
    const pid = transport.pid(this.#worker.native)
    this.info = { id: ++ids.last, kind: transport.kind, pid, startedAt: now(), startUp: undefined }
    this.logs = new LogListeners(this.info)
    this.started = this.#start(options, avoidModules)
    this.started.then(() => this.#ready(), () => this.#failed()) // whoever sends a batch hears why
    this.#gone = this.#listen()
    addLiveWorker(this)
  }

  /** @throws what the transport throws when the message can't be cloned; then nothing was sent */
  send(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    this.transport.send(this.#worker.native, message, transfer)
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
    if (!this.death) this.transport.keepAlive(this.#worker.native, alive)
  }

  /** Ends the worker at once, whatever it does. */
  kill(): Promise<void> {
    this.#ending = true
    if (!this.death) this.transport.kill(this.#worker.native)
    return this.#gone
  }

  /** Lets an idle worker end by itself, after its finalizer. */
  async end(): Promise<void> {
    this.keepAlive(true) // who waits for its end must not be left waiting
    if (this.state !== 'ready') return this.kill()
    this.#ending = true
    if (this.#hasFinalizer && !this.death && !(await this.#finish())) return this.kill()
    if (!this.death) this.#worker.terminate()
    await this.#gone
    if (this.#hasFinalizer) await printed() // by it; of what tasks print their batches have taken care
  }

  /** Whether the finalizer has ended, maybe with the worker. */
  #finish(): Promise<boolean> {
    const finish = async () => {
      const thrown = await this.#worker.finish()
      if (thrown) throw decodeError(thrown)
    }
    return finalize(() => Promise.race([finish(), this.#gone]), `a ${this.transport.noun} that was to end`)
  }

  /** Whether the worker resolves paths as the program does now. */
  get isInFolder(): boolean {
    return this.#folder === this.transport.folder()
  }

  get isUsable(): boolean {
    return !this.death && !this.#ending && this.state !== 'failed'
  }

  #start(options: StartOptions, avoidModules: () => Promise<StartOptions>): Promise<void> {
    const accepted = this.#accepted(options, avoidModules)
    // without an initializer there is nothing to wait for once the worker's program runs
    return options.initializer ? accepted : Promise.race([accepted, this.#worker.saidReady()])
  }

  /** Resolves when the worker has answered that it can take batches. */
  async #accepted({ initializer }: StartOptions, avoidModules: () => Promise<StartOptions>): Promise<void> {
    let answer = await this.#worker.answered
    if (!answer.ok && answer.unloadable) answer = await this.#worker.start(await avoidModules())
    if (answer.ok) return
    if (initializer) await this.#killAsStarting()
    throw decodeError(answer.error)
  }

  /** Ends a worker that goes on counting as one that starts, so that nobody starts another one meanwhile. */
  #killAsStarting(): Promise<void> {
    this.transport.kill(this.#worker.native)
    return this.#gone
  }

  #ready(): void {
    this.state = 'ready'
    this.info.startUp = now() - this.info.startedAt
    tellWorkerStart(this.info)
  }

  #failed(): void {
    this.state = 'failed'
    void this.kill()
  }

  /** Resolves when the worker is gone. */
  #listen(): Promise<void> {
    const { native } = this.#worker
    this.transport.onMessage(native, (message) => this.#heard(message), (error) => this.#lost(error))
    native.on('error', (error: NodeJS.ErrnoException | undefined) => {
      const isOurs = error?.code === 'ERR_IPC_CHANNEL_CLOSED' || error?.syscall === 'write' // sent too late
      if (!isOurs) this.#uncaught ??= { error }
    })
    return new Promise((resolve) => {
      this.transport.onGone(native, (exitCode, signal) => {
        this.#died(exitCode, signal)
        resolve()
      })
    })
  }

  #heard(message: FromWorker): void {
    if (message.kind === 'part') this.#part(message)
    else if (message.kind === 'print') print(message)
    else if (message.kind === 'log') this.logs.message(message)
    else if (message.kind === 'unloadable') this.listener?.unloadable(message)
    else if (message.kind === 'unreadable') this.listener?.unreadable(message)
    else if (message.kind === 'dying' && message.error) this.#uncaught = { error: decodeError(message.error) }
  }

  #part(message: PartMessage): void {
    this.logs.begun(message.id)
    this.usage.heard(message)
    this.listener?.message(message)
  }

  /** A message could not be read, and nobody can tell what it held: the worker's word can't be waited for. */
  #lost(error: unknown): void {
    this.#uncaught ??= { error }
    this.transport.kill(this.#worker.native)
  }

  #died(exitCode: number | null, signal: string | null): void {
    this.death = { exitCode, signal, cause: this.#uncaught }
    removeLiveWorker(this)
    tellWorkerExit({ worker: this.info, exitCode, signal, tasks: this.usage.ran })
    // a worker that ends just after its last batch may still have a listener
    if (this.listener && this.listener.load > 0) this.listener.died(this.death)
    else if (!this.#ending && this.state === 'ready') warnOfIdleDeath(this.death, this.transport.noun)
  }
}
