import { NestingError } from '../model/errors.js'
import { ofThread } from '../model/of-thread.js'
import { infoOf } from './backend-names.js'
import { cpuCount } from './cpu-count.js'
import { limitOf } from './environment.js'

/** Where in a tree of workers this thread is. */
interface Nesting {
  /** 0 in the program itself, 1 in its workers, 2 in theirs, and so on. */
  level: number
  /** How many cores there are for it; undefined: all. */
  cores: number | undefined
}

const here = ofThread('nesting', (): Nesting => ({ level: 0, cores: undefined }))

/** How many levels of workers there are above this thread: 0 in the program itself. */
export function nestingLevel(): number {
  return here.level
}

/** Tells the library in a worker at which level the worker is. */
export function tellLevel(level: number): void {
  here.level = level
}

/** Tells the library in a worker how many cores its tasks may use. */
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

/** As many of `nJobs` as a worker has cores for, if each takes a core; all of them outside of workers. */
export function affordableJobs(nJobs: number, backend: unknown): number {
  return here.level > 0 && infoOf(backend)?.takesCores ? Math.min(nJobs, coresHere()) : nJobs
}

/** How many levels of workers there may be by default: workers in workers in … multiply. */
const DEEPEST = 10
/** The environment variables that change that; the second is joblib's. */
const DEPTHS = ['ALLCORES_MAX_DEPTH', 'LOKY_MAX_DEPTH']

/** @throws NestingError where workers would sit too deep */
export function refuseDepth(): void {
  const deepest = DEPTHS.map(limitOf).find(Number.isFinite) ?? DEEPEST
  if (here.level < deepest) return
  const message = `workers can't be started ${here.level + 1} levels deep: tasks start parallel work whose tasks start ` +
    `parallel work, and so on. Leave \`backend\` unset in tasks, or raise ALLCORES_MAX_DEPTH, now ${deepest}`
  throw new NestingError(message, here.level + 1)
}
