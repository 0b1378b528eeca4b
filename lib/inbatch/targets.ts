import type { ParallelOptions } from '../options/parallel-options.js'

/** Where a method runs, and what that means for it. */
export interface Target {
  readonly name: TargetName
  readonly letter: string
  readonly backend: 'threads' | 'processes' | 'async' | 'sequential'
  /** The method is called once, and returns the function that runs. */
  readonly returnsFunction: boolean
  /** What is sent to workers has to be plain data. */
  readonly ships: boolean
  readonly nJobs: number
  readonly arrays: Pick<ParallelOptions, 'mmapMode' | 'maxNbytes'>
}

const SHARED = { mmapMode: 'r+', maxNbytes: 0 } as const
const NOT_SHARED = {} as const

/** As many as there are items. */
const ALL = 2 ** 31 - 1

export const TARGETS = [
  { name: 'threads', letter: 't', backend: 'threads', returnsFunction: false, ships: true, nJobs: -1, arrays: SHARED },
  { name: 'nogil', letter: 'n', backend: 'threads', returnsFunction: true, ships: true, nJobs: -1, arrays: SHARED },
  { name: 'mpc', letter: 'm', backend: 'processes', returnsFunction: true, ships: true, nJobs: -1, arrays: { mmapMode: 'c' } },
  { name: 'async', letter: 'a', backend: 'async', returnsFunction: false, ships: false, nJobs: ALL, arrays: NOT_SHARED },
  { name: 'for', letter: 'f', backend: 'sequential', returnsFunction: false, ships: false, nJobs: 1, arrays: NOT_SHARED },
] as const

export type TargetName = (typeof TARGETS)[number]['name' | 'letter']
