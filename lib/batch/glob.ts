import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type picomatch from 'picomatch'
import { ownUrl } from '../model/own-url.js'

export interface Found {
  readonly path: string
  readonly isFolder: boolean
}

/**
 * What is in a folder, or matches a pattern. As far as there are folders of the very names, these are meant, whatever
 * characters they have.
 *
 * @throws what reading a folder throws
 */
export function glob(pattern: string): Found[] {
  const { root } = path.parse(pattern)
  const names = pattern.slice(root.length).split(path.sep === '\\' ? /[/\\]/ : '/').filter((name) => name !== '')
  const known = names.findIndex((_, i) => !lookAt(path.join(root, ...names.slice(0, i + 1))))
  const rest = known < 0 ? [] : names.slice(known)
  const start = path.join(root, ...names.slice(0, names.length - rest.length))
  const isFolder = statSync(start).isDirectory()
  if (isFolder) return matching(start, rest.length > 0 ? rest : ['*'])
  return rest.length > 0 ? [] : [{ path: start, isFolder }]
}

/** Undefined for what isn't there, as all that can't be looked at: a name that is too long, or a link to itself. */
function lookAt(file: string): Stats | undefined {
  try {
    return statSync(file)
  } catch {
    return undefined
  }
}

const load = createRequire(ownUrl)

interface Search {
  readonly start: string
  readonly isMatch: (name: string) => boolean
  /** The pattern goes on in folders of any depth. */
  readonly isDeep: boolean
  readonly entersHidden: boolean
}

function matching(start: string, names: readonly string[]): Found[] {
  const match = load('picomatch') as typeof picomatch
  const isMatch = match(names.join('/'), { nonegate: true, posix: true, nocase: path.sep === '\\' })
  const isDeep = names.some((name) => name.includes('**'))
  const entersHidden = names.some((name) => name.startsWith('.'))
  return [...walk({ start, isMatch, isDeep, entersHidden }, '', names.length)]
}

/** @param levels how many are left for a pattern that is not deep */
function* walk(search: Search, folder: string, levels: number): Generator<Found> {
  for (const entry of readdirSync(path.join(search.start, folder), { withFileTypes: true })) {
    const name = `${folder}${entry.name}`
    const file = path.join(search.start, name)
    const isFolder = leadsToFolder(file, entry)
    if (isFolder !== undefined && search.isMatch(name)) yield { path: file, isFolder }
    if (isFolder && isEntered(entry, search, levels)) yield* walk(search, `${name}/`, levels - 1)
  }
}

function isEntered(entry: Dirent, { isDeep, entersHidden }: Search, levels: number): boolean {
  if (entry.name.startsWith('.') && !entersHidden) return false
  return isDeep ? !entry.isSymbolicLink() : levels > 1 // links may lead in circles
}

/** Undefined for a link to nothing, or to itself. */
function leadsToFolder(file: string, entry: Dirent): boolean | undefined {
  return entry.isSymbolicLink() ? lookAt(file)?.isDirectory() : entry.isDirectory()
}
