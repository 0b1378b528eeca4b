import type { Failure, Part } from '../model/backend.js'
import type { Batch } from '../model/batch.js'
import { WorkerDiedError } from '../model/errors.js'
import { errorText } from '../model/show.js'
import { failedTaskText } from '../model/task-info.js'
import { timeoutError } from '../model/time-limit.js'
import { warn } from '../model/warn.js'
import { taskAt } from '../wire/coded-batch.js'

/** How a worker ended. */
export interface Death {
  readonly exitCode: number | null
  readonly signal: string | null
  /** What the worker threw, where that is what ended it. */
  readonly cause: { readonly error: unknown } | undefined
}

/** A batch whose worker has died. */
interface Lost {
  readonly batch: Batch
  /** Positions below have been reported. */
  readonly reported: number
  /** How many tasks after the reported ones may have been started. */
  readonly claim: number
  /** Errors of tasks that were not to be run, by position. */
  readonly refused: ReadonlyMap<number, unknown>
  /** The timeout in ms for which the worker was killed; undefined if it ended otherwise. */
  readonly timedOut: number | undefined
  /** Whether memory was lent read-only. */
  readonly strict: boolean | undefined
}

/** What a batch reports when its worker has died: whatever may have been started is lost, the rest goes elsewhere. */
export function lostPart({ batch, reported, claim, refused, timedOut, strict }: Lost, death: Death, noun: string): Part {
  const errorAt = (position: number) =>
    timedOut === undefined
      ? deathError(batch, { position, doubt: end - reported > 1, strict }, death, noun)
      : timeoutError(taskAt(batch, position), batch.start + position, timedOut)
  const end = Math.min(reported + claim, batch.tasks.length)
  const failures: Failure[] = []
  for (let position = reported; position < end; position++) {
    failures.push({ position, error: refused.has(position) ? refused.get(position) : errorAt(position) })
  }
  return { offset: reported, values: failures.map(() => undefined), failures, elapsed: 0 }
}

/** Warns of a worker that had nothing to do when it ended: there is no call that could fail. */
export function warnOfIdleDeath(death: Death, noun: string): void {
  const message = `an idle ${noun} ended by itself (${reasonOf(death)}): a task left something behind`
  warn('WARN_IDLE_WORKER_DIED', message, death.cause?.error)
}

/** Warns that workers are replaced because of the memory they take. */
export function warnOfMemory(bytes: number, noun: string): void {
  const what = `a ${noun} took more than ${bytes} bytes of memory (maxMemoryPerWorker) and made room for a new one`
  warn('WARN_WORKER_MEMORY', `${what}: tasks may leave something behind`)
}

const WROTE =
  'It must have written to an array that is shared read-only, as strictReadonly asks for. Have it change a copy ' +
  "(array.slice(), or mmapMode: 'c'), or let all see what it writes (mmapMode: 'r+')"

interface LostTask extends Pick<Lost, 'strict'> {
  readonly position: number
  /** Whether the task may not have been started. */
  readonly doubt: boolean
}

function deathError(batch: Batch, lost: LostTask, death: Death, noun: string): WorkerDiedError {
  const text = failedTaskText(taskAt(batch, lost.position), batch.start + lost.position)
  const what = lost.doubt ? `was lost with its ${noun}, started or not` : `was running when its ${noun} ended`
  const isWrite = lost.strict && (death.signal === 'SIGSEGV' || death.signal === 'SIGBUS')
  const advice = isWrite ? WROTE : 'Look for process.exit(), an error thrown in a callback, or memory running out'
  const message = `${text} ${what} (${reasonOf(death)}). ${advice}`
  const options = death.cause && { cause: death.cause.error }
  return new WorkerDiedError(message, death.exitCode, death.signal, options)
}

function reasonOf({ exitCode, signal, cause }: Death): string {
  if (cause) return `uncaught: ${errorText(cause.error)}`
  return signal ? `signal ${signal}` : `exit code ${exitCode}`
}
