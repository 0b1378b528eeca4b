import type { Part } from '../model/backend.js'
import { type Batch, taskAt } from '../model/batch.js'
import type { LogEntry } from '../model/events.js'
import { TooLargeError } from '../wire/bytes.js'
import { decodeError } from '../wire/error-record.js'
import type { Functions } from '../wire/functions.js'
import {
  ALL_CLONEABLE, type BatchManner, encodeBatch, notCloneable, sortUncloneable, isFragileBatch, type PartMessage, type Uncloneable, type UnloadableMessage,
} from '../wire/message.js'
import { decodePart, refusedPart } from '../wire/reply.js'
import { ClosureError } from '../model/errors.js'
import { functionText } from '../model/task-info.js'
import type { TaskFunction } from '../model/task.js'
import { type Death, lostPart } from './death.js'
import type { SlotListener, WorkerSlot } from './worker-slot.js'

/** Functions that a worker keeps at most: a program may make new ones for ever. */
const MOST_FUNCTIONS = 1000
/** … or so many times as many as a batch has needed: it may need them all again. */
const FEW_TIMES = 4
/** How long code that is stopped gets to come to its end, before its worker is killed, in ms. */
const STOP_GRACE = 20

/** A batch to be run, and who wants to know of it. */
interface Wanted {
  readonly batch: Batch
  readonly functions: Functions
  readonly report: (part: Part) => void
  readonly onLog: ((entry: LogEntry) => void) | undefined
  readonly done: () => void
  readonly fail: (error: unknown) => void
}

interface Run extends Wanted {
  readonly id: number
  /** As much of the wanted batch as fits into a message. */
  batch: Batch
  readonly wanted: Batch
  uncloneable: Uncloneable
  /** Tasks that are not sent, by position. */
  refused: ReadonlyMap<number, unknown>
  /** Positions below have been reported. */
  reported: number
  /** How many tasks after those may have been started; undefined until the batch is sent. */
  claim: number | undefined
  killer: NodeJS.Timeout | undefined
  /** Ends the worker if its task takes too long. */
  timer: NodeJS.Timeout | undefined
  /** The `timeout` that has ended it, in ms. */
  timedOut: number | undefined
  /** It was sent while another one was running. */
  waited: boolean
  /** Milliseconds that encoding and serializing it took. */
  sending: number
  cut: boolean
}

/** Tasks of one batch that may not have been started. */
export interface Offer {
  readonly tasks: number
  /** When the worker last told something of the batch, by `performance.now()`; Infinity before it has the batch. */
  readonly since: number
  /** Ends the batch early. */
  take(): void
}

export interface LineOptions {
  readonly manner: BatchManner
  /** Milliseconds that a task may take. */
  readonly timeout: number | undefined
  /** How many tasks the worker may run; undefined: any number. */
  readonly maxTasks: number | undefined
}

let lastId = 0

/** The batches at one worker: the first is running, the next waits there. */
export class WorkerLine implements SlotListener {
  readonly slot: WorkerSlot
  readonly #manner: BatchManner
  readonly #timeout: number | undefined
  readonly #maxTasks: number
  readonly #runs: Run[] = []
  readonly #free: () => void
  /** When the worker began with the first run, or last told something of it. */
  #mark = 0

  /** @param free called whenever there is room for a batch more, or the worker has ended */
  constructor(slot: WorkerSlot, { manner, timeout, maxTasks = Infinity }: LineOptions, free: () => void) {
    this.slot = slot
    this.#manner = manner
    this.#timeout = timeout
    this.#maxTasks = maxTasks
    this.#free = free
    slot.listener = this
  }

