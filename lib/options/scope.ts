import { AsyncLocalStorage } from 'node:async_hooks'
import { ofThread } from '../model/of-thread.js'
import type { ScopeOptions } from './names.js'

/** Options that are in force while a function runs, and the scope that it runs in. */
interface Scope {
  readonly options: ScopeOptions
  readonly outer: Scope | undefined
}

interface Scopes {
  /** Options that were set for the whole program, the newest last. */
  readonly program: ScopeOptions[]
  /** The innermost scope of the code that runs. Made when it is first needed: on Node 20 it makes every promise slower. */
  chains: AsyncLocalStorage<Scope> | undefined
}

const scopes = ofThread<Scopes>('scopes', () => ({ program: [], chains: undefined }))

/** The options of the scopes around the code that asks: the innermost first, those for the whole program last. */
export function scopesHere(): readonly ScopeOptions[] {
  const here: ScopeOptions[] = []
  for (let scope = scopes.chains?.getStore(); scope; scope = scope.outer) here.push(scope.options)
  return [...here, ...scopesOfProgram()]
}

/** The options that were set for the whole program, the newest first. */
export function scopesOfProgram(): readonly ScopeOptions[] {
  return scopes.program.toReversed()
}

/** Calls `fn` with options in force for all that it does, and whatever follows from it. */
export function runInScope<T>(options: ScopeOptions, fn: () => T): T {
  scopes.chains ??= new AsyncLocalStorage()
  return scopes.chains.run({ options, outer: scopes.chains.getStore() }, fn)
}

/**
 * Puts options in force for the whole program.
 *
 * @returns a function that takes them back, whatever was set or taken back meanwhile
 */
export function setForProgram(options: ScopeOptions): () => void {
  scopes.program.push(options)
  return () => {
    const place = scopes.program.indexOf(options)
    if (place >= 0) scopes.program.splice(place, 1)
  }
}
