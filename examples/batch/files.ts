/*
 * Batches of files: ids are their names. `load` and `dump` are overridden for a format of their own, and read and write all
 * files of a batch at the same time.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  action, anyActionFailed, Batch, type CallOptions, Dataset, FilesIndex, inbatchParallel, type LoadOptions,
} from 'allcores'
import { shows } from './helpers/shows.js'

class Texts extends Batch<string> {
  static override components = ['texts'] as const
  declare texts: string[]
  declare readonly index: FilesIndex
  weights = new Map<string, number>()

  @action
  override async load({ fmt, ...others }: LoadOptions): Promise<this> {
    await (fmt === 'raw' ? this._loadRaw() : super.load(others))
    return this
  }

  @action
  override async dump({ dst: folder, fmt }: { dst: string; fmt: string }): Promise<this> {
    await this._dumpRaw(folder, `.${fmt}`)
    return this
  }

  /** An async method needs no threads: all files are read at once. */
  _loadRaw(): Promise<this>
  @inbatchParallel({ init: '_initIo', post: '_postIo', target: 'async' })
  async _loadRaw(_id?: any, fullPath?: any): Promise<any> {
    return readFile(fullPath, 'utf8')
  }

  _initIo(): (readonly [id: string, fullPath: string])[] {
    return this.indices.map((id) => [id, this.index.getFullPath(id)])
  }

  _postIo(texts: unknown[]): this {
    if (anyActionFailed(texts)) throw new AggregateError(texts, 'not all files can be read')
    this.texts = texts as string[]
    return this
  }

  _dumpRaw = inbatchParallel(
    { init: 'indices', nWorkers: 4 },
    async function (this: Texts, id: string, folder: string, ending: string) {
      await writeFile(path.join(folder, `${id}${ending}`), this.item<Texts>(id).texts)
    },
  )

  /** What is the same for all items is read once. */
  readWeights(src: string, options?: CallOptions): Promise<this>
  @action
  @inbatchParallel({ init: 'runOnce' })
  async readWeights(src: string): Promise<any> {
    this.weights = new Map(Object.entries(JSON.parse(await readFile(src, 'utf8')) as Record<string, number>))
  }
}

const folder = await mkdtemp(path.join(tmpdir(), 'allcores-texts-'))
const inFolder = (name: string) => path.join(folder, name)
try {
  for (const id of ['c', 'a', 'b']) await writeFile(inFolder(`${id}.txt`), `text of ${id}`)
  await writeFile(inFolder('weights.json'), '{ "a": 1, "b": 2, "c": 3 }')

  const index = new FilesIndex({ path: inFolder('*.txt'), noExt: true })
  const pipeline = new Dataset(index, Texts).p.load({ src: undefined, fmt: 'raw' }).readWeights(inFolder('weights.json'))
  const batch = await pipeline.nextBatch(3)
  shows('names, sorted', batch.indices, ['a', 'b', 'c'])
  shows('texts', batch.texts, ['text of a', 'text of b', 'text of c'])
  shows('weights', [...batch.weights.values()], [1, 2, 3])

  batch.item('b').texts = 'another text'
  await batch.dump({ dst: folder, fmt: 'out' })
  shows('written', await readFile(inFolder('b.out'), 'utf8'), 'another text')
  shows('no file, but data', (await batch.load({ src: { a: 1, b: 2, c: 3 }, dst: 'texts' })).texts, [1, 2, 3])
} finally {
  await rm(folder, { recursive: true })
}