  /** How many tasks more the worker may be given. */
  get room(): number {
    return this.slot.full ? 0 : Math.max(0, this.#maxTasks - this.slot.tasks)
  }

  get load(): number {
    return this.#runs.length
  }

  /** Whether all batches here belong to this call. */
  servesOnly(call: number): boolean {
    return this.#runs.every((run) => run.batch.call === call)
  }

  /** Resolves when the worker is through with the batch, or has ended. Rejects when it could not be started. */
  run(batch: Batch, functions: Functions, report: (part: Part) => void, onLog?: (entry: LogEntry) => void): Promise<void> {
    this.slot.keepAlive(true)
    this.slot.tasks += batch.tasks.length
    return new Promise((resolve, reject) => {
      const run = newRun({ batch, functions, report, onLog, done: resolve, fail: reject })
      this.#runs.push(run)
      this.slot.started.then(() => this.#attempt(run), (error: unknown) => this.#giveUp(run, error))
    })
  }

  /** What another worker could take over: a batch that waits here, else what is left of the running one. */
  offer(): Offer | undefined {
    const isFree = (run: Run) => !run.killer && !run.cut
    const run = this.#runs.findLast((run) => isFree(run) && (run !== this.#runs[0] || tasksLeft(run) > 1))
    if (!run) return undefined
    const take = () => {
      run.cut = true
      this.slot.send({ kind: 'cut', id: run.id })
    }
    const since = run.claim === undefined ? Infinity : run === this.#runs[0] ? this.#mark : -Infinity
    return { tasks: tasksLeft(run), since, take }
  }

  /** The batch is over for the caller; the worker is given a moment to come to the end of its task. */
  stop(batch: Batch): void {
    const run = this.#find(batch)
    if (!run || run.killer) return
    run.done()
    if (run.claim === undefined) return this.#remove(run)
    this.slot.logs.drop(run.id)
    this.slot.send({ kind: 'cut', id: run.id })
    run.killer = setTimeout(() => void this.slot.kill(), STOP_GRACE)
  }

  message(part: PartMessage): void {
    const run = this.#runs.find(({ id }) => id === part.id)
    if (!run) return
    const now = performance.now()
    const overhead = Math.max(0, now - this.#mark - part.elapsed)
    this.#mark = now
    this.slot.claim = run.claim = part.claim
    run.reported = part.offset + part.values.length
    const { waited, sending } = run
    const worker = this.slot.info
    if (!run.killer) run.report({ ...decodePart(part, run.batch, run.refused, this.slot.transport.noun), overhead, waited, sending, worker })
    if (part.full) this.slot.full = true
    if (part.end) this.#finish(run)
    else this.#watchTime(run)
  }

  /** The worker tells before each task: from now on it takes time. */
  #watchTime(run: Run): void {
    const timeout = this.#timeout
    if (timeout === undefined || run.killer) return
    if (run.timer) run.timer.refresh()
    else run.timer = setTimeout(() => this.#expire(run, timeout), timeout)
  }

  /** What the worker has said meanwhile is let in first: this thread may be the one that was slow. */
  #expire(run: Run, timeout: number): void {
    const mark = this.#mark
    setImmediate(() => {
      if (this.#mark !== mark || !this.#runs.includes(run)) return
      run.timedOut = timeout
      void this.slot.kill()
    })
  }

  /** Without the module the function may do as well, as text; otherwise its tasks fail. */
  unloadable({ id, functions, error }: UnloadableMessage): void {
    const run = this.#runs.find((run) => run.id === id)
    this.slot.forget(functions)
    if (!run) return
    if (run.killer) return this.#finish(run)
    const cause = decodeError(error)
    if (run.functions.avoidModules(functions, cause)) {
      run.functions.ship(run.batch.tasks)
      Object.assign(run, { uncloneable: ALL_CLONEABLE, cut: false })
      return this.#attempt(run)
    }
    const refused = new Map([...run.batch.tasks].map((task, position) => [position, cannotLoad(task.fn, cause)]))
    run.report(refusedPart(refused))
    this.#finish(run)
  }

  died(death: Death): void {
    const [running, ...waiting] = this.#runs.filter(({ claim }) => claim !== undefined)
    if (running && !running.killer) {
      running.report(lostPart({ ...running, claim: running.claim! }, death, this.slot.transport.noun))
    }
    for (const run of running ? [running, ...waiting] : []) this.#finish(run)
  }

  #find(batch: Batch): Run | undefined {
    return this.#runs.find((run) => run.wanted === batch)
  }

  #attempt(run: Run): void {
    try {
      this.#send(run)
    } catch (error) {
      this.#giveUp(run, error)
    }
  }

  /** Whoever hears what the tasks write has thrown: the others of them need not run. */
  #failWith(run: Run, error: unknown): void {
    run.fail(error)
    this.stop(run.wanted)
  }

