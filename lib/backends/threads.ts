import type { Worker } from 'node:worker_threads'
import type { Backend } from '../model/backend.js'
import { canCloneToThread } from '../wire/uncloneable.js'
import { coded } from './coded.js'
import { flagsForThread } from './flags.js'
import { PooledExecutor } from './pooled-executor.js'
import type { Transport } from './transport.js'

const transport: Transport<Worker> = {
  kind: 'thread',
  noun: 'worker thread',
  options({ env, resourceLimits }) {
    const execArgv = flagsForThread(process.execArgv)
    return {
      workerType: 'thread',
      workerThreadOpts: {
        name: 'allcores',
        ...(execArgv && { execArgv }),
        ...(env && { env: { ...process.env, ...env } }),
        ...(resourceLimits && { resourceLimits }),
      },
    }
  },
  folder: () => undefined,
  canClone: canCloneToThread,
  sharesMemory: true,
  keepAlive: (worker, alive) => (alive ? worker.ref() : worker.unref()),
  send: (worker, message, transfer) => worker.postMessage(message, transfer),
  onMessage(worker, heard, unreadable) {
    worker.on('message', heard)
    worker.on('messageerror', unreadable)
  },
  kill: (worker) => void worker.terminate(),
  pid: () => process.pid,
  onGone: (worker, gone) => worker.once('exit', (exitCode) => gone(exitCode, null)),
}

/** Worker threads: a heap of their own each, shared array buffers shared. Mirrors nothing in joblib: there is no GIL. */
export const threads: Backend = {
  name: 'threads',
  traits: { inline: false, batches: true, memory: 'shared-buffers', timeouts: 'all' },
  open: (options) => coded(new PooledExecutor(transport, options), options.codec),
}
