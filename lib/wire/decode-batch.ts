import { recall } from '../closure/recall.js'
import type { Token } from '../model/lending.js'
import { Task, type TaskFunction } from '../model/task.js'
import { MappedTasks, type Tasks } from '../model/tasks.js'
import { putTogether } from './apart.js'
import { codedFunction } from './coded-function.js'
import { argumentsAt, type PackedArguments, restoreArguments } from './column.js'
import type { BatchMessage } from './message.js'
import { putShared } from './shared-arguments.js'
import { someObject } from './some-object.js'
import { watchedFunction } from './watched-function.js'

/** What a worker has of what it was sent before, or with the batch. */
export interface Received {
  readonly functionOf: (id: number) => TaskFunction
  /** A handle of `shared()`. Throws why there is none. */
  readonly handleOf: (id: number) => unknown
  /** The arguments of one task, which have functions in them. */
  readonly argumentsOf: (id: number) => readonly unknown[]
  /** Memory that it is lent, asked for once a batch. Throws why there is none. */
  readonly borrow: (token: Token) => ArrayBufferLike
  /** Throws when a function has written to what it may only read. */
  readonly checkBorrowed: (name: string) => void
}

/** The tasks of a batch where it has arrived. */
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

/** Functions as tasks call them; each is made once. */
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

/** @throws why something in them is lost */
function withoutLost(args: readonly unknown[], lost: ReadonlyMap<unknown, unknown>): readonly unknown[] {
  someObject(args, (object) => {
    if (lost.has(object)) throw lost.get(object)
    return false
  }, Infinity)
  return args
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
