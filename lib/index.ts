export type { ExplainOptions } from './closure/explain.js'
export { explain } from './explain.js'
export type { Backend, BackendTraits, Executor, ExecutorOptions, Failure, Part } from './model/backend.js'
export type { ParallelAsyncGenOptions, ParallelAsyncOptions, ParallelMapOptions } from './map-options.js'
export type { Batch } from './model/batch.js'
export type { ProgressEvent } from './model/events.js'
export {
  ClosedError,
  ClosureError,
  InputError,
  MainFileError,
  NotCloneableError,
  OptionError,
  ParallelError,
  TimeoutError,
  WorkerDiedError,
  WorkerStartError,
} from './model/errors.js'
export { delayed, type DelayedOptions, type ResultOf, Task, type TaskFunction } from './model/task.js'
export type { Tasks } from './model/tasks.js'
export { type TaskInfo, taskOf } from './model/task-info.js'
export { cpuCount } from './options/cpu-count.js'
export type { BackendAlias, BackendName, Config, OnError, ParallelOptions, ReturnAs } from './options/options.js'
export { parallelAsync, parallelAsyncGen } from './parallel-async.js'
export { parallel } from './parallel-map.js'
export { Parallel, type ParallelInstance, type Result, type Results, type TupleResults } from './parallel.js'
export type { TaskResult } from './schedule/results.js'
