import { Writable } from 'node:stream'
import { isMainThread } from 'node:worker_threads'
import { asBuffer } from '../wire/buffers.js'
import type { PrintMessage } from '../wire/message.js'

/** Streams that something was printed to, and that may not have passed it on. */
const behind = new Set<Writable>()

/** Writes what a worker has written: a write each, so that lines stay whole. */
export function print({ stream, chunk }: PrintMessage): void {
  try {
    // a Buffer, as streams give and as a `write` of the program's own expects
    process[stream].write(typeof chunk === 'string' ? chunk : asBuffer(chunk))
    behind.add(process[stream])
  } catch (error) {
    process.nextTick(() => {
      throw error // of a `write` that the program has put there; who reads what workers say is not to stumble over it
    })
  }
}

/** Resolves when what was printed has been passed on, whatever becomes of this process; undefined: it has. */
export function printed(): Promise<unknown> | undefined {
  if (!isMainThread) return undefined // it passes things on to the main thread, which may be waiting for this one
  for (const stream of behind) if (!(stream.writableLength > 0)) behind.delete(stream)
  return behind.size > 0 ? Promise.all([...behind].map(passedOn)) : undefined
}

/** Past a `write` that the program has put there: it may forget about callbacks. */
function passedOn(stream: Writable): Promise<unknown> {
  return new Promise((resolve) => Reflect.apply(Writable.prototype.write, stream, ['', resolve]))
}
