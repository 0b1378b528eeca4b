import type { Batch } from '../model/batch.js'
import { WorkerStartError } from '../model/errors.js'
import { decodePart, dropPart, refusedPart } from '../wire/decode-part.js'
import { decodeError } from '../wire/error-record.js'
import type { BatchSettings, PartMessage, UnloadableMessage, UnreadableMessage } from '../wire/message.js'
import { cannotLoad, notCloneable } from '../wire/refusals.js'
import { TOO_DEEP } from '../wire/uncloneable.js'
import { type Assignment, newAssignment, type Sent, tasksLeft } from './assignment.js'
import { type Death, lostPart } from './death.js'
import { sendBatch } from './send-batch.js'
import type { CallShipping } from './shipping.js'
import { TaskTimer } from './task-timer.js'
import type { SlotListener, WorkerSlot } from './worker-slot.js'

/** How long code that is stopped gets to come to its end, before its worker is killed, in ms. */
const STOP_GRACE = 20

/** Tasks of one batch that another worker could take over. */
export interface Offer {
  readonly tasks: number
  /**
   * When the worker last told something of the batch, by `performance.now()`: -Infinity while the batch waits behind another
   * one, Infinity before the worker has the batch.
   */
  readonly since: number
  /** Ends the batch early, for its tasks to be handed out again. */
  take(): void
}

export interface QueueOptions {
  readonly settings: BatchSettings
  /** Milliseconds that a task may take. */
  readonly timeout: number | undefined
  /** How many tasks the worker may run; undefined: any number. */
  readonly maxTasks: number | undefined
  /** Whether another worker may take the place of one that was killed before it was ready. */
  readonly mayStartAnother: () => boolean
}

/** The batches at one worker: the first is running, the next waits there. */
export class WorkerQueue implements SlotListener {
  readonly slot: WorkerSlot
  readonly #settings: BatchSettings
  readonly #timeout: number | undefined
  readonly #maxTasks: number
  readonly #mayStartAnother: () => boolean
  readonly #assignments: Assignment[] = []
  readonly #onRoom: () => void
  /** When the worker began with the first batch, or last told something of it. */
  #mark = 0

  /** @param onRoom called whenever there is room for a batch more, or the worker has ended */
  constructor(slot: WorkerSlot, { settings, timeout, maxTasks = Infinity, mayStartAnother }: QueueOptions, onRoom: () => void) {
    this.slot = slot
    this.#settings = settings
    this.#timeout = timeout
    this.#maxTasks = maxTasks
    this.#mayStartAnother = mayStartAnother
    this.#onRoom = onRoom
    slot.listener = this
  }

