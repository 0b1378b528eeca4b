import { ofThread } from '../model/of-thread.js'
import { cpuCount } from './cpu-count.js'

/** Where in a tree of workers this thread is. */
interface Nesting {
  /** 0 in the program itself, 1 in its workers, 2 in theirs, and so on. */
  level: number
  /** How many cores there are for it; undefined: all. */
  cores: number | undefined
}

const here = ofThread('nesting', (): Nesting => ({ level: 0, cores: undefined }))

export function nestingLevel(): number {
  return here.level
}

/** In a worker, how deep it sits. */
export function tellLevel(level: number): void {
  here.level = level
}

/** In a worker, how many cores its tasks may use. */
export function tellCores(cores: number): void {
  here.cores = cores
}

/** How many cores parallel work that is started here may use. */
export function coresHere(): number {
  return here.cores ?? cpuCount()
}

/** How many cores there are for the tasks in each of `nJobs` workers. */
export function coresLeft(nJobs: number): number {
  return Math.max(1, Math.floor(coresHere() / nJobs))
}
