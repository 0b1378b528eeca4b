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

/** Modules that are being loaded now run code that must not run in a worker: they count as not to be had. */
export function refuseImport(refusal: Error): void {
  if (state.count > 0) state.refusal = refusal
}

/** @throws that refusal */
export function checkImport(): void {
  if (state.refusal) throw state.refusal
}

/** @returns to be called when the module is loaded, or can't be */
export function beginImport(specifier: string): () => void {
  state.count++
  state.specifier = specifier
  return endImport
}

function endImport(): void {
  state.count--
  if (state.count === 0) state.refusal = undefined
}
