import { LargeArrayError } from '../model/errors.js'
import { warn } from '../model/warn.js'

const INSTALL = "install the optional package koffi (npm install koffi), by which processes map files into memory"
const told = new Set<string>()

/** Once a program. */
export function warnOfNoMmap(): void {
  warnOnce(
    `large arrays reach each worker process as a copy of its own, read from a file: ${INSTALL}. ` +
    'ALLCORES_MMAP=0 in the environment says that this is as it should be; mmapMode: null sends arrays with each task instead',
  )
}

/** Once a program. */
export function warnOfNoFiles(): void {
  warnOnce(
    'large arrays are copied with each task: no file can be made through which processes could share them. ' +
    'Name a folder that this program may write to as tempFolder; mmapMode: null has all arrays copied without this warning',
  )
}

function warnOnce(message: string): void {
  if (told.has(message)) return
  told.add(message)
  warn('WARN_NO_MMAP', message)
}

/** For arrays that tasks are to write to for everybody. */
export function noMmap(bytes: number): LargeArrayError {
  const message =
    `an array's buffer of ${bytes} bytes can't be lent to processes to write to (mmapMode: 'r+'), since they can't map files ` +
    `here: ${INSTALL}, use threads, or have tasks return what they change`
  return new LargeArrayError('ERR_ARRAY_NO_MMAP', message, bytes)
}
