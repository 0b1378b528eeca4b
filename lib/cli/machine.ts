import { readFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'

/** The machine and the versions that numbers come from, without which they mean nothing. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memory: string
  readonly os: string
  readonly node: string
  readonly allcores: string
}

export function describeMachine(cores: number): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    os: `${type()} ${release()}`,
    node: process.versions.node,
    allcores: ownVersion(),
  }
}

/** The version of this package. */
export function ownVersion(): string {
  const file = new URL('../../../package.json', import.meta.url) // from dist/lib/cli
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
