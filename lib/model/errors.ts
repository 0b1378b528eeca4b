import { nameOurs } from './our-errors.js'

export { ParallelActionError } from './parallel-action-error.js'

/** Base of every error this library makes itself. What a task throws is never wrapped. */
export class ParallelError extends Error {
  /** Stable; safe to compare with. */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }

  static {
    nameOurs(this, 'ParallelError')
  }
}

/** An option has a value that it can't have, or a name that no option has. */
export class OptionError extends ParallelError {
  readonly option: string

  constructor(option: string, message: string, code: 'ERR_INVALID_OPTION' | 'ERR_UNKNOWN_OPTION' = 'ERR_INVALID_OPTION') {
    super(code, message)
    this.option = option
  }

  static {
    nameOurs(this, 'OptionError')
  }
}

/** The input is not iterable, or holds something other than tasks made by `delayed`. */
export class InputError extends ParallelError {
  constructor(code: 'ERR_NOT_ITERABLE' | 'ERR_NOT_A_TASK', message: string) {
    super(code, message)
  }

  static {
    nameOurs(this, 'InputError')
  }
}

/** Where a function and what it captures can't be shipped. */
export interface ClosureErrorDetails {
  /** The captured variable that the trouble is in. */
  readonly variable?: string | undefined
  /** The function's name. */
  readonly function?: string | undefined
  /** Where the function stands: `/app/main.js:3:15`. */
  readonly location?: string | undefined
  /** How the function leads to what can't be sent, a step a line. */
  readonly trail?: readonly string[]
  /** What to do about it. */
  readonly hint?: string | undefined
}

/**
 * A function can't be shipped to a worker: thrown in the caller's thread, before the function is sent; tasks before it may
 * have run. Or a module that it needs can't be loaded in workers.
 */
export class ClosureError extends ParallelError {
  readonly variable: string | undefined
  readonly function: string | undefined
  readonly location: string | undefined
  readonly trail: readonly string[]
  readonly hint: string | undefined

  constructor(message: string, details: ClosureErrorDetails = {}, options?: ErrorOptions) {
    super('ERR_CLOSURE_CAPTURE', message, options)
    this.variable = details.variable
    this.function = details.function
    this.location = details.location
    this.trail = details.trail ?? []
    this.hint = details.hint
  }

  static {
    nameOurs(this, 'ClosureError')
  }
}

/** An argument or a result can't cross to or from a worker. Only its own task fails. */
export class NotCloneableError extends ParallelError {
  readonly direction: 'argument' | 'result' | 'error'
  /** Where in the value the culprit sits, such as `args[0].onClick`. */
  readonly path: string

  constructor(direction: 'argument' | 'result' | 'error', path: string, message: string) {
    super('ERR_NOT_CLONEABLE', message)
    this.direction = direction
    this.path = path
  }

  static {
    nameOurs(this, 'NotCloneableError')
  }
}

/** The program runs once more in a worker, because a module that a task needs imports the main file. */
export class MainFileError extends ParallelError {
  /** The module that the worker was importing just then. */
  readonly module: string | undefined

  constructor(module: string | undefined) {
    const what = module === undefined
      ? "the program's main file starts parallel work in a worker, where a module of a task imports it"
      : `'${module}' starts parallel work while a worker imports it: probably it imports the program's main file`
    super(
      'ERR_MAIN_FILE_IN_WORKER',
      `${what}. That would run the program once more in each worker. Move the functions of tasks into a module that ` +
      "doesn't import the main file, or have that start work only `if (process.argv[1] === import.meta.filename)`",
    )
    this.module = module
  }

  static {
    nameOurs(this, 'MainFileError')
  }
}

/** The worker that ran a task ended before the task did. */
export class WorkerDiedError extends ParallelError {
  readonly exitCode: number | null
  readonly signal: string | null

  constructor(message: string, exitCode: number | null, signal: string | null, options?: ErrorOptions) {
    super('ERR_WORKER_DIED', message, options)
    this.exitCode = exitCode
    this.signal = signal
  }

  static {
    nameOurs(this, 'WorkerDiedError')
  }
}

/** A worker could not be started, or its start-up went wrong. */
export class WorkerStartError extends ParallelError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WORKER_START', message, options)
  }

  static {
    nameOurs(this, 'WorkerStartError')
  }
}

/** The instance was closed while the call was running. */
export class ClosedError extends ParallelError {
  constructor(message: string) {
    super('ERR_CLOSED', message)
  }

  static {
    nameOurs(this, 'ClosedError')
  }
}

/** A task took longer than its `timeout`, or a call of `parallel` than the one it has as a whole. */
export class TimeoutError extends ParallelError {
  /** In ms. */
  readonly timeout: number

  constructor(message: string, timeout: number, code: 'ERR_TASK_TIMEOUT' | 'ERR_TIMEOUT' = 'ERR_TASK_TIMEOUT') {
    super(code, message)
    this.timeout = timeout
  }

  static {
    nameOurs(this, 'TimeoutError')
  }
}

/** Tasks start parallel work whose tasks start parallel work, and so on, deeper than can be meant. */
export class NestingError extends ParallelError {
  readonly depth: number

  constructor(message: string, depth: number) {
    super('ERR_NESTING_TOO_DEEP', message)
    this.depth = depth
  }

  static {
    nameOurs(this, 'NestingError')
  }
}

/**
 * - `ERR_ARRAY_NO_SPACE`: there is no room for the file that processes would share
 * - `ERR_ARRAY_TOO_LARGE`: this Node has no buffers, or no shared memory, of that size
 * - `ERR_ARRAY_NO_MMAP`: files can't be mapped into memory, which `'r+'` on processes and `mappedArray` need
 * - `ERR_ARRAY_NO_FILE`: no file can be made, which these need too
 * - `ERR_ARRAY_READ_ONLY`: a task has written to an array, which `strictReadonly` forbids
 * - `ERR_ARRAY_LOST`: a file through which an array or a result was shared is gone, or can't be opened
 */
type LargeArrayCode =
  | 'ERR_ARRAY_NO_SPACE' | 'ERR_ARRAY_TOO_LARGE' | 'ERR_ARRAY_NO_MMAP' | 'ERR_ARRAY_NO_FILE'
  | 'ERR_ARRAY_READ_ONLY' | 'ERR_ARRAY_LOST'

/** A large array can't be shared with workers, or was not to be written to; `code` says why. Only tasks with the array fail. */
export class LargeArrayError extends ParallelError {
  declare readonly code: LargeArrayCode
  /** Of the array's buffer. */
  readonly bytes: number

  constructor(
    code: LargeArrayCode,
    message: string,
    bytes: number,
    options?: ErrorOptions,
  ) {
    super(code, message, options)
    this.bytes = bytes
  }

  static {
    nameOurs(this, 'LargeArrayError')
  }
}

/** A backend is not there: something isn't installed or allowed, or none of its workers is running. */
export class BackendError extends ParallelError {
  constructor(code: 'ERR_BACKEND_UNAVAILABLE' | 'ERR_NO_WORKERS', message: string, options?: ErrorOptions) {
    super(code, message, options)
  }

  static {
    nameOurs(this, 'BackendError')
  }
}
