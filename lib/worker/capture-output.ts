import type { Writable } from 'node:stream'
import type { PrintMessage } from '../wire/message.js'

type Stream = PrintMessage['stream']
type Hear = (stream: Stream, chunk: PrintMessage['chunk']) => void

/** Has `hear` get what is written to stdout and stderr from now on, at once; the streams get nothing of it. */
export function captureOutput(hear: Hear): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const { get, value } = Object.getOwnPropertyDescriptor(process, name)!
    let tapped: Writable | undefined
    // opening them takes a millisecond, and many workers write nothing
    const open = () => (tapped ??= tap(get ? Reflect.apply(get, process, []) : value, (chunk) => hear(name, chunk)))
    Object.defineProperty(process, name, { get: open, configurable: true, enumerable: true })
  }
}

/** Taps a stream below `write`, which others replace, and which knows what can be written and when callbacks are due. */
function tap(stream: Writable, hear: (chunk: PrintMessage['chunk']) => void): Writable {
  const write: Writable['_write'] = (chunk: string | Uint8Array, encoding, done) => {
    if (chunk.length > 0) hear(asTextOrBytes(chunk, encoding))
    done()
  }
  return Object.assign(stream, { _write: write, _writev: undefined })
}

/** A chunk as text, as Node would write it, or as bytes that are nobody else's. */
function asTextOrBytes(chunk: string | Uint8Array, encoding: BufferEncoding): string | Uint8Array {
  if (typeof chunk !== 'string') return new Uint8Array(chunk)
  return /^utf-?8$/i.test(encoding) ? chunk : new Uint8Array(Buffer.from(chunk, encoding))
}
