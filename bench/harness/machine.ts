import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'
import type { Command } from './command-line.js'

/** Where the numbers come from; without it they mean nothing. */
export interface Machine {
  readonly cpu: string
  readonly cores: string
  readonly memory: string
  readonly os: string
  readonly node: string
  /** What kept it busy in the minute before. */
  readonly load: string
}

/** Everything that a number depends on. */
export interface About {
  readonly machine: Machine
  readonly versions: Readonly<Record<string, string>>
  readonly settings: Command
  readonly date: string
}

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: `${availableParallelism()} cores`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    os: `${type()} ${release()}`,
    node: `Node ${process.versions.node}`,
    load: `load ${loadavg()[0]?.toFixed(1)}`,
  }
}

/** The versions of what is compared, as installed. */
export function installed(packages: readonly string[]): Record<string, string> {
  return Object.fromEntries(packages.map((name) => [name, installedVersion(name)]))
}

function installedVersion(name: string): string {
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
