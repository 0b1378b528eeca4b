/*
 * Compresses and hashes every file below node_modules (or the folder given), in a plain loop, on worker threads and on
 * processes, and compares results and times. It stands for any job that keeps a core busy.
 */
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { cpuCount, Parallel } from 'allcores'
import { SingleBar } from 'cli-progress'
import { Table } from 'console-table-printer'
import { type CompressedFile, compressFile } from './compress-file.js'
import { listFiles } from './list-files.js'

interface Run {
  readonly name: string
  readonly seconds: number
  readonly files: readonly CompressedFile[]
}

type Files = Iterable<CompressedFile> | AsyncIterable<CompressedFile>

const MEGABYTE = 1e6

function* inPlainLoop(): Generator<CompressedFile> {
  for (const path of paths) yield compressFile(path)
}

function onAllCores(backend: 'threads' | 'processes'): AsyncGenerator<CompressedFile> {
  return Parallel({ nJobs: -1, backend, returnAs: 'generator' }).map(compressFile, paths)
}

/** Takes the results as they come and shows how far it is: a bar on a terminal, and a line at the end anywhere. */
async function timed(name: string, source: Files): Promise<Run> {
  const format = `${name} {bar} {value} of {total} files`
  const bar = new SingleBar({ format, clearOnComplete: true, hideCursor: true })
  const files: CompressedFile[] = []
  const start = performance.now()
  bar.start(paths.length, 0)
  for await (const file of source) bar.update(files.push(file))
  bar.stop()
  const seconds = (performance.now() - start) / 1000
  console.log(`${name}: ${seconds.toFixed(1)} s`)
  return { name, seconds, files }
}

function printTable(runs: readonly Run[]): void {
  const numbers = ['seconds', 'MB/s', 'speed-up'].map((name) => ({ name, alignment: 'right' as const }))
  const columns = [{ name: 'run', alignment: 'left' as const }, ...numbers]
  const table = new Table({ columns, shouldDisableColors: true })
  for (const { name, seconds, files } of runs) {
    const rate = total(files, 'bytes') / MEGABYTE / seconds
    const speedUp = loop.seconds / seconds
    table.addRow({ run: name, seconds: seconds.toFixed(2), 'MB/s': rate.toFixed(2), 'speed-up': speedUp.toFixed(2) })
  }
  table.printTable()
}

function total(files: readonly CompressedFile[], size: 'bytes' | 'compressedBytes'): number {
  return files.reduce((sum, file) => sum + file[size], 0)
}

/** What was found, in one sentence. */
function finding(): string {
  const [threadsSpeedUp, processesSpeedUp] = [threads, processes].map((run) => (loop.seconds / run.seconds).toFixed(2))
  const percent = Math.round(100 * (1 - total(loop.files, 'compressedBytes') / total(loop.files, 'bytes')))
  return (
    `All three runs made the same ${loop.files.length} files, ${percent} % smaller in all; on ${cpuCount()} cores, ` +
    `threads were ${threadsSpeedUp} times and processes ${processesSpeedUp} times as fast as the plain loop.`
  )
}

const folder = process.argv[2] ?? 'node_modules'
const paths = listFiles(folder, { bytesPerFile: MEGABYTE / 5, totalBytes: 30 * MEGABYTE })
for (const path of paths) readFileSync(path) // so that every run finds them in the system's cache
console.log(`${paths.length} files below ${folder}, ${cpuCount()} cores`)

const loop = await timed('plain loop', inPlainLoop())
const threads = await timed('threads', onAllCores('threads'))
const processes = await timed('processes', onAllCores('processes'))
printTable([loop, threads, processes])

const wrong = [threads, processes].filter((run) => !isDeepStrictEqual(run.files, loop.files))
if (wrong.length === 0) {
  console.log(finding())
} else {
  console.log(`The results differ from the plain loop's: ${wrong.map((run) => run.name).join(', ')}.`)
  process.exitCode = 1
}
