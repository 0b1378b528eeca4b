import { Worker } from 'node:worker_threads'

/** How often the watchdog looks whether the parent still lives, in ms. */
const LOOK_EVERY = 200

/**
 * Makes a worker process end with its parent, however the parent ended and even if the worker is in an endless loop.
 * Ctrl-C reaches every process of the terminal: the parent decides what it means, so workers don't listen to it.
 */
export function neverOutliveParent(): void {
  process.on('SIGINT', () => {})
  process.on('disconnect', () => process.exit(0))
  const watchdog = new Worker(
    `const parent = ${process.ppid}
     setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL') }, ${LOOK_EVERY})`,
    { eval: true, execArgv: [], env: {}, resourceLimits: { maxOldGenerationSizeMb: 8, stackSizeMb: 1 } },
  )
  watchdog.unref()
}
