export { mappedArray, type MappedArrayOptions, type TypedArrayClass } from './arrays/mapped-array.js'
export {
  type AnyBatch, Batch, type BatchDataset, type BatchOptions, type BatchPipeline, type IdOf, type Item,
} from './batch/batch.js'
export { type BatchClass, Dataset, type DatasetOptions, type Split } from './batch/dataset.js'
export { DatasetIndex, type IndexSource } from './batch/dataset-index.js'
export type { EpochOptions } from './batch/epochs.js'
export { FilesIndex, type FilesOptions } from './batch/files-index.js'
export type { DumpOptions, LoadOptions } from './batch/load-options.js'
export { D, type NamedExpression } from './batch/named-expression.js'
export { type BatchSource, Pipeline, type Step, type Steps } from './batch/pipeline.js'
export { PipelineError } from './batch/pipeline-error.js'
export type { GenBatchOptions, RunOptions } from './batch/run-options.js'
export type { ExplainOptions } from './closure/explain.js'
export { explain } from './explain.js'
export { type ActionMark, type ActionOptions, action, actionOf } from './inbatch/action.js'
export { type Arguments, args, type PartialCall, partial } from './inbatch/call-arguments.js'
export { inbatchParallel } from './inbatch/inbatch-parallel.js'
export { anyActionFailed } from './inbatch/outcome.js'
export type { TargetName } from './inbatch/targets.js'
export type { CallOptions, InbatchOptions, ParallelAction } from './inbatch/types.js'
export type { MapFunction, Mapped } from './map-call.js'
export type { ParallelAsyncGenOptions, ParallelAsyncOptions, ParallelMapOptions } from './map-options.js'
export type { ArrayOptions } from './model/array-options.js'
export type { Backend, BackendTraits, Executor, ExecutorOptions, Failure, Part, PartSpan, TaskTime } from './model/backend.js'
export type { Batch as TaskBatch } from './model/batch.js'
export type { Codec, CodecOptions } from './model/codec.js'
export {
  BackendError,
  ClosedError,
  ClosureError,
  type ClosureErrorDetails,
  InputError,
  LargeArrayError,
  MainFileError,
  NestingError,
  NotCloneableError,
  OptionError,
  ParallelActionError,
  ParallelError,
  TimeoutError,
  WorkerDiedError,
  WorkerStartError,
} from './model/errors.js'
export { delayed, type DelayedOptions } from './model/delayed.js'
export type { OnError } from './model/on-error.js'
export type { Retries } from './model/retries.js'
export { type Shared, shared } from './model/shared.js'
export type { TaskInfo } from './model/task-info.js'
export { taskOf } from './model/task-of-error.js'
export { type ResultOf, Task, type TaskFunction } from './model/task.js'
export type { Tasks } from './model/tasks.js'
export type { LogEntry, ProgressEvent, RetryEvent } from './model/events.js'
export type { ResourceLimits } from './model/resource-limits.js'
export type { WorkerInfo } from './model/worker-info.js'
export { workerState } from './model/worker-state.js'
export type { BackendChoice } from './options/backend.js'
export type { BackendAlias, BackendName } from './options/backend-names.js'
export { cpuCount } from './options/cpu-count.js'
export { effectiveNJobs } from './options/effective-n-jobs.js'
export type { ScopeOptions } from './options/names.js'
export type { Config } from './options/options.js'
export { type ConfigHandle, parallelBackend, parallelConfig } from './options/parallel-config.js'
export type {
  BackendOptions,
  ParallelOptions,
  Prefer,
  Require,
  RetryOptions,
  ReturnAs,
} from './options/parallel-options.js'
export { type BackendFactory, registerParallelBackend } from './options/registered.js'
export { parallelAsync, parallelAsyncGen } from './parallel-async.js'
export { parallel } from './parallel-map.js'
export type { BatchEvent, CallContext, WorkerExitEvent } from './progress/diagnostics.js'
export type { Bottleneck, Insights, LongTask, WorkerInsights } from './progress/insights.js'
export { type OptionsFor, Parallel, type ParallelInstance, type Result, type Results, type TupleResults } from './parallel.js'
export type { AnyIterable } from './schedule/input.js'
export type { TaskResult } from './schedule/results.js'
