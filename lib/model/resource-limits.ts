/**
 * V8's limits for a worker, in megabytes and above 0, as `new Worker` takes them. Processes get them as flags of Node, which have
 * none for `codeRangeSizeMb`.
 */
export interface ResourceLimits {
  readonly maxOldGenerationSizeMb?: number
  readonly maxYoungGenerationSizeMb?: number
  readonly codeRangeSizeMb?: number
  readonly stackSizeMb?: number
}
