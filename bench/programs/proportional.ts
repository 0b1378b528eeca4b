import { readdirSync, readFileSync, statSync } from 'node:fs'

/** Where Linux keeps files in memory. */
const IN_MEMORY = '/dev/shm'

/**
 * The memory of a process and its descendants. What several map counts once (PSS). Files in memory that one of them has open or
 * mapped count with their size instead: while they are being mapped, one process after the other is looked at too late.
 */
export function proportionalBytes(root: number): number {
  const family = familyOf(String(root))
  return family.reduce((total, pid) => total + ownBytes(pid), 0) + filesInMemory(family)
}

function familyOf(pid: string): string[] {
  const children = list(`/proc/${pid}/task`).flatMap((thread) => read(`/proc/${pid}/task/${thread}/children`).split(' '))
  return [pid, ...children.filter(Boolean).flatMap(familyOf)]
}

/** At one moment, as it grows while it is looked at. */
function ownBytes(pid: string): number {
  const rollup = read(`/proc/${pid}/smaps_rollup`)
  const bytes = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0) * 1024
  return bytes('Pss') - bytes('Pss_Shmem')
}

function filesInMemory(family: readonly string[]): number {
  const { dev } = statSync(IN_MEMORY)
  const files = new Map<number, number>()
  for (const file of family.flatMap((pid) => [...opened(pid), ...mapped(pid)])) {
    const found = orNothing(() => statSync(file))
    if (found?.dev === dev) files.set(found.ino, found.blocks * 512)
  }
  return [...files.values()].reduce((total, bytes) => total + bytes, 0)
}

function opened(pid: string): string[] {
  return list(`/proc/${pid}/fd`).map((fd) => `/proc/${pid}/fd/${fd}`)
}

/** Those that have a name: whoever maps others keeps them open somewhere. */
function mapped(pid: string): string[] {
  return read(`/proc/${pid}/maps`).match(new RegExp(`${IN_MEMORY}/.*$`, 'gm')) ?? []
}

function list(folder: string): string[] {
  return orNothing(() => readdirSync(folder)) ?? []
}

function read(file: string): string {
  return orNothing(() => readFileSync(file, 'utf8')) ?? ''
}

/** Processes end, and close files, while somebody looks. */
function orNothing<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
