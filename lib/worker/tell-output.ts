import { StringDecoder } from 'node:string_decoder'
import type { LogMessage, PrintMessage } from '../wire/message.js'
import { captureOutput } from './capture-output.js'
import { consoleLevel, watchConsole } from './console-level.js'

/** A batch at work whose output is somebody's to hear. */
interface Writer {
  readonly id: number
  /** The position of the task that is running. */
  running(): number | undefined
}

/**
 * Tells the parent of all that is written in this worker.
 *
 * @returns a function that says for which batch output is to be heard from now on; undefined: it is to be printed
 */
export function tellOutput(tell: (message: PrintMessage | LogMessage) => void): (writer: Writer | undefined) => void {
  const decoders = { stdout: new StringDecoder(), stderr: new StringDecoder() }
  let heard: Writer | undefined
  captureOutput((stream, chunk) => {
    if (!heard) return tell({ kind: 'print', stream, chunk })
    const text = typeof chunk === 'string' ? chunk : decoders[stream].write(Buffer.from(chunk.buffer))
    if (text === '') return // half a character
    const { id } = heard
    tell({ kind: 'log', id, position: heard.running(), level: consoleLevel() ?? stream, text: withoutLineBreak(text) })
  })
  return (writer) => {
    if (writer) watchConsole()
    heard = writer
  }
}

function withoutLineBreak(text: string): string {
  if (!text.endsWith('\n')) return text
  return text.slice(0, text.endsWith('\r\n') ? -2 : -1)
}
