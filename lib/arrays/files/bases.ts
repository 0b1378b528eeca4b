import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'

/** A folder that is memory. */
export const IN_MEMORY = '/dev/shm'

/** How many bytes a folder has room for; undefined where that can't be told. Specs pass one of their own. */
export type Free = (folder: string) => number | undefined

export const freeIn: Free = (folder) => {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return undefined // it isn't there, or Node's permission model forbids to ask
  }
}

/** Where a file may be made, best first. */
export function basesFor(byteLength: number, tempFolder: string | undefined, free = freeIn): readonly string[] {
  if (tempFolder !== undefined) return [resolve(tempFolder)]
  return hasRoom(byteLength, free) ? [IN_MEMORY, tmpdir()] : [tmpdir()]
}

/** All of them. */
export function allBases(tempFolder: string | undefined): readonly string[] {
  return basesFor(0, tempFolder, () => Infinity)
}

/** Files in memory count as memory of the container, of which they are to leave half. */
function hasRoom(byteLength: number, free: Free): boolean {
  const allowed = (process.constrainedMemory() || Infinity) / 2
  return byteLength * 1.1 <= Math.min(free(IN_MEMORY) ?? -1, allowed)
}
