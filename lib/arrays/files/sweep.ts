import { lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isGone, ownUid, parseOwner } from './owner.js'

/** Removes folders of programs that came to their end without removing them. */
export function sweep(base: string): void {
  for (const name of namesIn(base)) {
    const owner = parseOwner(name)
    if (owner && isGone(owner) && isOwnFolder(join(base, name))) removeFolder(join(base, name))
  }
}

/** Whether it is a folder, and this user's: anybody may make something of that name. */
export function isOwnFolder(folder: string): boolean {
  try {
    const stat = lstatSync(folder)
    return stat.isDirectory() && (process.getuid === undefined || stat.uid === ownUid())
  } catch {
    return false
  }
}

export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** With all that is in it. Others may remove it too, at the same time; what can't be removed stays. */
export function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 1 })
  } catch {}
}
