import { readdirSync, rmdirSync, rmSync, unlinkSync } from 'node:fs'

/*
 * Others may remove the same, at the same time; what can't be removed stays.
 */

export function removeFile(file: string): void {
  try {
    unlinkSync(file)
  } catch {}
}

/** Removes a folder with all that is in it. */
export function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 1 })
  } catch {}
}

export function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {}
}

/** The names of what is in a folder; none if there is no such folder. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
