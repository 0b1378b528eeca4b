import type { Batch } from '../model/batch.js'
import { TooLargeError } from '../wire/bytes.js'
import { taskAt } from '../wire/coded-batch.js'
import { decodePart, dropPart, refusedPart } from '../wire/decode-part.js'
import { decodeError } from '../wire/error-record.js'
import { encodeBatch } from '../wire/encode-batch.js'
import type { BatchSettings, PartMessage, UnloadableMessage } from '../wire/message.js'
import { cannotLoad, notCloneable } from '../wire/refusals.js'
import { ALL_CLONEABLE, isFragileBatch, sortUncloneable } from '../wire/uncloneable-arguments.js'
import { type Assignment, newAssignment, tasksLeft } from './assignment.js'
import { type Death, lostPart } from './death.js'
import type { CallShipping } from './shipping.js'
import { TaskTimer } from './task-timer.js'
import type { SlotListener, WorkerSlot } from './worker-slot.js'

/** How long code that is stopped gets to come to its end, before its worker is killed, in ms. */
const STOP_GRACE = 20

/** Tasks of one batch that may not have been started. */
export interface Offer {
  readonly tasks: number
  /** When the worker last told something of the batch, by `performance.now()`; Infinity before it has the batch. */
  readonly since: number
  /** Ends the batch early. */
  take(): void
}

export interface LineOptions {
  readonly settings: BatchSettings
  /** Milliseconds that a task may take. */
  readonly timeout: number | undefined
  /** How many tasks the worker may run; undefined: any number. */
  readonly maxTasks: number | undefined
}

/** The batches at one worker: the first is running, the next waits there. */
export class WorkerLine implements SlotListener {
  readonly slot: WorkerSlot
  readonly #settings: BatchSettings
  readonly #timeout: number | undefined
  readonly #maxTasks: number
  readonly #assignments: Assignment[] = []
  readonly #free: () => void
  /** When the worker began with the first batch, or last told something of it. */
  #mark = 0

  /** @param free called whenever there is room for a batch more, or the worker has ended */
  constructor(slot: WorkerSlot, { settings, timeout, maxTasks = Infinity }: LineOptions, free: () => void) {
    this.slot = slot
    this.#settings = settings
    this.#timeout = timeout
    this.#maxTasks = maxTasks
    this.#free = free
    slot.listener = this
  }

  /** How many tasks more the worker may be given: none if the program has left its folder. */
  get room(): number {
    return this.slot.full || !this.slot.isInFolder ? 0 : Math.max(0, this.#maxTasks - this.slot.tasks)
  }

  get load(): number {
    return this.#assignments.length
  }

  /** Whether all batches here belong to this call. */
  servesOnly(call: number): boolean {
    return this.#assignments.every((work) => work.batch.call === call)
  }

  /** Resolves when the worker is through with the batch, or has ended. Rejects when it could not be started. */
  run(batch: Batch, shipping: CallShipping, report: Assignment['report'], onLog?: Assignment['onLog']): Promise<void> {
    this.slot.keepAlive(true)
    this.slot.give(batch.tasks.length)
    return new Promise((resolve, reject) => {
      const work = newAssignment({ given: batch, ...shipping, report, onLog, done: resolve, fail: reject })
      this.#assignments.push(work)
      this.slot.started.then(() => this.#attempt(work), (error: unknown) => this.#giveUp(work, error))
    })
  }

  /** What another worker could take over: a batch that waits here, else what is left of the running one. */
  offer(): Offer | undefined {
    const [running] = this.#assignments
    const isFree = (work: Assignment) => !work.killer && !work.cut && (work !== running || tasksLeft(work) > 1)
    const work = this.#assignments.findLast(isFree)
    if (!work) return undefined
    const take = () => {
      work.cut = true
      this.slot.send({ kind: 'cut', id: work.id })
    }
    const since = work.claim === undefined ? Infinity : work === running ? this.#mark : -Infinity
    return { tasks: tasksLeft(work), since, take }
  }

  /** The batch is over for the caller; the worker is given a moment to come to the end of its task. */
  stop(batch: Batch): void {
    const work = this.#find(batch)
    if (!work || work.killer) return
    work.done()
    if (work.claim === undefined) return this.#remove(work)
    work.timer?.cancel()
    this.slot.logs.drop(work.id)
    this.slot.send({ kind: 'cut', id: work.id })
    work.killer = setTimeout(() => void this.slot.kill(), STOP_GRACE)
  }

  message(part: PartMessage): void {
    const work = this.#assignments.find(({ id }) => id === part.id)
    if (!work || work.killer) dropPart(part)
    if (!work) return
    const now = performance.now()
    const overhead = Math.max(0, now - this.#mark - part.elapsed)
    this.#mark = now
    work.claim = part.claim
    work.reported = part.offset + part.values.length
    const { waited, sending } = work
    const { info: worker, transport } = this.slot
    if (!work.killer) {
      const decoded = decodePart(part, work.batch, work.refused, transport.noun)
      work.report({ overhead, waited, sending, worker, ...decoded })
    }
    if (part.end) this.#finish(work)
    else this.#watchTime(work)
  }

  /** The worker tells before each task: from now on it takes time. */
  #watchTime(work: Assignment): void {
    const timeout = this.#timeout
    if (timeout === undefined || work.killer) return
    if (work.timer) return work.timer.restart()
    work.timer = new TaskTimer(timeout, () => {
      work.timedOut = timeout
      void this.slot.kill()
    })
  }

  /** Without the module the function may do as well, as text; otherwise its tasks fail. */
  unloadable({ id, functions, error }: UnloadableMessage): void {
    const work = this.#assignments.find((work) => work.id === id)
    this.slot.forget(functions)
    if (!work) return
    if (work.killer) return this.#finish(work)
    const cause = decodeError(error)
    if (work.functions.avoidModules(functions, cause)) {
      work.functions.ship(work.batch.tasks)
      Object.assign(work, { uncloneable: ALL_CLONEABLE, cut: false })
      return this.#attempt(work)
    }
    const refused = new Map([...work.batch.tasks].map((task, position) => [position, cannotLoad(task.fn, cause)]))
    work.report(refusedPart(refused))
    this.#finish(work)
  }

  died(death: Death): void {
    const [running, ...waiting] = this.#assignments.filter(({ claim }) => claim !== undefined)
    if (running && !running.killer) {
      const lost = { ...running, claim: running.claim!, strict: this.#settings.strict }
      running.report(lostPart(lost, death, this.slot.transport.noun))
    }
    for (const work of running ? [running, ...waiting] : []) this.#finish(work)
  }

  #find(batch: Batch): Assignment | undefined {
    return this.#assignments.find((work) => work.given === batch)
  }

  #attempt(work: Assignment): void {
    try {
      this.#send(work)
    } catch (error) {
      this.#giveUp(work, error)
    }
  }

  /** Whoever hears what the tasks write has thrown: the others of them need not run. */
  #failWith(work: Assignment, error: unknown): void {
    work.fail(error)
    this.stop(work.given)
  }

