import { Worker } from 'node:worker_threads'

/** How often the watchdog looks whether the parent still lives, in ms. */
const LOOK_EVERY = 200

/**
 * Makes a worker process end with its parent, however the parent ended and even if the worker is in an endless loop.
 * Ctrl-C is for the program, which decides what it means, so workers don't listen to it.
 *
 * @param parent the parent's process id, as told by the parent: it may be gone before it is asked for here
 */
export function neverOutliveParent(parent: number): void {
  process.on('SIGINT', () => {})
  process.on('disconnect', () => process.exit(0))
  const watchdog = new Worker(
    `setInterval(() => { if (process.ppid !== ${parent}) process.kill(process.pid, 'SIGKILL') }, ${LOOK_EVERY})`,
    { eval: true, execArgv: [], env: {}, stdout: true, stderr: true }, // it says nothing: no streams need be opened
  )
  watchdog.unref()
}
