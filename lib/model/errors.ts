import { nameOurs } from './our-errors.js'

export { ParallelActionError } from './parallel-action-error.js' // wire/error-class.ts finds all classes of errors in this file

/** The base class of the errors that this library makes itself. What a task throws is never wrapped in one. */
export class ParallelError extends Error {
  /** What has gone wrong, such as `ERR_TASK_TIMEOUT`. Codes don't change: compare with these, not with messages. */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }

  static {
    nameOurs(this, 'ParallelError')
  }
}

/**
 * An option, a variable of the environment or an argument has a value that it can't have (`ERR_INVALID_OPTION`), or there is no
 * option of that name (`ERR_UNKNOWN_OPTION`).
 */
export class OptionError extends ParallelError {
  /** The name of the option, such as `nJobs` or `retries.limit`. */
  readonly option: string

  constructor(option: string, message: string, code: 'ERR_INVALID_OPTION' | 'ERR_UNKNOWN_OPTION' = 'ERR_INVALID_OPTION') {
    super(code, message)
    this.option = option
  }

  static {
    nameOurs(this, 'OptionError')
  }
}

/** The input is not iterable (`ERR_NOT_ITERABLE`), or holds something that `delayed` has not made (`ERR_NOT_A_TASK`). */
export class InputError extends ParallelError {
  constructor(code: 'ERR_NOT_ITERABLE' | 'ERR_NOT_A_TASK', message: string) {
    super(code, message)
  }

  static {
    nameOurs(this, 'InputError')
  }
}

/** Why a function can't be sent to a worker. */
export interface ClosureErrorDetails {
  /** The name of the variable of the function that can't be sent, or that leads to what can't be sent. */
  readonly variable?: string | undefined
  /** The name of the function; `''` if it has none. */
  readonly function?: string | undefined
  /** Where the function was written: `/app/main.js:3:15`. */
  readonly location?: string | undefined
  /** How the function leads to what can't be sent: a text for each step. */
  readonly trail?: readonly string[]
  /** What to do about it. */
  readonly hint?: string | undefined
}

/**
 * `ERR_CLOSURE_CAPTURE`: a function can't be sent to a worker, or a module that it needs can't be loaded there. The former is found
 * out in the caller's thread before the function is sent; earlier tasks, with other functions, may have run.
 */
export class ClosureError extends ParallelError {
  /** The name of the variable that can't be sent, or that leads to what can't be sent. */
  readonly variable: string | undefined
  /** The name of the function; `''` if it has none. */
  readonly function: string | undefined
  /** Where the function was written: `/app/main.js:3:15`. */
  readonly location: string | undefined
  /** How the function leads to what can't be sent: a text for each step. */
  readonly trail: readonly string[]
  /** What to do about it. */
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

/**
 * `ERR_NOT_CLONEABLE`: an argument can't be sent to a worker, or a result, or what a task has thrown, can't be sent back. Only that
 * task fails.
 */
export class NotCloneableError extends ParallelError {
  /** What was to be sent. */
  readonly direction: 'argument' | 'result' | 'error'
  /** Which part of it can't be sent, such as `args[0].onClick`. */
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

/**
 * `ERR_MAIN_FILE_IN_WORKER`: a module that a task needs imports the program's main file, which was about to run once more in a
 * worker, and to start parallel work there.
 */
export class MainFileError extends ParallelError {
  /** The module that the worker was importing at the time; undefined if that isn't known. */
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

/** `ERR_WORKER_DIED`: the worker that ran a task ended before the task did. `cause` is what the worker has thrown, if it has. */
export class WorkerDiedError extends ParallelError {
  /** The worker's exit code; null if a signal has ended it. */
  readonly exitCode: number | null
  /** The signal that has ended the worker, such as `SIGKILL`; null if none has. */
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

/** `ERR_WORKER_START`: a worker could not be started. */
export class WorkerStartError extends ParallelError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WORKER_START', message, options)
  }

  static {
    nameOurs(this, 'WorkerStartError')
  }
}

/** `ERR_CLOSED`: the instance was closed while the call was running. */
export class ClosedError extends ParallelError {
  constructor(message: string) {
    super('ERR_CLOSED', message)
  }

  static {
    nameOurs(this, 'ClosedError')
  }
}

/**
 * A task took longer than the option `timeout` allows (`ERR_TASK_TIMEOUT`), or a whole call of `parallel` took longer than its own
 * `timeout` (`ERR_TIMEOUT`).
 */
export class TimeoutError extends ParallelError {
  /** The limit that was exceeded, in ms. */
  readonly timeout: number

  constructor(message: string, timeout: number, code: 'ERR_TASK_TIMEOUT' | 'ERR_TIMEOUT' = 'ERR_TASK_TIMEOUT') {
    super(code, message)
    this.timeout = timeout
  }

  static {
    nameOurs(this, 'TimeoutError')
  }
}

/**
 * `ERR_NESTING_TOO_DEEP`: tasks make calls whose tasks make calls, and so on, deeper than can be meant, or than the environment
 * variable `ALLCORES_MAX_DEPTH` allows for workers.
 */
export class NestingError extends ParallelError {
  /** How many levels deep the call, or the worker, would have been. */
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
 * Why a large array can't be shared.
 *
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

/** A large array can't be shared with workers, or a task has written to one that is read-only. Only tasks with that array fail. */
export class LargeArrayError extends ParallelError {
  declare readonly code: LargeArrayCode
  /** The size of the array's buffer. */
  readonly bytes: number

  constructor(code: LargeArrayCode, message: string, bytes: number, options?: ErrorOptions) {
    super(code, message, options)
    this.bytes = bytes
  }

  static {
    nameOurs(this, 'LargeArrayError')
  }
}

/**
 * A backend can't be used: something that it needs isn't installed or not allowed (`ERR_BACKEND_UNAVAILABLE`), or it has no
 * workers (`ERR_NO_WORKERS`).
 */
export class BackendError extends ParallelError {
  constructor(code: 'ERR_BACKEND_UNAVAILABLE' | 'ERR_NO_WORKERS', message: string, options?: ErrorOptions) {
    super(code, message, options)
  }

  static {
    nameOurs(this, 'BackendError')
  }
}
