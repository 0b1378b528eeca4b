/*
 * 200 noisy images (or as many as you say) are read, cleaned and written again: by a pipeline, whose batches read and write
 * their files together and clean them on all cores, in place, while the next batch is read; and by a plain loop. Both have to
 * make the same files.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { action, anyActionFailed, Batch, cpuCount, D, Dataset, FilesIndex, inbatchParallel } from 'allcores'
import { median } from './helpers/median.js'
import { decodePgm, encodePgm, type Image } from './helpers/pgm.js'

class Photos extends Batch<string> {
  static override components = ['pixels', 'widths'] as const
  declare pixels: Uint8Array[]
  declare widths: number[]
  declare readonly index: FilesIndex

  read(): Promise<this>
  @action
  @inbatchParallel({ init: 'indices', post: 'keep' })
  async read(id?: string): Promise<any> {
    return decodePgm(await readFile(this.index.getFullPath(id!)))
  }

  keep(images: (Image | Error)[]): this {
    if (anyActionFailed(images)) throw new AggregateError(images, 'not all images can be read')
    const read = images as Image[]
    this.pixels = read.map(({ pixels }) => pixels)
    this.widths = read.map(({ width }) => width)
    return this
  }

  /** In worker threads, which write into the pixels of this batch. */
  clean(radius: number): Promise<this>
  @action
  @inbatchParallel({ init: 'indices' })
  clean(id: any, radius?: any): any {
    const i = this.getPos(id)
    median(this.pixels[i]!, this.widths[i]!, radius)
  }

  write(folder: string): Promise<this>
  @action
  @inbatchParallel({ init: 'items' })
  async write(item?: any, folder?: any): Promise<any> {
    await writeFile(path.join(folder, item.id), encodePgm({ width: item.widths, pixels: item.pixels }))
  }
}

const WIDTH = 256
const RADIUS = 2

async function makeImages(folder: string, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await writeFile(path.join(folder, `${String(n).padStart(4, '0')}.pgm`), encodePgm({ width: WIDTH, pixels: noisy(n) }))
  }
}

/** Light that fades from corner to corner, with every tenth pixel black or white. */
function noisy(seed: number): Uint8Array {
  let random = seed
  const next = () => (random = (random * 1103515245 + 12345) % 2 ** 31)
  return Uint8Array.from({ length: WIDTH * WIDTH }, (_, i) => {
    const fading = ((i % WIDTH) + Math.floor(i / WIDTH)) / 4
    return next() % 10 > 0 ? fading + (seed % 50) : (next() >> 8) % 2 * 255
  })
}

function inPlainLoop(): void {
  for (const id of index) {
    const { width, pixels } = decodePgm(readFileSync(index.getFullPath(id)))
    median(pixels, width, RADIUS)
    writeFileSync(path.join(looped, id), encodePgm({ width, pixels }))
  }
}

function inPipeline(): Promise<void> {
  const dataset = new Dataset(index, Photos, { folder: piped })
  return dataset.p.read().clean(RADIUS).write(D('folder')).run({ batchSize: 20, prefetch: 1, progress: true })
}

async function secondsOf(run: () => unknown): Promise<number> {
  const start = performance.now()
  await run()
  return (performance.now() - start) / 1000
}

function assertSameFiles(): void {
  const [expected, actual] = [readdirSync(looped), readdirSync(piped)]
  const isSame = (name: string) => readFileSync(path.join(looped, name)).equals(readFileSync(path.join(piped, name)))
  if (expected.join() === actual.join() && expected.every(isSame)) return
  throw new Error("the pipeline's files are not those of the plain loop")
}

const temporary = await mkdtemp(path.join(tmpdir(), 'allcores-images-'))
const [noise, looped, piped] = ['noise', 'looped', 'piped'].map((name) => path.join(temporary, name)) as [string, string, string]
const index = await filesIndex()
try {
  const loopSeconds = await secondsOf(inPlainLoop)
  const pipelineSeconds = await secondsOf(inPipeline)
  assertSameFiles()
  const times = `plain loop ${loopSeconds.toFixed(2)} s, pipeline ${pipelineSeconds.toFixed(2)} s on ${cpuCount()} cores`
  console.log(`${index.length} images: ${times}, ${(loopSeconds / pipelineSeconds).toFixed(2)} times as fast. Same files.`)
} finally {
  await rm(temporary, { recursive: true })
}

async function filesIndex(): Promise<FilesIndex> {
  for (const folder of [noise, looped, piped]) await mkdir(folder)
  await makeImages(noise, Number(process.argv[2] ?? 200))
  return new FilesIndex({ path: path.join(noise, '*.pgm') })
}
