import { readdirSync, readFileSync } from 'node:fs'
import { until } from './until.js'

/** Whether a process runs. A zombie, dead but not yet collected by its parent, doesn't. */
export function isAlive(pid: number): boolean {
  if (process.platform === 'linux') return !isOver(statOf(pid))
  return canSignal(pid)
}

export async function allGone(pids: readonly number[]): Promise<void> {
  await until(() => !pids.some(isAlive), `processes ${pids.join(', ')} are gone`)
}

/** Waits until a process group is empty: its leader has ended, and all that it ever started, and what those started. */
export async function groupGone(leader: number): Promise<void> {
  await until(() => !hasMembers(leader), `all processes of group ${leader} are gone`)
}

function hasMembers(group: number): boolean {
  if (process.platform !== 'linux') return canSignal(-group)
  return readdirSync('/proc').filter((name) => /^\d/.test(name)).some((pid) => {
    const stat = statOf(Number(pid))
    return stat?.group === group && !isOver(stat)
  })
}

function canSignal(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

interface Stat {
  /** One letter. */
  readonly state: string
  readonly group: number
}

/** What Linux knows of a process (man proc_pid_stat); its name, in parentheses, may hold anything. */
function statOf(pid: number): Stat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state: state!, group: Number(group) }
  } catch {
    return undefined // gone
  }
}

function isOver(stat: Stat | undefined): boolean {
  return stat === undefined || stat.state === 'Z' || stat.state === 'X'
}
