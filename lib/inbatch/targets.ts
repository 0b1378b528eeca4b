import { isAsyncFunction } from 'node:util/types'
import { oneOf } from '../options/checks.js'
import type { ParallelOptions } from '../options/parallel-options.js'

/** Where a method runs, and what that means. */
interface Row {
  readonly name: string
  readonly letter: string
  readonly backend: 'threads' | 'processes' | 'async' | 'sequential'
  /** How many items run at a time unless the call says so; a plain loop is one whatever it says. */
  readonly nJobs: number
  /** The method is called once and returns the function that runs, which has no `this`. */
  readonly returnsFunction: boolean
  /** Items travel to workers, and so does what `this` is. */
  readonly ships: boolean
  /** What becomes of typed arrays. */
  readonly arrays: Pick<ParallelOptions, 'mmapMode' | 'maxNbytes'>
}

const WRITTEN_IN_PLACE = { mmapMode: 'r+', maxNbytes: 0 } as const
const COPY_ON_WRITE = { mmapMode: 'c' } as const
const ALL_CORES = -1
/** More than there are items. */
const ALL_ITEMS = 2 ** 31 - 1

const HERE = { returnsFunction: false, ships: false, arrays: {} } as const
const THREADS = { backend: 'threads', nJobs: ALL_CORES, ships: true, arrays: WRITTEN_IN_PLACE } as const

const TABLE = [
  { name: 'threads', letter: 't', ...THREADS, returnsFunction: false },
  { name: 'nogil', letter: 'n', ...THREADS, returnsFunction: true },
  { name: 'mpc', letter: 'm', backend: 'processes', nJobs: ALL_CORES, ships: true, arrays: COPY_ON_WRITE, returnsFunction: true },
  { name: 'async', letter: 'a', backend: 'async', nJobs: ALL_ITEMS, ...HERE },
  { name: 'for', letter: 'f', backend: 'sequential', nJobs: 1, ...HERE },
] as const satisfies readonly Row[]

/** Where a method runs, or the first letter of it. */
export type TargetName = (typeof TABLE)[number]['name' | 'letter']
export type Target = Row & Pick<(typeof TABLE)[number], 'name' | 'letter'>

export const TARGETS: readonly Target[] = TABLE

const NAMES = [...TABLE.map(({ name }) => name), ...TABLE.map(({ letter }) => letter)] as [TargetName, ...TargetName[]]

/** @throws OptionError `ERR_INVALID_OPTION` for what is no target's name or letter */
export function targetNamed(given: unknown): Target {
  const known = oneOf('target', NAMES, given)
  return TARGETS.find(({ name, letter }) => known === name || known === letter)!
}

/** Where a method runs of which nothing is said. */
export function defaultTarget(method: unknown): Target {
  return targetNamed(isAsyncFunction(method) ? 'async' : 'threads')
}