  #giveUp(work: Assignment, error: unknown): void {
    work.fail(error)
    setImmediate(() => this.#remove(work)) // when it is no longer wanted: nobody starts another worker for it
  }

  #send(work: Assignment): void {
    if (!this.#assignments.includes(work)) return // stopped while the worker started
    if (this.slot.death) return this.#finish(work)
    const { canClone } = this.slot.transport
    if (isFragileBatch(work.batch, canClone)) work.uncloneable = sortUncloneable(work.batch, canClone, work)
    try {
      this.#post(work)
    } catch (error) {
      if (error instanceof TooLargeError) return this.#sendLess(work, error)
      work.uncloneable = sortUncloneable(work.batch, canClone, work)
      if (work.uncloneable.refused.size + work.uncloneable.captured.size === 0) throw error
      this.#post(work)
    }
  }

  /** What is left of the batch is handed out again when this much is through. */
  #sendLess(work: Assignment, { what }: TooLargeError): void {
    const { tasks, start } = work.batch
    if (tasks.length > 1) {
      work.batch = { ...work.batch, tasks: tasks.slice(0, Math.ceil(tasks.length / 2)) }
      return this.#send(work)
    }
    work.report(refusedPart(new Map([[0, notCloneable(taskAt(work.batch, 0), start, { path: 'args', what })]])))
    this.#finish(work)
  }

  #post(work: Assignment): void {
    const started = performance.now()
    const { known } = this.slot
    const claim = this.#settings.reportEach ? 1 : this.slot.claim
    const { id, functions, lender, uncloneable } = work
    if (known.isTooMany) known.clear()
    const options = { id, claim, settings: this.#settings, known, functions, lender, uncloneable }
    const { message, transfer, refused, shipments } = encodeBatch(work.batch, options)
    work.refused = refused
    if (refused.size === work.batch.tasks.length) {
      work.report(refusedPart(refused))
      return this.#finish(work)
    }
    this.slot.send(message, transfer)
    work.sending = performance.now() - started
    known.add(shipments, work.batch.call)
    const fail = (error: unknown) => this.#failWith(work, error)
    if (work.onLog) this.slot.logs.add(id, work.batch, { hear: work.onLog, fail })
    work.claim = claim
    work.waited = work !== this.#assignments[0]
    if (!work.waited) this.#mark = performance.now()
  }

  #finish(work: Assignment): void {
    this.#remove(work)
    work.done()
  }

  #remove(work: Assignment): void {
    const place = this.#assignments.indexOf(work)
    if (place < 0) return // its worker has died meanwhile
    this.slot.logs.over(work.id)
    clearTimeout(work.killer)
    work.timer?.cancel()
    this.#assignments.splice(place, 1)
    this.slot.takeBack(work.given.tasks.length - work.reported)
    if (this.load === 0) this.slot.keepAlive(false)
    this.#free()
  }
}
