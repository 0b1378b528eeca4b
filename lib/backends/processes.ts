import type { ChildProcess } from 'node:child_process'
import type { Backend } from '../model/backend.js'
import { fromBytes, toBytes } from '../wire/bytes.js'
import type { FromWorker } from '../wire/message.js'
import { canCloneToProcess } from '../wire/uncloneable.js'
import { coded } from './coded.js'
import { currentFolder } from './current-folder.js'
import { flagsForLimits, flagsForProcess } from './flags.js'
import { PooledExecutor } from './pooled-executor.js'
import type { Transport } from './transport.js'

const transport: Transport<ChildProcess> = {
  kind: 'process',
  noun: 'worker process',
  options: ({ env, resourceLimits }) => ({
    workerType: 'process',
    forkArgs: [String(process.pid)],
    forkOpts: {
      serialization: 'advanced',
      execArgv: [...flagsForProcess(process.execArgv), ...flagsForLimits(resourceLimits)],
      ...(env && { env: { ...process.env, ...env } }),
      detached: process.platform !== 'win32', // Ctrl-C is for the program, which decides what it means
    },
  }),
  folder: currentFolder,
  canClone: canCloneToProcess,
  sharesMemory: false,
  keepAlive(child, alive) {
    alive ? child.ref() : child.unref()
    alive ? child.channel?.ref() : child.channel?.unref()
  },
  // serialized here, because what Node itself can't read again it throws at the whole program
  send: (child, message) => void child.send(toBytes(message)),
  onMessage(child, heard, unreadable) {
    child.on('message', (message) => {
      if (!(message instanceof Uint8Array)) return // workerpool's own
      try {
        heard(fromBytes(message) as FromWorker)
      } catch (error) {
        unreadable(error)
      }
    })
  },
  kill: (child) => void child.kill('SIGKILL'),
  pid: (child) => child.pid ?? 0, // it may not have come to be
  onGone(child, gone) {
    child.once('exit', (exitCode, signal) => {
      // what it said last may still be on its way
      if (child.connected) child.once('disconnect', () => gone(exitCode, signal))
      else gone(exitCode, signal)
    })
  },
}

/** Worker processes: nothing shared, and nothing a task does can harm the program. Mirrors joblib's `loky`. */
export const processes: Backend = {
  name: 'processes',
  traits: { inline: false, batches: true, memory: 'none', timeouts: 'all' },
  open: (options) => coded(new PooledExecutor(transport, options), options.codec),
}
