import { closeSync, openSync } from 'node:fs'

/** How long a thread may take to start, in ms. */
const LONGEST_START = 2000

/**
 * Starts a thread also where the working folder was deleted: there Node's threads fail at their first step. Linux has a way
 * back into such a folder, so the process leaves it until the thread says that it runs.
 *
 * @param running where the thread puts 1 when it runs
 */
export function startInDeletedFolder<T>(running: Int32Array, start: () => T): T {
  const folder = process.platform === 'linux' && isDeleted() ? openFolder() : undefined
  if (folder === undefined) return start()
  process.chdir('/')
  try {
    const started = start()
    Atomics.wait(running, 0, 0, LONGEST_START)
    return started
  } finally {
    process.chdir(`/proc/self/fd/${folder}`)
    closeSync(folder)
  }
}

function isDeleted(): boolean {
  try {
    process.cwd()
    return false
  } catch {
    return true
  }
}

function openFolder(): number | undefined {
  try {
    return openSync('.', 'r')
  } catch {
    return undefined // it may not be permitted
  }
}
