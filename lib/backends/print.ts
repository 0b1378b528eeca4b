import { Writable } from 'node:stream'
import { isMainThread } from 'node:worker_threads'
import { asBuffer } from '../wire/buffers.js'
import type { PrintMessage } from '../wire/message.js'

/** Streams that something was printed to that they may not have passed on yet. */
const behind = new Set<Writable>()

/** Writes to this program's output what a worker has written: in one write, so that lines stay whole. */
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

/** Resolves when what was printed is passed on, so that it arrives whatever becomes of this process; undefined: it is. */
export function printed(): Promise<unknown> | undefined {
  if (!isMainThread) return undefined // it passes things on to the main thread, which may be waiting for this one
  for (const stream of behind) if (!(stream.writableLength > 0)) behind.delete(stream)
  return behind.size > 0 ? Promise.all([...behind].map(passedOn)) : undefined
}

/** Waits for a stream, past a `write` that the program has put there: that may forget about callbacks. */
function passedOn(stream: Writable): Promise<unknown> {
  return new Promise((resolve) => Reflect.apply(Writable.prototype.write, stream, ['', resolve]))
}
