export type { ExplainOptions } from './closure/explain.js'
export { explain } from './explain.js'
export type { Backend, BackendTraits, Executor, ExecutorOptions, Failure, Part } from './model/backend.js'
export type { Batch } from './model/batch.js'
export {
  ClosedError,
  ClosureError,
  InputError,
  MainFileError,
  NotCloneableError,
  OptionError,
  ParallelError,
  WorkerDiedError,
  WorkerStartError,
} from './model/errors.js'
export { delayed, type DelayedOptions, type ResultOf, Task, type TaskFunction } from './model/task.js'
export type { Tasks } from './model/tasks.js'
export { type TaskInfo, taskOf } from './model/task-info.js'
export { cpuCount } from './options/cpu-count.js'
export type { BackendAlias, BackendName, Config, OnError, ParallelOptions, ReturnAs } from './options/options.js'
export type { Bound, Insights, LongTask, WorkerInsights } from './progress/insights.js'
export { Parallel, type ParallelInstance, type Result, type Results, type TupleResults } from './parallel.js'
export type { TaskResult } from './schedule/results.js'
