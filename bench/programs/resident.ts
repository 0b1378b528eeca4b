import { readFileSync } from 'node:fs'

/** The memory of this process and, where /proc tells, of its children: worker processes count as threads do. */
export function residentMegabytes(): number {
  return (process.memoryUsage.rss() + children().reduce((sum, pid) => sum + residentBytes(pid), 0)) / 2 ** 20
}

function children(): string[] {
  return read(`/proc/self/task/${process.pid}/children`).split(' ').filter(Boolean)
}

function residentBytes(pid: string): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0
  return Number(kilobytes) * 1024
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // no such system, or the process has ended
  }
}
