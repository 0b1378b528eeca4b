import { lstatSync, readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { ofThread } from '../../model/of-thread.js'

/** Whose a folder is, as its name says. */
export interface Owner {
  readonly uid: number
  /** The namespace of process ids, and the machine: other machines and containers may use the same folders. */
  readonly place: string
  readonly pid: number
  /** When the process was, as another one may have its id by now; `'0'`: not known. */
  readonly started: string
}

const NAME = /^allcores-(\d+)-(.*)-(\d+)-(\d+)-[0-9a-z]+$/
const own = ofThread('owner', () => ({ name: '', lastId: 0 }))

/** The name of this thread's folder, wherever it is made. */
export function ownName(): string {
  if (own.name === '') own.name = nameOf(ownUid(), ownPlace(), process.pid, startOf(process.pid) || '0')
  return own.name
}

/** Never given twice in this thread, be it by another copy of the library. */
export function newNumber(): number {
  return ++own.lastId
}

/** Something that no other thread on this machine calls anything. */
export function newId(number = newNumber()): string {
  return `${ownName()}/${number}`
}

/** The owner that a folder's name tells of; undefined for a folder that isn't ours. */
export function parseOwner(folder: string): Owner | undefined {
  const [, uid, place, pid, started] = NAME.exec(folder) ?? []
  if (started === undefined) return undefined
  return { uid: Number(uid), place: place!, pid: Number(pid), started }
}

/** Whether the process is no more, for certain. */
export function isGone({ uid, place, pid, started }: Owner): boolean {
  if (uid !== ownUid() || place !== ownPlace()) return false
  if (started === '0') return !isAlive(pid)
  const start = startOf(pid)
  return start !== undefined && start !== started
}

/** Whether it is a folder, and this user's: anybody may make something of that name. */
export function isOwnFolder(folder: string): boolean {
  try {
    const stat = lstatSync(folder)
    return stat.isDirectory() && (process.getuid === undefined || stat.uid === ownUid())
  } catch {
    return false
  }
}

/** Windows has no such numbers. */
function ownUid(): number {
  return process.getuid?.() ?? 0
}

function nameOf(...parts: readonly (string | number)[]): string {
  const random = Math.random().toString(36).slice(2)
  return ['allcores', ...parts, random || '0'].join('-')
}

function ownPlace(): string {
  return `${pidNamespace()}${hostname()}`.replace(/[^\w.-]/g, '_')
}

function pidNamespace(): string {
  try {
    return `${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}.`
  } catch {
    return ''
  }
}

/**
 * When a process was started, in ticks of the machine's clock. Empty for one that is no more, undefined where nobody says.
 *
 * Fields of `/proc/<pid>/stat` (man proc_pid_stat): the second is the name in parentheses, in which there may be anything, the
 * third the state, and the start is the 22nd.
 */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state, ...others] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return 'ZX'.includes(state!) ? '' : others[22 - 4]
  } catch (error) {
    return ['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code!) ? '' : undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
