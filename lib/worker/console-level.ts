import { format } from 'node:util'
import type { LogEntry } from '../model/events.js'

type Level = LogEntry['level']
type Method = (...args: unknown[]) => unknown

/** The level of each method of `console` that writes something. */
const LEVELS = {
  log: 'log', info: 'info', debug: 'debug', warn: 'warn', error: 'error', trace: 'trace', assert: 'error', count: 'log',
  dir: 'log', dirxml: 'log', group: 'log', groupCollapsed: 'log', table: 'log', timeEnd: 'log', timeLog: 'log',
} as const satisfies Partial<Record<keyof Console, Level>>

let level: Level | undefined
let isWatched = false

/** The level of the method of `console` that is at work, once {@link watchConsole} was called. */
export function consoleLevel(): Level | undefined {
  return level
}

/** Begins to watch `console`, for good: a task may have put something of its own on top. */
export function watchConsole(): void {
  if (isWatched) return
  isWatched = true
  for (const name of Object.keys(LEVELS) as (keyof typeof LEVELS)[]) watchMethod(name, LEVELS[name])
}

/** Watches a method. Methods call each other: the outermost is the one that was called. */
function watchMethod(name: keyof typeof LEVELS, own: Level): void {
  const original: Method = name === 'trace' ? (...args) => trace(args, watched) : console[name]
  const watched: Method = (...args) => {
    const outer = level
    level ??= own
    try {
      return original(...args)
    } finally {
      level = outer
    }
  }
  // bound, for its text to be that of Node's own, which travels as `console.log` where it is a task or an argument
  const value = Object.defineProperty(watched.bind(undefined), 'name', { value: name, configurable: true })
  Object.defineProperty(console, name, { value, configurable: true, enumerable: true, writable: true })
}

/** `console.trace`, for Node's own would show where we call it. */
function trace(args: unknown[], caller: Method): void {
  const error = { name: 'Trace', message: format(...args), stack: '' }
  Error.captureStackTrace(error, caller)
  console.error(error.stack)
}
