import { warn } from '../model/warn.js'

const told = new Set<string>()

/** Once a program, unless it is meant. */
export function warnOfNoMmap(): void {
  if (process.env.ALLCORES_MMAP === '0') return
  warnOnce(
    'each worker process has a copy of its own of large arrays: they are shared by the optional package koffi, which maps files ' +
    'into memory and is not there. Install it (npm install koffi). ALLCORES_MMAP=0 in the environment has each worker copy ' +
    'them without this warning; mmapMode: null has them copied with each task',
  )
}

/** Once a program. */
export function warnOfNoFiles(): void {
  warnOnce(
    'large arrays are copied with each task: no file can be made through which processes could share them, or too many are open. ' +
    'Name a folder that this program may write to (tempFolder). mmapMode: null has arrays copied without this warning',
  )
}

function warnOnce(message: string): void {
  if (told.has(message)) return
  told.add(message)
  warn('WARN_NO_MMAP', message)
}
