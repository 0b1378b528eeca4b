import { AsyncLocalStorage } from 'node:async_hooks'
import { ofThread } from '../model/of-thread.js'
import type { ScopeOptions } from './names.js'

interface Scope {
  readonly options: ScopeOptions
  readonly outer: Scope | undefined
}

interface Scopes {
  /** What was set for the whole program, the newest last. */
  readonly program: ScopeOptions[]
  /** Made when it is first needed: on Node 20 it makes every promise of the program slower. */
  chains: AsyncLocalStorage<Scope> | undefined
}

const scopes = ofThread<Scopes>('scopes', () => ({ program: [], chains: undefined }))

/** What is set around the code that asks: the innermost first, then what is set for the whole program. */
export function scopesHere(): readonly ScopeOptions[] {
  const here: ScopeOptions[] = []
  for (let scope = scopes.chains?.getStore(); scope; scope = scope.outer) here.push(scope.options)
  return [...here, ...scopesOfProgram()]
}

export function scopesOfProgram(): readonly ScopeOptions[] {
  return scopes.program.toReversed()
}

/** For all that `fn` does, and whatever follows from it. */
export function runInScope<T>(options: ScopeOptions, fn: () => T): T {
  scopes.chains ??= new AsyncLocalStorage()
  return scopes.chains.run({ options, outer: scopes.chains.getStore() }, fn)
}

/** @returns takes it back, whatever was set or taken back meanwhile */
export function setForProgram(options: ScopeOptions): () => void {
  scopes.program.push(options)
  return () => {
    const place = scopes.program.indexOf(options)
    if (place >= 0) scopes.program.splice(place, 1)
  }
}
