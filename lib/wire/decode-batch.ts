import { recall } from '../closure/recall.js'
import { Task, type TaskFunction } from '../model/task.js'
import { MappedTasks, type Tasks } from '../model/tasks.js'
import { codedFunction } from './coded-function.js'
import { argumentsAt, restoreArguments } from './column.js'
import type { BatchMessage } from './message.js'
import { putShared } from './shared-arguments.js'

/** What a worker has of what it was sent before, or with the batch. */
export interface Received {
  readonly functionOf: (id: number) => TaskFunction
  /** A handle of `shared()`. Throws why there is none. */
  readonly handleOf?: (id: number) => unknown
  /** The arguments of one task, which have functions in them. */
  readonly argumentsOf?: (id: number) => readonly unknown[]
}

/** The tasks of a batch where it has arrived. */
export function decodeBatch(message: BatchMessage, { functionOf: received, handleOf, argumentsOf }: Received): Tasks {
  const { size, fns, args, shared, captured } = message
  const functionOf = message.codec ? coding(message.codec, received) : received
  restoreArguments(args)
  if (typeof fns === 'number' && 'single' in args && !captured && !shared) return new MappedTasks(functionOf(fns), args.single)
  const fnAt = typeof fns === 'number' ? () => functionOf(fns) : (position: number) => functionOf(fns[position]!)
  const tasks = Array.from({ length: size }, (_, position) => new Task(fnAt(position), argumentsAt(args, position)))
  if (shared) tasks.forEach((task, i) => (tasks[i] = taskOf(task, () => putShared(task.args, shared, i, handleOf!))))
  for (const [position, { id }] of captured ?? []) tasks[position] = taskOf(tasks[position]!, () => argumentsOf!(id))
  return tasks
}

/** Functions as tasks call them that go by a codec; each is made once. */
function coding(codec: NonNullable<BatchMessage['codec']>, received: Received['functionOf']): Received['functionOf'] {
  const [decode, encode] = codec.map((id) => (id > 0 ? (received(id) as (value: unknown) => unknown) : undefined))
  const made = new Map<number, TaskFunction>()
  return (id) => recall(made, id, () => codedFunction(received(id), { decode, encode }))
}

/** Arguments that could not be made again fail their task. */
function taskOf({ fn }: Task, argumentsOf: () => readonly unknown[]): Task {
  try {
    return new Task(fn, argumentsOf())
  } catch (error) {
    return new Task(() => {
      throw error
    }, [])
  }
}
