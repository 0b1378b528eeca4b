import { writeSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { fromBytes, toBytes } from '../wire/bytes.js'
import { type FromProcess, FRAMES_FD, toFrame } from '../wire/frames.js'
import type { LogMessage, PrintMessage } from '../wire/message.js'
import { canCloneToProcess, canCloneToThread } from '../wire/uncloneable.js'

/** How a worker talks to its parent, the same for a thread and a process. */
export interface Channel {
  readonly isProcess: boolean
  /** Sends a message of ours. */
  send(message: object, transfer?: ArrayBuffer[]): void
  /** Sends what was written: it is heard before all that is sent later, even should this worker end at once. */
  print(message: PrintMessage | LogMessage): void
  onMessage(listener: (message: object) => void): void
  /** Resolves once all that was sent will arrive, even should this worker end; undefined: it will. */
  sent(): Promise<void> | undefined
  /** Sends a message of workerpool's protocol. */
  answer(message: unknown): void
  onRequest(listener: (message: unknown) => void): void
  /** Whether a value can go through {@link send}. */
  canClone(value: unknown): boolean
}

export function openChannel(): Channel {
  if (parentPort) return threadChannel(parentPort)
  if (process.send) return processChannel()
  throw new Error('allcores/worker is a worker program: it is started by allcores, not by itself')
}

function threadChannel(port: NonNullable<typeof parentPort>): Channel {
  port.on('messageerror', (error) => {
    throw error
  })
  return {
    isProcess: false,
    send: (message, transfer) => port.postMessage(message, transfer),
    sent: () => undefined,
    print: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', listener),
    answer: (message) => port.postMessage(message),
    onRequest: (listener) => port.on('message', listener),
    canClone: canCloneToThread,
  }
}

/** The channel of a process. Our own messages travel as bytes: a reader that fails to decode them can say so. */
function processChannel(): Channel {
  let unsent = 0
  let frames = 0
  const onSent: (() => void)[] = []
  const done = () => {
    if (--unsent > 0) return
    for (const resolve of onSent.splice(0)) resolve()
  }
  const send = (message: unknown) => {
    if (!process.connected) return // the parent may be gone any moment
    unsent++
    process.send!(message, undefined, undefined, done)
  }
  return {
    isProcess: true,
    send: (message) => send(toBytes({ frames, message } satisfies FromProcess)),
    print(message) {
      writeAll(FRAMES_FD, toFrame(message))
      frames++
    },
    sent: () => (unsent > 0 ? new Promise((resolve) => onSent.push(resolve)) : undefined),
    onMessage: (listener) =>
      process.on('message', (message) => message instanceof Uint8Array && listener(fromBytes(message) as object)),
    answer: send,
    onRequest: (listener) => process.on('message', listener),
    canClone: canCloneToProcess,
  }
}

/** Writes all bytes, and waits while the parent doesn't read: what is written is never lost, nor kept in memory. */
function writeAll(fd: number, bytes: Uint8Array): void {
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
  } catch {
    // the parent is gone, and this worker about to be
  }
}
