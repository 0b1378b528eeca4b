import { readdirSync, readFileSync } from 'node:fs'
import { until } from './until.js'

const isLinux = process.platform === 'linux'

/** Whether a process runs. A zombie, dead but not yet collected by its parent, doesn't. */
export function isAlive(pid: number): boolean {
  if (isLinux) return !'ZX'.includes(stateOf(pid))
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

export async function allGone(pids: readonly number[]): Promise<void> {
  await until(() => !pids.some(isAlive), `processes ${pids.join(', ')} are gone`)
}

/**
 * Waits until no process is left that has this variable, `NAME=value`, which it has from whoever started it: a program
 * and all that it ever started, and what those started. Only Linux can tell.
 */
export async function familyGone(mark: string): Promise<void> {
  const members = () => readdirSync('/proc').filter((name) => /^\d/.test(name) && environmentOf(name).includes(mark))
  if (isLinux) await until(() => members().length === 0, `all processes with ${mark} are gone`)
}

/** One letter, as in man proc_pid_stat; it comes after the name, which is in parentheses and may hold anything. */
function stateOf(pid: number): string {
  const stat = readProc(`${pid}/stat`)
  return stat === '' ? 'X' : stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3)
}

/** Nothing for a zombie. */
function environmentOf(pid: string): readonly string[] {
  return readProc(`${pid}/environ`).split('\0')
}

function readProc(file: string): string {
  try {
    return readFileSync(`/proc/${file}`, 'latin1')
  } catch {
    return '' // gone, or none of ours
  }
}
