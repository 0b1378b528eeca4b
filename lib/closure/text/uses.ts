import type { Range } from './edits.js'
import type { Site } from './scope.js'

/** How a name is used that its function does not declare. */
export interface Use {
  readonly sites: readonly Site[]
  /** Positions of the uses. */
  readonly indexes: readonly number[]
  /** The function asks with `typeof` whether the name exists. */
  readonly guarded: boolean
  /** The function assigns to the name. */
  readonly assigned: boolean
  /** The members that it reads or calls, `name.member`; undefined when it does anything else with the name. */
  readonly members: readonly string[] | undefined
}

export type Uses = ReadonlyMap<string, Use>

/** Returns uses in order of the first one, `offset` characters further left. */
export function toUses(found: ReadonlyMap<string, readonly Site[]>, offset: number): Uses {
  const uses = [...found].map(([name, sites]): [string, Use] => [name, toUse(sites, offset)])
  return new Map(uses.sort(([, a], [, b]) => (a.indexes[0] ?? 0) - (b.indexes[0] ?? 0)))
}

export function toUse(found: readonly Site[], offset: number): Use {
  const sites = found.map((site) => moved(site, offset)).sort((a, b) => a.range[0] - b.range[0])
  return {
    sites,
    indexes: sites.map(({ range }) => range[0]),
    guarded: sites.some(({ guarded }) => guarded),
    assigned: sites.some(({ assigned }) => assigned),
    members: membersOf(sites),
  }
}

function moved(site: Site, offset: number): Site {
  const range = left(site.range, offset)
  return site.names ? { ...site, range, names: left(site.names, offset) } : { ...site, range }
}

export function left([start, end]: Range, offset: number): Range {
  return [start - offset, end - offset]
}

function membersOf(sites: readonly Site[]): string[] | undefined {
  const members = sites.map(({ member }) => member)
  return members.includes(undefined) ? undefined : [...new Set(members as string[])]
}
