import { CommandError } from './command-error.js'
import { show } from './format.js'

/**
 * The items in a text that has a JSON value on each line.
 *
 * @param name what the text is called in errors
 */
export function parseLines(text: string, name: string): unknown[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((line, i) => (line.trim() === '' ? [] : [parse(line, `${name}, line ${i + 1}`)]))
}

/** The items in a text that is one JSON array. */
export function parseArray(text: string, name: string): unknown[] {
  const value = parse(text.replace(/^\uFEFF/, ''), name)
  if (Array.isArray(value)) return value
  const problem = `${name}: expected an array of items, got ${show(value)}`
  throw new CommandError(`${problem}. One value a line goes into a .jsonl file.`)
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const problem = `expected JSON, got ${show(text.trim())} (${(cause as Error).message})`
    throw new CommandError(`${where}: ${problem}`, 2, { cause })
  }
}

/** Checks that there are items, and that they are what the function is to be called with. */
export function assertItems(items: readonly unknown[], source: string, spread: boolean): void {
  if (items.length === 0) throw new CommandError(`${source}: expected items, got none.`)
  const odd = spread ? items.findIndex((item) => !Array.isArray(item)) : -1
  if (odd < 0) return
  const what = `item ${odd} of ${source} is ${show(items[odd])}`
  throw new CommandError(`--spread expects every item to be an array of arguments, but ${what}.`)
}
