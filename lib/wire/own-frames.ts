import { fileURLToPath, pathToFileURL } from 'node:url'
import { pathOf } from '../closure/engine/source-map.js'
import { nameOfOurs } from '../model/our-errors.js'
import { ownUrl } from '../model/own-url.js'
import { prototypesOf, read, readText } from './value.js'

const FRAME = /^ +at /
/** A frame of Node or the engine. */
const NATIVE = /\bnode:\S+:\d+:\d+\)?$|\(<anonymous>\)$/
const TICKS = /processTicksAndRejections/

const own = ownFolders()

/** Returns the folders of this library's code as stacks show it: of what runs, and by source maps of what was written. */
function ownFolders(): readonly string[] {
  const [, root] = /^(.*[\\/])dist[\\/]lib[\\/]/.exec(pathOf(ownUrl)) ?? []
  if (root === undefined) return [] // a bundler has put it among the user's own
  const folders = ['dist/lib/', 'lib/'].map((folder) => pathToFileURL(root + folder).href)
  return folders.flatMap((url) => [url, fileURLToPath(url)])
}

/** Whether a line of a stack shows code of this library. */
export function isOwnFrame(line: string): boolean {
  return FRAME.test(line) && own.some((folder) => line.includes(folder))
}

/** Takes the frames of this library out of an error's stack, unless there are no others. */
export function cutOwnFrames(error: object): void {
  const rest = withoutOwnFrames(error)
  if (hasFrames(rest) && rest !== read(error, 'stack')) {
    Reflect.defineProperty(error, 'stack', { value: rest, configurable: true, writable: true })
  }
}

export function hasFrames(stack: string): boolean {
  return stack.split('\n').some((line) => FRAME.test(line))
}

/**
 * Returns an error's stack without the frames of this library, and of Node beneath them. They stay where the error is neither
 * one that the library makes on purpose nor one of the user's code: then it is about the library.
 */
export function withoutOwnFrames(error: object): string {
  const stack = readText(error, 'stack')
  const message = readText(error, 'message')
  const start = Math.max(0, stack.indexOf(message)) + message.length // which may quote a stack
  const lines = stack.slice(start).split('\n')
  const isAboutUs = isOwnFrame(lines.find((line) => FRAME.test(line)) ?? '') && !prototypesOf(error).some(nameOfOurs)
  return isAboutUs ? stack : stack.slice(0, start) + foreign(lines).join('\n')
}

function foreign(lines: readonly string[]): string[] {
  let isOwn = false
  return lines.filter((line, i) => {
    isOwn = isOwnFrame(line) || (isOwn && NATIVE.test(line))
    return !isOwn && !(TICKS.test(line) && isOwnFrame(lines[i + 1] ?? ''))
  })
}
