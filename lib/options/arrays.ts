import { resolve } from 'node:path'
import { type ArrayOptions, tempFolderOfEnvironment } from '../model/array-options.js'
import { bytesOf } from './bytes.js'
import { invalid, oneOf } from './checks.js'
import { MMAP_MODES, type ParallelOptions } from './parallel-options.js'

type Given = Pick<ParallelOptions, 'maxNbytes' | 'mmapMode' | 'strictReadonly' | 'tempFolder'>

/** The size in bytes from which on sharing an array costs less than copying it twice. */
export const MAX_NBYTES = 2 ** 20

/** What the options for large arrays come to; undefined where no array is shared. */
export function resolveArrays({ maxNbytes, mmapMode, strictReadonly = false, tempFolder }: Given): ArrayOptions | undefined {
  const bytes = resolveMaxNbytes(maxNbytes)
  const mode = mmapMode === null ? null : oneOf('mmapMode', MMAP_MODES, mmapMode, "'r', 'c', 'r+', 'w+' or null")
  if (typeof strictReadonly !== 'boolean') throw invalid('strictReadonly', 'true or false', strictReadonly)
  if (strictReadonly && mode !== 'r') throw invalid('strictReadonly', "false unless mmapMode is 'r'", strictReadonly)
  const folder = resolveTempFolder(tempFolder)
  if (bytes === null || mode === null || bytes === Infinity) return undefined
  const access = mode === 'w+' ? 'r+' : mode
  const least = access === 'r+' ? 0 : MAX_NBYTES // what tasks write to copies would be lost
  return { maxNbytes: bytes ?? least, mmapMode: access, strictReadonly, tempFolder: folder }
}

function resolveMaxNbytes(given: unknown): number | null | undefined {
  if (given === undefined || given === null) return given
  const bytes = bytesOf(given)
  if (bytes !== undefined && bytes >= 0) return bytes
  throw invalid('maxNbytes', "a number of bytes, 0 for all arrays, text such as '500M', or null for none", given)
}

function resolveTempFolder(given: unknown): string | undefined {
  if (given === undefined) return tempFolderOfEnvironment()
  if (typeof given === 'string' && given !== '') return resolve(given) // tasks may change the current folder
  throw invalid('tempFolder', 'the name of a folder', given)
}