  /** How many more tasks the worker may be given: none if the program has left its folder. */
  get room(): number {
    const { isInFolder, usage } = this.slot
    return usage.full || !isInFolder ? 0 : Math.max(0, this.#maxTasks - usage.given)
  }

  get load(): number {
    return this.#assignments.length
  }

  /** Whether all batches at the worker belong to this call. */
  servesOnly(call: number): boolean {
    return this.#assignments.every((work) => work.batch.call === call)
  }

  /** Resolves when the worker is through with the batch, or has ended, maybe before it began. Rejects when it could not be started. */
  run(batch: Batch, shipping: CallShipping, report: Assignment['report'], onLog?: Assignment['onLog']): Promise<void> {
    this.slot.keepAlive(true)
    this.slot.usage.given += batch.tasks.length
    return new Promise((resolve, reject) => {
      const work = newAssignment({ given: batch, ...shipping, report, onLog, done: resolve, fail: reject })
      this.#assignments.push(work)
      this.slot.started.then(() => this.#attempt(work), (error: unknown) => this.#notStarted(work, error))
    })
  }

  /** What another worker could take over: a batch that waits here, else what is left of the running one. */
  offer(): Offer | undefined {
    const work = this.#assignments.findLast((work) => this.#canShare(work))
    return work && { tasks: tasksLeft(work), since: this.#lastHeardOf(work), take: () => this.#cut(work) }
  }

  /** Gives up a batch at once for the caller; the worker is given a moment to come to the end of its task. */
  stop(batch: Batch): void {
    const work = this.#assignments.find(({ given }) => given === batch)
    if (!work || work.state.kind === 'stopping') return
    work.done()
    if (work.state.kind === 'unsent') return this.#remove(work)
    work.state.timer?.cancel()
    this.slot.logs.drop(work.id)
    this.#cut(work)
    work.state = { kind: 'stopping', killer: setTimeout(() => void this.slot.kill(), STOP_GRACE) }
  }

  message(part: PartMessage): void {
    const work = this.#assignments.find(({ id }) => id === part.id)
    if (!work) return dropPart(part)
    const now = performance.now()
    const overhead = Math.max(0, now - this.#mark - part.elapsed)
    this.#mark = now
    work.reported = part.offset + part.values.length
    if (work.state.kind === 'sent') this.#report(work, work.state, part, overhead)
    else dropPart(part)
    if (part.end) this.#finish(work)
    else this.#timeNextTask(work)
  }

  /** Sends the functions as text, without the module that can't be loaded; where that is not possible, their tasks fail. */
  unloadable({ id, functions, error }: UnloadableMessage): void {
    const work = this.#assignments.find((work) => work.id === id)
    this.slot.forget(functions)
    if (!work) return
    if (work.state.kind === 'stopping') return this.#finish(work)
    const cause = decodeError(error)
    if (work.functions.avoidModules(functions, cause)) {
      work.functions.ship(work.batch.tasks)
      return this.#attempt(work)
    }
    this.#refuse(work, new Map([...work.batch.tasks].map((task, position) => [position, cannotLoad(task.fn, cause)])))
  }

  /** Sends data that is nested too deep as captured values, which may be of any depth; where that is no help, tasks fail. */
  unreadable({ id }: UnreadableMessage): void {
    const work = this.#assignments.find((work) => work.id === id)
    if (!work) return
    if (work.state.kind === 'stopping') return this.#finish(work)
    if (!work.isTooDeep) {
      work.isTooDeep = true
      return this.#attempt(work)
    }
    const { tasks, start } = work.batch
    const refusal = { path: 'args', what: TOO_DEEP }
    this.#refuse(work, new Map([...tasks].map((task, position) => [position, notCloneable(task, start + position, refusal)])))
  }

  died(death: Death): void {
    const atWorker = this.#assignments.filter(({ state }) => state.kind !== 'unsent')
    const [running] = atWorker
    if (running?.state.kind === 'sent') {
      const { batch, reported, report } = running
      const { refused, claim, timedOut } = running.state
      const lost = { batch, reported, refused, claim, timedOut, strict: this.#settings.strict }
      report(lostPart(lost, death, this.slot.transport.noun))
    }
    for (const work of atWorker) this.#finish(work)
  }

  /** Hands the tasks out again if the worker was killed before it was ready: none of them was started. */
  async #notStarted(work: Assignment, error: unknown): Promise<void> {
    if (error instanceof WorkerStartError) {
      await this.slot.kill() // how it ended is known once it is gone
      if (this.slot.death?.signal && this.#mayStartAnother()) return this.#finish(work)
    }
    this.#giveUp(work, error)
  }

  #attempt(work: Assignment): void {
    if (!this.#assignments.includes(work)) return // stopped while the worker started
    if (this.slot.death) return this.#finish(work)
    try {
      this.#send(work)
    } catch (error) {
      this.#giveUp(work, error)
    }
  }

  #send(work: Assignment): void {
    const { id, onLog, functions, lender, isTooDeep } = work
    const options = { id, functions, lender, isTooDeep, settings: this.#settings }
    const { batch, refused, claim, sending } = sendBatch(this.slot, work.batch, options)
    work.batch = batch // what is left of it is handed out again when this much is through
    if (refused.size === batch.tasks.length) return this.#refuse(work, refused)
    if (onLog) this.slot.logs.add(id, batch, { hear: onLog, fail: (error) => this.#failWith(work, error) })
    const waited = work !== this.#assignments[0]
    if (!waited) this.#mark = performance.now()
    work.state = { kind: 'sent', refused, claim, waited, sending, cut: false, timer: undefined, timedOut: undefined }
  }

  #refuse(work: Assignment, refused: ReadonlyMap<number, unknown>): void {
    work.report(refusedPart(refused))
    this.#finish(work)
  }

  #report(work: Assignment, sent: Sent, part: PartMessage, overhead: number): void {
    sent.claim = part.claim
    const { waited, sending, refused } = sent
    const { info: worker, transport } = this.slot
    const decoded = decodePart(part, work.batch, refused, transport.noun)
    work.report({ overhead, waited, sending, worker, ...decoded })
  }

  /** With a timeout the worker tells before each task, the next of which begins now. */
  #timeNextTask({ state }: Assignment): void {
    const timeout = this.#timeout
    if (timeout === undefined || state.kind !== 'sent') return
    if (state.timer) return state.timer.restart()
    state.timer = new TaskTimer(timeout, () => {
      state.timedOut = timeout
      void this.slot.kill()
    })
  }

  /** Whether another worker could take over tasks of the batch. */
  #canShare(work: Assignment): boolean {
    const { state } = work
    if (state.kind === 'stopping' || (state.kind === 'sent' && state.cut)) return false
    return work !== this.#assignments[0] || tasksLeft(work) > 1
  }

  #lastHeardOf(work: Assignment): number {
    if (work.state.kind === 'unsent') return Infinity
    return work === this.#assignments[0] ? this.#mark : -Infinity
  }

  #cut({ id, state }: Assignment): void {
    if (state.kind === 'sent') state.cut = true
    this.slot.send({ kind: 'cut', id })
  }

  /** Ends a batch with what `onLog` has thrown: the others of its tasks need not run. */
  #failWith(work: Assignment, error: unknown): void {
    work.fail(error)
    this.stop(work.given)
  }

  /** Ends a batch that could not be sent. */
  #giveUp(work: Assignment, error: unknown): void {
    work.fail(error)
    setImmediate(() => this.#remove(work)) // when it is no longer wanted: nobody starts another worker for it
  }

  #finish(work: Assignment): void {
    this.#remove(work)
    work.done()
  }

  #remove(work: Assignment): void {
    const place = this.#assignments.indexOf(work)
    if (place < 0) return // its worker has died meanwhile
    this.#assignments.splice(place, 1)
    this.slot.logs.over(work.id)
    if (work.state.kind === 'stopping') clearTimeout(work.state.killer)
    else if (work.state.kind === 'sent') work.state.timer?.cancel()
    this.slot.usage.given -= work.given.tasks.length - work.reported // they run elsewhere
    if (this.load === 0) this.slot.keepAlive(false)
    this.#onRoom()
  }
}
