import type { TaskFunction } from '../model/task.js'
import { checkObject, invalid } from '../options/checks.js'
import { nameOf } from './members.js'
import { defaultTarget, type Target, targetNamed } from './targets.js'
import type { CallOptions, InbatchOptions } from './types.js'

const CALL_OPTIONS = ['nWorkers', 'target', 'debug', 'timeout', 'signal'] as const satisfies readonly (keyof CallOptions)[]

/** Named values, those that are options of a call apart from the others. */
export interface Sorted {
  readonly options: CallOptions
  readonly others: Readonly<Record<string, unknown>>
}

export function sortNamed(named: object): Sorted {
  const isOption = (name: string) => CALL_OPTIONS.some((option) => option === name)
  const entries = Object.entries(named)
  return {
    options: Object.fromEntries(entries.filter(([name, value]) => isOption(name) && value !== undefined)),
    others: Object.fromEntries(entries.filter(([name]) => !isOption(name))),
  }
}

/** What the decorator was given, checked. */
export interface Declared {
  readonly init: unknown
  readonly post: InbatchOptions['post']
  readonly options: CallOptions
  readonly extras: Readonly<Record<string, unknown>>
}

/** @throws OptionError `ERR_INVALID_OPTION` */
export function readDeclared(given: unknown): Declared {
  checkObject('options', "an object such as { init: 'indices' }", given)
  const { init, post, ...rest } = given as Partial<InbatchOptions>
  if (!isInit(init)) throw invalid('init', "a name such as 'indices', a function or an iterable", init)
  if (!isPost(post)) throw invalid('post', "a method's name or a function", post)
  const { options, others } = sortNamed(rest)
  return { init, post, options, extras: others }
}

function isInit(init: unknown): boolean {
  return typeof init === 'string' || typeof init === 'function' || (typeof init === 'object' && init !== null)
}

function isPost(post: unknown): post is InbatchOptions['post'] {
  return post === undefined || typeof post === 'string' || typeof post === 'function'
}

/** How a call runs. */
export interface Manner extends Omit<CallOptions, 'target'> {
  readonly target: Target
  /** The decorator says so, whatever the call says. */
  readonly returnsFunction: boolean
}

/** @throws OptionError `ERR_INVALID_OPTION`; TypeError for a target that needs another kind of method */
export function mannerOf(method: TaskFunction, declared: CallOptions, called: CallOptions = {}): Manner {
  const options = { ...declared, ...called }
  const ofMethod = declared.target === undefined ? defaultTarget(method) : targetNamed(declared.target)
  const target = called.target === undefined ? ofMethod : targetNamed(called.target)
  const { returnsFunction } = ofMethod
  if (target.returnsFunction && !returnsFunction) throw needsFunction(nameOf(method), target, ofMethod)
  checkDebug(options.debug, target)
  checkWorkers(options.nWorkers)
  return { ...options, target, returnsFunction }
}

function checkDebug(debug: unknown, target: Target): void {
  if (debug !== undefined && typeof debug !== 'boolean') throw invalid('debug', 'true or false', debug)
  if (debug && target.name !== 'for') {
    throw invalid('debug', `false with target '${target.name}'`, debug, "The first error ends the call with target 'for' only")
  }
}

function checkWorkers(nWorkers: unknown): void {
  if (nWorkers === undefined || (Number.isSafeInteger(nWorkers) && (nWorkers as number) >= 1)) return
  throw invalid('nWorkers', 'a whole number of at least 1', nWorkers, "Leave it out for the target's default")
}

function needsFunction(name: string, target: Target, ofMethod: Target): TypeError {
  const what = `target '${target.name}' runs the function that a method returns`
  const got = `${name}() is a method for target '${ofMethod.name}'`
  const wayOut = `Give the decorator target: '${target.name}', and return the function from the method`
  return new TypeError(`${what}, and ${got}. ${wayOut}`)
}