  #giveUp(run: Run, error: unknown): void {
    run.fail(error)
    setImmediate(() => this.#remove(run)) // when it is no longer wanted: nobody starts another worker for it
  }

  #send(run: Run): void {
    if (!this.#runs.includes(run)) return // stopped while the worker started
    if (this.slot.death) return this.#finish(run)
    const { canClone } = this.slot.transport
    if (isFragileBatch(run.batch, canClone)) run.uncloneable = sortUncloneable(run.batch, canClone, run.functions)
    try {
      this.#post(run)
    } catch (error) {
      if (error instanceof TooLargeError) return this.#sendLess(run, error)
      run.uncloneable = sortUncloneable(run.batch, canClone, run.functions)
      if (run.uncloneable.refused.size + run.uncloneable.captured.size === 0) throw error
      this.#post(run)
    }
  }

  /** What is left of the batch is handed out again when this much is through. */
  #sendLess(run: Run, { what }: TooLargeError): void {
    const { tasks, start } = run.batch
    if (tasks.length > 1) {
      run.batch = { ...run.batch, tasks: tasks.slice(0, Math.ceil(tasks.length / 2)) }
      return this.#send(run)
    }
    run.report(refusedPart(new Map([[0, notCloneable(taskAt(run.batch, 0), start, { path: 'args', what })]])))
    this.#finish(run)
  }

  #post(run: Run): void {
    const started = performance.now()
    const { known } = this.slot
    const claim = this.#manner.prompt ? 1 : this.slot.claim
    const { id, functions, uncloneable } = run
    if (known.size > Math.max(MOST_FUNCTIONS, this.slot.usual)) this.slot.forgetAll()
    const { message, transfer, refused, shipments } = encodeBatch(run.batch, { id, claim, manner: this.#manner, known, functions, uncloneable })
    run.refused = refused
    if (refused.size === run.batch.tasks.length) {
      run.report(refusedPart(refused))
      return this.#finish(run)
    }
    this.slot.send(message, transfer)
    run.sending = performance.now() - started
    if (message.forget) this.slot.usual = FEW_TIMES * shipments.length
    this.slot.noteSent(shipments, run.batch.call)
    if (run.onLog) this.slot.logs.add(id, run.batch, { hear: run.onLog, fail: (error) => this.#failWith(run, error) })
    run.claim = claim
    run.waited = run !== this.#runs[0]
    if (!run.waited) this.#mark = performance.now()
  }

  #finish(run: Run): void {
    this.#remove(run)
    run.done()
  }

  #remove(run: Run): void {
    const place = this.#runs.indexOf(run)
    if (place < 0) return // its worker has died meanwhile
    this.slot.logs.over(run.id)
    clearTimeout(run.killer)
    clearTimeout(run.timer)
    this.#runs.splice(place, 1)
    this.slot.tasks -= run.wanted.tasks.length - run.reported // they run elsewhere
    if (this.load === 0) this.slot.keepAlive(false)
    this.#free()
  }
}

function cannotLoad(fn: TaskFunction, cause: unknown): ClosureError {
  const text = cause instanceof Error ? cause.message : String(cause)
  const message = `${functionText(fn.name)} can't run in a worker: ${text}. Make sure that the module can be imported there`
  return new ClosureError(message, { function: fn.name }, { cause })
}

function newRun(wanted: Wanted): Run {
  return {
    ...wanted,
    id: ++lastId,
    wanted: wanted.batch,
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
  }
}

function tasksLeft({ batch, reported }: Run): number {
  return batch.tasks.length - reported
}
