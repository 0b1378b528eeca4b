import { InputError } from '../model/errors.js'
import { Task } from '../model/task.js'

export type AnyIterable<T> = Iterable<T> | AsyncIterable<T>

/** Tasks, pulled from the user's iterable only when asked for. */
export interface Source {
  /** Up to `size` tasks, fewer when the input has no more at hand; undefined at the end. Throws what the input throws. */
  next(size: number): Pulled | Promise<Pulled>
  /** Lets the input clean up. Idempotent. */
  close(): void | Promise<void>
  /** Tasks not pulled yet, where the input says how many it has. */
  readonly remaining: number | undefined
}

export type Pulled = readonly Task[] | undefined

/** Waits until the event loop has gone round: whoever was about to settle has settled. */
export type Pause = () => Promise<void>

export function openSource<T>(input: AnyIterable<T>, toTask: (item: T, index: number) => Task, pause: Pause): Source {
  const length = knownLength(input)
  let pulled = 0
  const convert = (item: T) => toTask(item, pulled++)
  const source = isAsyncIterable(input)
    ? asyncSource(input[Symbol.asyncIterator](), convert, pause)
    : syncSource(input[Symbol.iterator](), convert)
  return {
    ...source,
    get remaining() {
      return length === undefined ? undefined : Math.max(0, length - pulled)
    },
  }
}

/** @throws {InputError} ERR_NOT_ITERABLE */
export function assertIterable(input: unknown, what: string): asserts input is AnyIterable<unknown> {
  const iterable = input !== null && input !== undefined && (isAsyncIterable(input) || isIterable(input))
  if (!iterable) throw new InputError('ERR_NOT_ITERABLE', `${what} must be iterable (sync or async), got: ${kindOf(input)}`)
}

/** @throws {InputError} ERR_NOT_A_TASK */
export function asTask(item: unknown, index: number): Task {
  if (item instanceof Task) return item
  const hint = typeof item === 'function' ? ' (a function: call it, as in delayed(fn)(...args))' : ''
  throw new InputError('ERR_NOT_A_TASK', `item ${index} must be a task made by delayed(fn)(...args), got: ${kindOf(item)}${hint}`)
}

type Bare = Pick<Source, 'next' | 'close'>

function syncSource<T>(iterator: Iterator<T>, convert: (item: T) => Task): Bare {
  let failure: { error: unknown } | undefined
  let open = true
  let exhausted = false
  let pulling = false

  const end = () => {
    if (!exhausted) iterator.return?.()
  }
  const pull = (size: number): Task[] => {
    const tasks: Task[] = []
    pulling = true
    try {
      while (open && tasks.length < size) {
        const step = advance(iterator)
        if (step) tasks.push(convert(step.value))
        else open = !(exhausted = true)
      }
      if (!open) end() // the input itself may have ended the call, but can't be ended while it runs
    } catch (error) {
      failure = { error }
    } finally {
      pulling = false
    }
    return tasks
  }
  return {
    next(size) {
      if (!open) return undefined
      const tasks = failure ? [] : pull(size)
      if (tasks.length > 0) return tasks // a failure behind them waits for its turn
      if (failure) throw failure.error
      return undefined
    },
    close() {
      if (!open) return
      open = false
      if (!pulling) end()
    },
  }
}

function asyncSource<T>(iterator: AsyncIterator<T>, convert: (item: T) => Task, pause: Pause): Bare {
  let failure: { error: unknown } | undefined
  let pending: Promise<IteratorResult<T>> | undefined
  let open = true

  const pull = async (size: number): Promise<Task[]> => {
    const tasks: Task[] = []
    try {
      while (tasks.length < size) {
        pending ??= iterator.next()
        // a slow input must not hold back the tasks it has given
        const step = tasks.length === 0 ? await pending : await Promise.race([pending, pause()])
        if (step === undefined) break
        pending = undefined
        if (step.done) {
          open = false
          break
        }
        tasks.push(convert(step.value))
      }
    } catch (error) {
      pending = undefined
      failure = { error }
    }
    return tasks
  }
  return {
    async next(size) {
      if (!open) return undefined
      const tasks = failure ? [] : await pull(size)
      if (tasks.length > 0) return tasks
      if (failure) throw failure.error
      return undefined
    },
    async close() {
      if (!open) return
      open = false
      const closed = iterator.return?.()
      // an input that is stuck in its own next() queues the return behind it: nothing to wait for
      if (pending) void Promise.allSettled([pending, closed])
      else await closed
    },
  }
}

/** The next value, in something, as it may be undefined; a broken iterator would never end. */
function advance<T>(iterator: Iterator<T>): { value: T } | undefined {
  const step: unknown = iterator.next()
  if (typeof step !== 'object' || step === null) throw new TypeError(`an iterator's next() must give an object, got: ${String(step)}`)
  return (step as IteratorResult<T>).done ? undefined : (step as { value: T })
}

function knownLength(input: unknown): number | undefined {
  if (Array.isArray(input) || ArrayBuffer.isView(input)) return (input as unknown[]).length
  return input instanceof Set || input instanceof Map ? input.size : undefined
}

function isIterable(input: object): input is Iterable<unknown> {
  return typeof (input as Iterable<unknown>)[Symbol.iterator] === 'function'
}

function isAsyncIterable(input: object): input is AsyncIterable<unknown> {
  return typeof (input as AsyncIterable<unknown>)[Symbol.asyncIterator] === 'function'
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'function') return `function ${value.name || '<anonymous>'}`
  if (typeof value !== 'object') return `${typeof value} ${String(value).slice(0, 40)}`
  return value.constructor?.name ?? 'an object without a prototype'
}
