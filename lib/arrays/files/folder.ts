import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ofThread } from '../../model/of-thread.js'
import { allBases } from './bases.js'
import { noteFolder } from './known-folders.js'
import { isOwnFolder, ownName } from './owner.js'
import { namesIn, removeFile, removeFolder, removeIfEmpty } from './removing.js'
import { isResult } from './result-name.js'
import { sweep } from './sweep.js'

const state = ofThread('array folders', () => ({
  /** Where this thread's folder may be. */
  bases: new Set<string>(),
  swept: new Set<string>(),
  /** How many calls run. */
  calls: 0,
  /** There may be something to remove. */
  isUntidy: false,
  removesAtExit: false,
}))

/** Values of the option whose bases are known: to ask the system for its folder takes 2 µs, which a call notices. */
const known = new Set<string | undefined>()

/**
 * Notes that a call begins whose workers may make files, and returns what must be called when it ends. The folder goes with the
 * last call, unless it is in use.
 */
export function useFolders(tempFolder: string | undefined): () => void {
  if (!known.has(tempFolder)) for (const base of allBases(tempFolder)) rememberBase(base)
  known.add(tempFolder)
  state.calls++
  let ended = false
  return () => {
    if (ended) return
    ended = true
    state.calls--
    tidyFolders()
  }
}

/** This thread's folder in a base; it is made if need be. */
export function ownFolder(base: string): string {
  rememberBase(base)
  noteUntidy()
  if (!state.swept.has(base)) sweep(base)
  state.swept.add(base)
  return makeFolder(base, ownName())
}

/** A folder that only this user can look into; it may be there already. */
export function makeFolder(base: string, name: string): string {
  const folder = join(base, name)
  noteFolder(folder)
  makeBase(base)
  try {
    mkdirSync(folder, 0o700)
  } catch (error) {
    if (!isOwnFolder(folder)) throw error
  }
  return folder
}

/** Node's own way to make a folder with those around it (`recursive`) never comes back below /proc, where none can be made. */
function makeBase(base: string): void {
  const above = dirname(base)
  try {
    makeOne(base)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || above === base) throw error
    makeBase(above)
    makeOne(base)
  }
}

function makeOne(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
  }
}

/** Notes that something was made in a folder, here or by a worker, that must be removed later. */
export function noteUntidy(): void {
  state.isUntidy = true
}

/** Removes results and empty folders if no call runs: nobody waits for results then. */
export function tidyFolders(): void {
  if (state.calls > 0 || !state.isUntidy) return
  state.isUntidy = false
  removeResults()
  for (const base of state.bases) removeIfEmpty(join(base, ownName()))
}

/**
 * Removes results that nobody will read.
 *
 * @param workerPid whose; undefined: any worker's
 */
export function removeResults(workerPid?: number): void {
  for (const folder of [...state.bases].map((base) => join(base, ownName()))) {
    for (const name of namesIn(folder)) if (isResult(name, workerPid)) removeFile(join(folder, name))
  }
}

/** Notes where files of this thread are, so that they are removed at the latest when it ends. */
export function rememberBase(base: string): void {
  state.bases.add(base)
  if (state.removesAtExit) return
  state.removesAtExit = true
  process.on('exit', () => {
    for (const base of state.bases) removeFolder(join(base, ownName()))
  })
}
