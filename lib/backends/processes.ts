import type { ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { WorkerStartError } from '../model/errors.js'
import type { Backend } from '../model/backend.js'
import { ownUrl } from '../model/own-url.js'
import { fromBytes, toBytes } from '../wire/bytes.js'
import { type FromProcess, FRAMES_FD } from '../wire/frames.js'
import type { FromWorker } from '../wire/message.js'
import { canCloneToProcess } from '../wire/uncloneable.js'
import { coded } from './coded.js'
import { currentFolder } from './current-folder.js'
import { flagsForLimits, flagsForProcess } from './flags.js'
import { PooledExecutor } from './pooled-executor.js'
import type { Transport } from './transport.js'
import { TwoWays } from './two-ways.js'

const load = createRequire(ownUrl)

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
  start: withFrames,
  folder: currentFolder,
  canClone: canCloneToProcess,
  sharesMemory: false,
  keepAlive(child, alive) {
    alive ? child.ref() : child.unref()
    alive ? child.channel?.ref() : child.channel?.unref()
    alive ? framesOf(child)?.ref() : framesOf(child)?.unref()
  },
  // serialized here, because what Node itself can't read again it throws at the whole program
  send: (child, message) => void child.send(toBytes(message)),
  onMessage(child, heard, unreadable) {
    const ways = new TwoWays(checkedFramesOf(child), heard)
    child.on('message', (bytes) => {
      if (!(bytes instanceof Uint8Array)) return // workerpool's own
      try {
        const { frames, message } = fromBytes(bytes) as FromProcess
        ways.after(frames, () => heard(message as FromWorker))
      } catch (error) {
        unreadable(error)
      }
    })
  },
  kill: (child) => void child.kill('SIGKILL'),
  pid: (child) => child.pid ?? 0, // it may not have come to be
  onGone: (child, gone) => child.once('close', gone), // after its exit, when all it said has been read
}

/** Worker processes: nothing shared, and nothing a task does can harm the program. Mirrors joblib's `loky`. */
export const processes: Backend = {
  name: 'processes',
  traits: { inline: false, batches: true, memory: 'none', timeouts: 'all' },
  open: (options) => coded(new PooledExecutor(transport, options), options.codec),
}

/** workerpool leaves no room for a pipe more, so it is added to what it asks Node for. */
function withFrames<T>(start: () => T): T {
  const node = load('node:child_process') as typeof import('node:child_process')
  const { fork } = node
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc', 'pipe'] as const
  const withPipe = (script: string, args: string[], options: object) => fork(script, args, { ...options, stdio: [...stdio] })
  node.fork = withPipe as typeof fork
  try {
    return start()
  } finally {
    node.fork = fork
  }
}

function framesOf(child: ChildProcess): Socket | undefined {
  return (child.stdio as ChildProcess['stdio'] | undefined)?.[FRAMES_FD] as Socket | undefined // none if it has not come to be
}

function checkedFramesOf(child: ChildProcess): Socket | undefined {
  const frames = framesOf(child)
  if (frames || child.pid === undefined) return frames
  throw new WorkerStartError('the installed workerpool starts processes in another way: install workerpool >=10.0.3 <11')
}
