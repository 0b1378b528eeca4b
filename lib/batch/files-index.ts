import path from 'node:path'
import { noteBase } from '../inbatch/base-classes.js'
import { checkNames, checkObject, invalid } from '../options/checks.js'
import { DatasetIndex } from './dataset-index.js'
import { type Found, glob } from './glob.js'

/** Which files an index has. */
export interface FilesOptions {
  /**
   * A folder, a file, or a pattern such as `data/{cats,dogs}/*.png`, or several of these. What is hidden is left out unless a
   * pattern has the dot.
   */
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
  const found = all.flatMap(findAt).filter(({ isFolder }) => isFolder === dirs)
  if (found.length === 0) throw new RangeError(`there are no ${dirs ? 'folders' : 'files'} at ${all.join(', ')}`)
  return byName(found.map(({ path }) => path), noExt)
}

function findAt(given: unknown): Found[] {
  if (typeof given === 'string' && given !== '') return glob(given)
  throw invalid('path', "a folder or a pattern such as 'data/*.png', or a list of these", given)
}

function byName(files: readonly string[], noExt: boolean): ReadonlyMap<string, string> {
  const paths = new Map<string, string>()
  for (const file of files) {
    const id = noExt ? path.parse(file).name : path.basename(file)
    const other = paths.get(id)
    if (other !== undefined && path.resolve(other) !== path.resolve(file)) {
      throw new RangeError(`two files have the id '${id}': ${other} and ${file}. Make an index of each folder`)
    }
    paths.set(id, file)
  }
  return new Map([...paths].sort(([a], [b]) => (a < b ? -1 : 1)))
}
