import { recall } from '../closure/recall.js'
import { Task, type TaskFunction } from '../model/task.js'
import { MappedTasks, type Tasks } from '../model/tasks.js'
import type { Token } from '../model/tokens.js'
import { putTogether } from './apart.js'
import { codedFunction } from './coded-function.js'
import { argumentsAt, type PackedArguments, restoreArguments } from './column.js'
import type { BatchMessage } from './message.js'
import { putShared } from './shared-arguments.js'
import { someObject } from './some-object.js'
import { watchedFunction } from './watched-function.js'

/** Access to all that a worker was sent before a batch, or with it. */
export interface Received {
  readonly functionOf: (id: number) => TaskFunction
  /** Returns a handle of `shared()`, or throws why there is none. */
  readonly handleOf: (id: number) => unknown
  /** Returns the arguments of a task that have functions in them. */
  readonly argumentsOf: (id: number) => readonly unknown[]
  /** Returns memory that the worker is lent, asked for once a batch, or throws why there is none. */
  readonly borrow: (token: Token) => ArrayBufferLike
  /** Throws when a function has written to what it may only read. */
  readonly checkBorrowed: (name: string) => void
}

/** Makes the tasks of a batch again where it has arrived. */
export function decodeBatch(message: BatchMessage, received: Received): Tasks {
  const { size, fns, shared, captured } = message
  const { handleOf, argumentsOf } = received
  const functionOf = functionsOf(message, received)
  const { args, lost } = decodeArguments(message.args, received.borrow)
  const isPlain = !captured && !shared && lost.size === 0
  if (typeof fns === 'number' && 'single' in args && isPlain) return new MappedTasks(functionOf(fns), args.single)
  const fnAt = typeof fns === 'number' ? () => functionOf(fns) : (position: number) => functionOf(fns[position]!)
  const tasks = Array.from({ length: size }, (_, position) => new Task(fnAt(position), argumentsAt(args, position)))
  if (lost.size > 0) tasks.forEach((task, i) => (tasks[i] = taskOf(task, () => withoutLost(task.args, lost))))
  if (shared) tasks.forEach((task, i) => (tasks[i] = taskOf(task, () => putShared(task.args, shared, i, handleOf))))
  for (const [position, { id }] of captured ?? []) tasks[position] = taskOf(tasks[position]!, () => argumentsOf(id))
  return tasks
}

/** Returns what makes functions as tasks call them, each once. */
function functionsOf({ codec = [0, 0], settings }: BatchMessage, received: Received): Received['functionOf'] {
  const { functionOf, checkBorrowed } = received
  const [decode, encode] = codec.map((id) => (id > 0 ? (functionOf(id) as (value: unknown) => unknown) : undefined))
  const isCoded = decode !== undefined || encode !== undefined
  if (!isCoded && !settings.strict) return functionOf
  const make = (id: number) => {
    const fn = settings.strict ? watchedFunction(functionOf(id), checkBorrowed) : functionOf(id)
    return isCoded ? codedFunction(fn, { decode, encode }) : fn
  }
  const made = new Map<number, TaskFunction>()
  return (id) => recall(made, id, () => make(id))
}

function decodeArguments(args: BatchMessage['args'], borrow: Received['borrow']) {
  if ('bytes' in args) {
    const { value, lost } = putTogether(args, borrow)
    return { args: value as PackedArguments, lost }
  }
  restoreArguments(args)
  return { args, lost: new Map<unknown, unknown>() }
}

/** Returns arguments if nothing in them is lost, else throws why. */
function withoutLost(args: readonly unknown[], lost: ReadonlyMap<unknown, unknown>): readonly unknown[] {
  someObject(args, (object) => {
    if (lost.has(object)) throw lost.get(object)
    return false
  }, Infinity)
  return args
}

/** Returns a task with these arguments, or one that fails if they can't be made. */
function taskOf({ fn }: Task, argumentsOf: () => readonly unknown[]): Task {
  try {
    return new Task(fn, argumentsOf())
  } catch (error) {
    return new Task(() => {
      throw error
    }, [])
  }
}
