import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'

/** The folder whose files are in memory. */
export const IN_MEMORY = '/dev/shm'

/** How many bytes a folder has room for; undefined where that can't be told. Specs pass one of their own. */
export type Free = (folder: string) => number | undefined

export const freeIn: Free = (folder) => {
  try {
    const { bavail, bsize, blocks } = statfsSync(folder)
    return blocks > 0 ? bavail * bsize : undefined // /proc and the like count none
  } catch {
    return undefined // it isn't there, or Node's permission model forbids to ask
  }
}

/** Where files may be made, best first. */
export function allBases(tempFolder: string | undefined): readonly string[] {
  return tempFolder === undefined ? [IN_MEMORY, tmpdir()] : [resolve(tempFolder)]
}

/** Where a file of so many bytes may be made: in a folder that somebody has named it is tried in any case. */
export function basesFor(byteLength: number, tempFolder: string | undefined, free = freeIn): readonly string[] {
  const [first, ...others] = allBases(tempFolder)
  return tempFolder !== undefined || hasRoom(byteLength, free) ? [first!, ...others] : others
}

/** Room is wanted for a tenth more: others write there too. */
const MARGIN = 1.1
/** Files in memory count as memory of the container, which the program needs itself. */
const MOST_OF_CONTAINER = 1 / 2

function hasRoom(byteLength: number, free: Free): boolean {
  const allowed = (process.constrainedMemory() || Infinity) * MOST_OF_CONTAINER
  return byteLength * MARGIN <= Math.min(free(IN_MEMORY) ?? -1, allowed)
}
