import { fromBytes, toBytes } from './bytes.js'
import type { LogMessage, PrintMessage } from './message.js'

/** Where a worker process writes frames: the first descriptor behind Node's own channel. */
export const FRAMES_FD = 4

/**
 * A message that a worker process sends by Node's channel, with its place among the frames: else nobody would know what came
 * first.
 */
export interface FromProcess {
  /** How many frames the process had written before. */
  readonly frames: number
  readonly message: unknown
}

type Framed = PrintMessage | LogMessage

/** Bytes before each message: the length of what follows, and its kind. */
const HEADER = 5
const KINDS = ['log', 'stdout', 'stderr'] as const

/** Encodes a message as bytes that can be told from those that follow. */
export function toFrame(message: Framed): Buffer {
  const [kind, body] = message.kind === 'print' ? [message.stream, message.chunk] : ['log' as const, toBytes(message)]
  const length = Buffer.byteLength(body)
  const frame = Buffer.allocUnsafe(HEADER + length)
  frame.writeUInt32LE(length)
  frame.writeUInt8(KINDS.indexOf(kind), HEADER - 1)
  if (typeof body === 'string') frame.write(body, HEADER)
  else frame.set(body, HEADER)
  return frame
}

/** Returns a function that takes bytes as they come, and gives the messages that are whole. */
export function frameReader(): (chunk: Buffer) => Framed[] {
  let chunks: Buffer[] = []
  let missing = HEADER
  return (chunk) => {
    chunks.push(chunk)
    missing -= chunk.length
    if (missing > 0) return [] // a long frame is put together once
    const messages: Framed[] = []
    let rest = chunks.length > 1 ? Buffer.concat(chunks) : chunk
    for (let end = frameLength(rest); end <= rest.length; end = frameLength(rest)) {
      messages.push(fromFrame(rest.subarray(0, end)))
      rest = rest.subarray(end)
    }
    chunks = rest.length > 0 ? [rest] : []
    missing = frameLength(rest) - rest.length
    return messages
  }
}

/** Returns the length of the first frame with its header, or of the header as long as more isn't known. */
function frameLength(bytes: Buffer): number {
  return bytes.length < HEADER ? HEADER : HEADER + bytes.readUInt32LE()
}

function fromFrame(frame: Buffer): Framed {
  const kind = KINDS[frame.readUInt8(HEADER - 1)]!
  const body = frame.subarray(HEADER)
  return kind === 'log' ? (fromBytes(body) as LogMessage) : { kind: 'print', stream: kind, chunk: body }
}
