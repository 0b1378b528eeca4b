import { readFileSync } from 'node:fs'
import { until } from './until.js'

/** Whether a process runs. A zombie, dead but not yet collected by its parent, doesn't. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  return process.platform !== 'linux' || !/[ZX]/.test(stateOf(pid))
}

export async function allGone(pids: readonly number[]): Promise<void> {
  await until(() => !pids.some(isAlive), `processes ${pids.join(', ')} are gone`)
}

/** One letter, as in `man proc`. */
function stateOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3)
  } catch {
    return 'X' // gone since
  }
}
