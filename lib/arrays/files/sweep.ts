import { join } from 'node:path'
import { isGone, isOwnFolder, parseOwner } from './owner.js'
import { namesIn, removeFolder } from './removing.js'

/** Removes folders of programs that came to their end without removing them. */
export function sweep(base: string): void {
  for (const name of namesIn(base)) {
    const owner = parseOwner(name)
    if (owner && isGone(owner) && isOwnFolder(join(base, name))) removeFolder(join(base, name))
  }
}
