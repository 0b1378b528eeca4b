import { warnOnce } from '../../model/warn.js'

/** Warns once a program that files can't be mapped, unless that was asked for. */
export function warnOfNoMmap(): void {
  if (process.env.ALLCORES_MMAP === '0') return
  warnOnce(
    'WARN_NO_MMAP',
    `each worker process has a copy of its own of large arrays: ${reason()}. ALLCORES_MMAP=0 in the environment has them ` +
    'copied so without this warning; mmapMode: null has them copied with each task',
  )
}

function reason(): string {
  if (process.platform === 'win32') return 'files are not mapped into memory on Windows'
  return 'the optional package koffi, by which they share memory, can\'t be loaded. Install it (npm install koffi)'
}

/** Warns once a program that no files can be made. */
export function warnOfNoFiles(): void {
  warnOnce(
    'WARN_NO_MMAP',
    'large arrays are copied with each task: no file can be made through which processes could share them. ' +
    'Name a folder that this program may write to (tempFolder). mmapMode: null has arrays copied without this warning',
  )
}
