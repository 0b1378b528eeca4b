import { ownName } from '../arrays/files/owner.js'
import type { ArrayOptions } from '../model/array-options.js'
import type { ExecutorOptions } from '../model/backend.js'
import type { ResultSettings } from '../model/tokens.js'
import { MAX_NBYTES } from '../options/arrays.js'
import { coresLeft } from '../options/nesting.js'
import type { BatchSettings } from '../wire/message.js'
import type { Transport } from './transport.js'

/** The settings that travel with every batch of an executor: what goes without saying is left out. */
export function batchSettings(options: ExecutorOptions, { kind }: Transport): BatchSettings {
  const { nJobs, timeout, traced, maxMemoryPerWorker: maxMemory, arrays, onLog } = options
  return {
    cores: coresLeft(nJobs),
    ...(timeout !== undefined && { reportEach: true }),
    ...(traced && { traced }),
    ...(onLog && { logs: true }),
    ...(maxMemory !== undefined && { maxMemory }),
    results: resultSettings(arrays ?? (kind === 'thread' ? MOVED : NONE), kind),
    ...(arrays?.strictReadonly && { strict: true }),
  }
}

type ResultArrays = Pick<ArrayOptions, 'maxNbytes' | 'tempFolder'>

/** Where no arrays are shared, threads move results all the same: only what views see of their buffers is copied then. */
const MOVED: ResultArrays = { maxNbytes: MAX_NBYTES, tempFolder: undefined }
const NONE: ResultArrays = { maxNbytes: Infinity, tempFolder: undefined }

function resultSettings({ maxNbytes, tempFolder }: ResultArrays, kind: Transport['kind']): ResultSettings {
  const folder = tempFolder !== undefined && { tempFolder }
  // by default, too: nobody wants to have each small result in a file, or memory, of its own
  return { maxNbytes: maxNbytes || MAX_NBYTES, ...folder, ...(kind === 'process' && { owner: ownName() }) }
}
