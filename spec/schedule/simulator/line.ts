import type { TaskBatch as Batch, Part } from 'allcores'
import type { Offer } from '../../../lib/backends/worker-queue.js'
import type { ToWorker } from '../../../lib/wire/message.js'
import type { Progress } from '../../../lib/wire/reply.js'
import type { Machine } from './machine.js'
import type { MainThread } from './main-thread.js'
import { type Durations, SimulatedWorker } from './worker.js'
import type { VirtualTime } from './virtual-time.js'

export interface Place {
  readonly time: VirtualTime
  readonly main: MainThread
  readonly machine: Machine
  readonly durations: Durations
}

interface Run {
  readonly id: number
  readonly batch: Batch
  readonly report: (part: Part) => void
  readonly done: () => void
  reported: number
  sent: boolean
  waited: boolean
  sending: number
  cut: boolean
}

let lastId = 0

/** lib/backends/worker-queue.ts in virtual time: the batches at one worker, the first of them running. */
export class SimulatedLine {
  readonly #place: Place
  readonly #free: () => void
  readonly #worker: SimulatedWorker
  readonly #runs: Run[] = []
  readonly #unsent: Run[] = []
  #ready = false
  #mark = 0
  #claim = 1

  constructor(id: number, place: Place, free: () => void) {
    const { time, main, machine, durations } = place
    this.#place = place
    this.#free = free
    const tell = (progress: Progress) => {
      const cost = machine.message + progress.values.length * machine.task
      time.quietlyAt(time.now + machine.latency, () => main.enqueue(cost, () => this.#heard(progress)))
    }
    this.#worker = new SimulatedWorker({ id, time, machine, durations, tell })
    time.quietlyAt(time.now + machine.startUp, () => main.enqueue(0, () => this.#started()))
  }

  get load(): number {
    return this.#runs.length
  }

  run(batch: Batch, report: (part: Part) => void): Promise<void> {
    return new Promise((done) => {
      const run: Run = { id: ++lastId, batch, report, done, reported: 0, sent: false, waited: false, sending: 0, cut: false }
      this.#runs.push(run)
      if (this.#ready) this.#post(run)
      else this.#unsent.push(run)
    })
  }

  offer(): Offer | undefined {
    const run = this.#runs.findLast((run) => !run.cut && (run !== this.#runs[0] || tasksLeft(run) > 1))
    if (!run) return undefined
    const take = () => {
      run.cut = true
      this.#send({ kind: 'cut', id: run.id })
    }
    const since = !run.sent ? Infinity : run === this.#runs[0] ? this.#mark : -Infinity
    return { tasks: tasksLeft(run), since, take }
  }

  #started(): void {
    this.#ready = true
    for (const run of this.#unsent.splice(0)) this.#post(run)
  }

  #post(run: Run): void {
    const { id, batch } = run
    const args = { single: Array.from(batch.tasks, (task) => task.args[0]) }
    const rest = { kind: 'batch', settings: { cores: 1 }, forget: false, functions: [], fns: 0, refused: [] } as const
    run.sending = this.#send({ ...rest, id, size: batch.tasks.length, claim: this.#claim, args }, batch.tasks.length)
    run.sent = true
    run.waited = run !== this.#runs[0]
    if (!run.waited) this.#mark = this.#place.main.now
  }

  #send(message: ToWorker, tasks = 0): number {
    const { time, main, machine } = this.#place
    const cost = machine.message + tasks * machine.task
    main.spend(cost)
    time.at(main.now + machine.latency, () => this.#worker.receive(message))
    return cost
  }

  #heard({ id, offset, values, failures, elapsed, claim, end }: Progress): void {
    const run = this.#runs.find((run) => run.id === id)!
    const { now } = this.#place.main
    const overhead = Math.max(0, now - this.#mark - elapsed)
    this.#mark = now
    this.#claim = claim
    run.reported = offset + values.length
    run.report({ offset, values, failures, elapsed, overhead, waited: run.waited, sending: run.sending })
    if (end) this.#finish(run)
  }

  #finish(run: Run): void {
    this.#runs.splice(this.#runs.indexOf(run), 1)
    this.#free()
    run.done()
  }
}

function tasksLeft({ batch, reported }: Run): number {
  return batch.tasks.length - reported
}
