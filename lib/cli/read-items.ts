import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { CommandError } from './command-error.js'
import { show } from './format.js'
import { assertItems, parseArray, parseLines } from './items.js'
import type { ModuleExports } from './target.js'

export interface ItemOptions {
  /** A file, or `-` for stdin. */
  readonly items?: string | undefined
  readonly count?: number | undefined
  readonly spread: boolean
}

const DEFAULT_COUNT = 1000

/** What the function is called with: what `--items` names, else the file's own export `items`, else numbers. */
export async function readItems(options: ItemOptions, exports: ModuleExports, file: string): Promise<readonly unknown[]> {
  const [items, source] = await find(options, exports, file)
  assertItems(items, source, options.spread)
  return items
}

type Found = readonly [items: readonly unknown[], source: string]

async function find({ items, count }: ItemOptions, exports: ModuleExports, file: string): Promise<Found> {
  if (items !== undefined) return [await fromFile(items), items === '-' ? 'stdin' : items]
  if (count === undefined && Object.hasOwn(exports, 'items')) {
    const source = `the export 'items' of ${file}`
    return [await fromExport(exports.items, source), source]
  }
  const length = count ?? DEFAULT_COUNT
  return [Array.from({ length }, (_, i) => i), `the numbers from 0 to ${length - 1}`]
}

async function fromFile(file: string): Promise<unknown[]> {
  if (file === '-') return parseLines(await text(process.stdin), 'stdin')
  const content = await readFile(file, 'utf8').catch((cause: unknown) => {
    const problem = `expected a file that can be read (${(cause as Error).message})`
    throw new CommandError(`--items ${file}: ${problem}`, 2, { cause })
  })
  return file.endsWith('.json') ? parseArray(content, file) : parseLines(content, file)
}

async function fromExport(value: unknown, source: string): Promise<unknown[]> {
  const { [Symbol.iterator]: sync, [Symbol.asyncIterator]: async } = Object(value)
  if (typeof value === 'string' || (sync ?? async) === undefined) {
    const next = '--items or --count are used instead'
    throw new CommandError(`${source}: expected an array or another iterable, got ${show(value)}. Where given, ${next}.`)
  }
  const items: unknown[] = []
  for await (const item of value as Iterable<unknown> | AsyncIterable<unknown>) items.push(item)
  return items
}
