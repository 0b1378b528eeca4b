import type { Batch } from '../model/batch.js'
import { now } from '../model/clock.js'
import { type Halt, runStretch } from '../model/stretch.js'
import type { TaskFunction } from '../model/task.js'
import { MappedTasks } from '../model/tasks.js'
import { errorAsArrived } from '../wire/as-arrived.js'
import { fastestOf, type Measured, sampleOf } from './cheap-tasks.js'
import { asReceived, asSent, type Chunk, type Received } from './local-transfer.js'

/** Tasks between two looks at the clock: should they all of a sudden be long ones, the event loop waits for so many. */
const STRIDE = 16

/** A batch that runs in the caller's thread. */
export interface InlineBatch {
  readonly batch: Batch
  /** The function that the tasks call here: their own, or a stand-in for it. */
  readonly fn: TaskFunction
  /** Whether `fn` is a stand-in, which has copies of the classes that the function has captured. */
  readonly isStandIn: boolean
  /** The arguments of the tasks, one each, before they are copied. */
  readonly items: ArrayLike<unknown>
  readonly first: Chunk
}

/** What came of the tasks that have run in one go. */
interface Ran {
  readonly received: Received
  /** Why the tasks that follow have not run; undefined where it is only that there was no time left. */
  readonly halt: Halt
  readonly measured: Measured
}

/** Runs the tasks of a batch from the first on while `goesOn` says so, up to one that throws or has to be waited for. */
export function runTasks(work: InlineBatch, goesOn: () => boolean): Ran & { readonly elapsed: number } {
  let values: unknown[] = []
  let elapsed = 0
  let halt: Halt
  const failures = []
  const measured = []
  // what was copied is still at hand when it is used: tasks are copied, run and copied in turn
  for (let chunk: Chunk | undefined = work.first; chunk; ) {
    const ran = runChunk(work, chunk, values.length, goesOn)
    if (values.length === 0) values = ran.received.values
    else for (const value of ran.received.values) values.push(value)
    failures.push(...ran.received.failures)
    measured.push(ran.measured)
    elapsed += ran.measured.elapsed
    halt = ran.halt
    chunk = !halt && goesOn() ? asSent(work.items, values.length) : undefined
  }
  return { received: { values, failures }, halt, elapsed, measured: fastestOf(measured) }
}

function runChunk({ batch, fn, items }: InlineBatch, chunk: Chunk, start: number, goesOn: () => boolean): Ran {
  const values: unknown[] = []
  const began = now()
  const halt = runStrides(new MappedTasks(fn, chunk.items), values, goesOn)
  const ended = now()
  const received = asReceived(values, batch, start)
  const copying = chunk.copying + now() - ended
  const sample = () => sampleOf(items, start, values)
  return { received, halt, measured: { tasks: values.length, elapsed: ended - began, copying, sample } }
}

function runStrides(tasks: MappedTasks, values: unknown[], goesOn: () => boolean): Halt {
  let position = 0
  let halt: Halt
  do {
    const end = Math.min(position + STRIDE, tasks.length)
    halt = runStretch(tasks, position, { end }, values)
    position = end
  } while (!halt && position < tasks.length && goesOn())
  return halt
}

/** What becomes of the task at `position` that has thrown, or has to be waited for. */
export async function settle(halt: NonNullable<Halt>, { batch, isStandIn }: InlineBatch, position: number): Promise<Received> {
  try {
    if ('error' in halt) throw halt.error
    return asReceived([await halt.pending], batch, position)
  } catch (thrown) {
    const error = isStandIn ? errorAsArrived(thrown, batch.tasks.at(position)!) : thrown
    return { values: [undefined], failures: [{ position, error }] }
  }
}
