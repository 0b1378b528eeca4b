import { basename } from 'node:path'
import { Worker } from 'node:worker_threads'
import { gate, SHUT_GATE, shutGate } from '../arrays/files/gate.js'
import { onFolder } from '../arrays/files/known-folders.js'
import { parseOwner } from '../arrays/files/owner.js'
import { removeFolder } from '../arrays/files/removing.js'
import { startInDeletedFolder } from './deleted-folder.js'

/** How often the watchdog looks whether the parent still lives, in ms. */
const LOOK_EVERY = 200

/**
 * Makes a worker process end with its parent, however the parent ended and even if the worker is in an endless loop. Folders of
 * files that the two of them had go too.
 * Ctrl-C is for the program, which decides what it means, so workers don't listen to it.
 *
 * @param parent the parent's process id, as told by the parent: it may be gone before it is asked for here
 */
export function neverOutliveParent(parent: number): void {
  const folders = new Set<string>()
  process.on('SIGINT', () => {})
  process.on('disconnect', () => {
    shutGate()
    folders.forEach(removeFolder)
    process.exit(0)
  })
  const running = new Int32Array(new SharedArrayBuffer(4))
  const watchdog = startInDeletedFolder(running, () => new Worker(
    watch(parent),
    // it says nothing: no streams need be opened
    { eval: true, execArgv: [], env: {}, stdout: true, stderr: true, workerData: { gate: gate(), running } },
  ))
  watchdog.on('error', () => {}) // it can't start everywhere: whoever isn't busy hears of the end above
  watchdog.unref()
  onFolder((folder) => {
    if (![parent, process.pid].includes(parseOwner(basename(folder))?.pid ?? 0)) return // its owner may live
    folders.add(folder)
    watchdog.postMessage(folder)
  })
}

/** The watchdog's program. */
function watch(parent: number): string {
  return `
    const { rmSync } = process.getBuiltinModule('fs')
    const { parentPort, workerData: { gate, running } } = process.getBuiltinModule('worker_threads')
    Atomics.store(running, 0, 1)
    Atomics.notify(running, 0)
    const folders = []
    parentPort.on('message', (folder) => folders.push(folder))
    setInterval(() => {
      if (process.ppid === ${parent}) return
      ${SHUT_GATE}
      for (const folder of folders) {
        try { rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 1 }) } catch {}
      }
      process.kill(process.pid, 'SIGKILL')
    }, ${LOOK_EVERY})`
}
