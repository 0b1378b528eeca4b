import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { noteBase } from '../inbatch/base-classes.js'
import { checkNames, checkObject, invalid } from '../options/checks.js'
import { DatasetIndex } from './dataset-index.js'

/** Which files an index has. */
export interface FilesOptions {
  /** A folder, or a path with `*` (any text) and `?` (any character) in its names, or several of these. */
  readonly path: string | readonly string[]

  /**
   * The index is of folders, not of files.
   *
   * @default false
   */
  readonly dirs?: boolean | undefined

  /**
   * Ids are names without their extension.
   *
   * @default false
   * @source BatchFlow `no_ext`
   */
  readonly noExt?: boolean | undefined
}

/**
 * Files by their names, sorted.
 *
 * ```ts
 * const index = new FilesIndex({ path: 'data/*.png', noExt: true })
 * index.getFullPath('cat') // data/cat.png
 * ```
 *
 * @throws RangeError when there are none or two have the same id, OptionError, and what reading a folder throws
 * @source BatchFlow `FilesIndex`
 */
export class FilesIndex extends DatasetIndex<string> {
  readonly #paths: ReadonlyMap<string, string>

  /** @param files which files, or paths by their ids */
  constructor(files: FilesOptions | ReadonlyMap<string, string>) {
    const paths = files instanceof Map ? (files as ReadonlyMap<string, string>) : findFiles(files as FilesOptions)
    super(paths.keys())
    this.#paths = paths
  }

  /** @source BatchFlow `get_fullpath` */
  getFullPath(id: string): string {
    this.getPos(id)
    return this.#paths.get(id)!
  }

  static {
    noteBase(this, { getFullPath: (index: FilesIndex) => fullPath(index.#paths) })
  }

  override subset(ids: readonly string[]): FilesIndex {
    return new FilesIndex(new Map(ids.map((id) => [id, this.getFullPath(id)])))
  }
}

/** In worker threads. */
function fullPath(paths: ReadonlyMap<string, string>) {
  return function (this: FilesIndex, id: string) {
    this.getPos(id)
    return paths.get(id)!
  }
}

function findFiles(options: FilesOptions): ReadonlyMap<string, string> {
  checkObject('options', "an object such as { path: 'data/*.png' }", options)
  checkNames(options, ['path', 'dirs', 'noExt'])
  const { path: given, dirs = false, noExt = false } = options
  const all = [given].flat() as readonly unknown[]
  const found = all.flatMap((path) => matching(path).filter((file) => statSync(file).isDirectory() === dirs))
  if (found.length === 0) throw new RangeError(`there are no ${dirs ? 'folders' : 'files'} at ${all.join(', ')}`)
  return byName(found, noExt)
}

function byName(files: readonly string[], noExt: boolean): ReadonlyMap<string, string> {
  const paths = new Map<string, string>()
  for (const file of files) {
    const id = noExt ? path.parse(file).name : path.basename(file)
    const other = paths.get(id)
    if (other !== undefined && other !== file) {
      throw new RangeError(`two files have the id '${id}': ${other} and ${file}. Make an index of each folder`)
    }
    paths.set(id, file)
  }
  return new Map([...paths].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** What is in a folder, or matches a path with wildcards. */
function matching(given: unknown): string[] {
  if (typeof given !== 'string' || given === '' || given.includes('**')) {
    throw invalid('path', 'a folder, or a path with * and ? in its names', given, "For '**', name the folders")
  }
  if (!/[*?]/.test(given)) return namesIn(given).map((name) => path.join(given, name))
  const { root } = path.parse(given)
  const names = given.slice(root.length).split(/[/\\]/)
  return names.reduce((folders, name) => folders.flatMap((folder) => step(folder, name)), [root])
}

/** The paths in a folder whose names match. */
function step(folder: string, pattern: string): string[] {
  if (!/[*?]/.test(pattern)) return [path.join(folder, pattern)].filter((file) => statSync(file, { throwIfNoEntry: false }))
  const { test } = matcher(pattern)
  return namesIn(folder).filter(test).map((name) => path.join(folder, name))
}

function matcher(pattern: string): { test: (name: string) => boolean } {
  const parts = pattern.split(/([*?])/).map((part) => (part === '*' ? '.*' : part === '?' ? '.' : escapeRegExp(part)))
  const expression = new RegExp(`^${parts.join('')}$`, 's')
  return { test: (name) => expression.test(name) && (pattern.startsWith('.') || !name.startsWith('.')) }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.+^${}()|[\]\\]/g, '\\$&')
}

function namesIn(folder: string): string[] {
  const place = folder === '' ? '.' : folder
  return statSync(place).isDirectory() ? readdirSync(place) : []
}
