import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'

/** What the program holds on to. */
export interface Vitals {
  /** Bytes, after garbage has been collected. */
  readonly heap: number
  /** Kinds of what is active, and how many there are of each. */
  readonly resources: Readonly<Record<string, number>>
  /** Descriptors that are open. */
  readonly files: number
  /** Names of files for arrays, or of folders with such. */
  readonly arrays: number
  readonly children: number
  readonly threads: number
}

const isLinux = process.platform === 'linux'

export async function vitals(): Promise<Vitals> {
  for (let turn = 0; turn < 5; turn++) {
    gc!()
    await pause(20)
  }
  const { heapUsed } = process.memoryUsage()
  return { heap: heapUsed, resources: resources(), files: files(), arrays: arrays(), children: children(), threads: threads() }
}

/** What is more than it was; a heap may have grown by some MB, as code is compiled and caches fill. */
export function growth(before: Vitals, after: Vitals, heapMargin: number): string[] {
  const more = Object.entries(after.resources).filter(([kind, count]) => count > (before.resources[kind] ?? 0))
  return [
    ...more.map(([kind, count]) => `${count} ${kind}, ${before.resources[kind] ?? 0} before`),
    ...(after.files > before.files ? [`${after.files} files open, ${before.files} before`] : []),
    ...(after.arrays > 0 ? [`${after.arrays} folders for arrays`] : []),
    ...(after.children > before.children ? [`${after.children} child processes, ${before.children} before`] : []),
    ...(after.threads > before.threads ? [`${after.threads} threads, ${before.threads} before`] : []),
    ...(after.heap > before.heap + heapMargin ? [`heap of ${megabytes(after)} MB, ${megabytes(before)} before`] : []),
  ]
}

export function vitalsText(vitals: Vitals): string {
  const handles = Object.values(vitals.resources).reduce((sum, count) => sum + count, 0)
  return `heap ${megabytes(vitals)} MB, ${handles} handles, ${vitals.files} files, ${vitals.threads} threads, ${vitals.children} children`
}

function megabytes({ heap }: Vitals): string {
  return (heap / 2 ** 20).toFixed(2)
}

function resources(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

function files(): number {
  return isLinux ? readdirSync('/proc/self/fd').length : 0
}

/** In the folders where this program makes them. */
function arrays(): number {
  const bases = [...new Set(['/dev/shm', tmpdir()])].filter((base) => existsSync(base))
  return bases.flatMap((base) => readdirSync(base)).filter((name) => name.startsWith('allcores-') && name.includes(`-${process.pid}-`)).length
}

function threads(): number {
  return isLinux ? readdirSync('/proc/self/task').length : 0
}

/** All of this process, those of its threads included. */
function children(): number {
  if (!isLinux) return 0
  const ofTask = (task: string) => readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean).length
  return readdirSync('/proc/self/task').reduce((sum, task) => sum + ofTask(task), 0)
}
