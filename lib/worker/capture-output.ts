import { StringDecoder } from 'node:string_decoder'
import { format } from 'node:util'
import type { LogEntry } from '../model/events.js'

type Level = LogEntry['level']
/** Takes one write each; the text ends without its line break. */
type Hear = (level: Level, text: string) => void
type Method = (...args: unknown[]) => unknown
type Write = (chunk: unknown, ...rest: unknown[]) => boolean

/** What each method of `console` is told as, those left out that write nothing. */
const LEVELS = {
  log: 'log', info: 'info', debug: 'debug', warn: 'warn', error: 'error', trace: 'trace', assert: 'error', count: 'log', dir: 'log',
  dirxml: 'log', group: 'log', groupCollapsed: 'log', table: 'log', timeEnd: 'log', timeLog: 'log',
} as const satisfies Partial<Record<keyof Console, Level>>

let hear: Hear | undefined
/** Of the method of `console` that is at work. */
let level: Level | undefined
let isTapped = false

/** From now on `hear` gets what is written to the console, stdout and stderr; undefined: it goes where it belongs. */
export function captureOutput(next: Hear | undefined): void {
  hear = next
  if (!next || isTapped) return
  isTapped = true // for good: a task may have put something of its own on top
  for (const name of Object.keys(LEVELS) as (keyof typeof LEVELS)[]) tapMethod(name, LEVELS[name])
  tapStream(process.stdout, 'stdout')
  tapStream(process.stderr, 'stderr')
}

/** They call each other: the outermost is the one that was called. */
function tapMethod(name: keyof typeof LEVELS, own: Level): void {
  const original: Method = name === 'trace' ? (...args) => trace(args, tapped) : console[name]
  const tapped: Method = (...args) => {
    const outer = level
    level ??= own
    try {
      return original(...args)
    } finally {
      level = outer
    }
  }
  // bound, for its text to be that of Node's own, which travels as `console.log` where it is a task or an argument
  const value = Object.defineProperty(tapped.bind(undefined), 'name', { value: name, configurable: true })
  Object.defineProperty(console, name, { value, configurable: true, enumerable: true, writable: true })
}

/** Node's own would show where we call it. */
function trace(args: unknown[], caller: Method): void {
  const error = { name: 'Trace', message: format(...args), stack: '' }
  Error.captureStackTrace(error, caller)
  console.error(error.stack)
}

function tapStream(stream: NodeJS.WriteStream, own: Level): void {
  const original = stream.write as Write
  const decoder = new StringDecoder()
  const tapped: Write = (chunk, ...rest) => {
    const written = hear && asBytesOrText(chunk, rest[0])
    if (!hear || !written) {
      return Reflect.apply(original, stream, [chunk, ...rest]) as boolean // which knows what is wrong with it
    }
    const text = typeof written === 'string' ? written : decoder.write(written)
    if (text !== '') hear(level ?? own, withoutLineBreak(text))
    const callback = rest.find((argument) => typeof argument === 'function')
    if (callback) process.nextTick(callback)
    return true
  }
  stream.write = tapped as typeof stream.write
}

/** Undefined for what is nothing to be written. */
function asBytesOrText(chunk: unknown, encoding: unknown): string | Buffer | undefined {
  if (chunk instanceof Uint8Array) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  if (typeof chunk !== 'string' || chunk === '') return undefined
  return typeof encoding === 'string' && !/^utf-?8$/i.test(encoding) ? Buffer.from(chunk, encoding as BufferEncoding) : chunk
}

function withoutLineBreak(text: string): string {
  if (!text.endsWith('\n')) return text
  return text.slice(0, text.endsWith('\r\n') ? -2 : -1)
}
