import { ofThread } from '../../model/of-thread.js'

interface Importing {
  count: number
  /** The latest one. */
  specifier: string
  /** Why code that ran meanwhile did not get what it wanted. */
  refusal: Error | undefined
}

const state = ofThread('importing', (): Importing => ({ count: 0, specifier: '', refusal: undefined }))

/** The module that a worker is loading for a function, if it is: code that runs now may be the whole program again. */
export function importing(): string | undefined {
  return state.count > 0 ? state.specifier : undefined
}

/** Has the modules that are being loaded now count as not to be had: they run code that must not run in a worker. */
export function refuseImport(refusal: Error): void {
  if (state.count > 0) state.refusal = refusal
}

/**
 * Checks whether the import has been refused.
 *
 * @throws the refusal
 */
export function checkImport(): void {
  if (state.refusal) throw state.refusal
}

/** Notes that a module is being loaded. Returns a function to call when it is loaded, or can't be. */
export function beginImport(specifier: string): () => void {
  state.count++
  state.specifier = specifier
  return endImport
}

function endImport(): void {
  state.count--
  if (state.count === 0) state.refusal = undefined
}
