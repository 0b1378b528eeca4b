import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, relative, sep } from 'node:path'

/** Source files by their path below `lib/`. */
export type Sources = ReadonlyMap<string, string>

/**
 * Each folder's floor: a file imports its own folder and strictly lower floors. Files of `lib/` itself join what `Parallel` is
 * made of; the index, which has all there is, has a floor of its own.
 */
export const FLOORS: Readonly<Record<string, number>> = {
  model: 0,
  options: 1,
  schedule: 1,
  closure: 1,
  progress: 1,
  arrays: 1,
  wire: 2,
  worker: 3,
  backends: 4,
  '.': 5,
  inbatch: 6,
  batch: 7,
  'index.ts': 8,
  cli: 9,
}

/** The same within a folder, for which its own files that all its folders use have floors too. */
const FLOORS_WITHIN: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  closure: {
    'node.ts': 0,
    'reflect.ts': 0,
    'recall.ts': 0,
    'path.ts': 1,
    text: 1,
    engine: 2,
    thread: 3,
    encode: 4,
    revive: 4,
    '.': 5,
  },
  arrays: {
    'errors.ts': 0,
    'pressure.ts': 0,
    files: 1,
    borrow: 2,
    lend: 3,
    '.': 4,
  },
}

/** A clock, Node, and ways to wait, which need no import. */
const AMBIENT = /(?<![.\w])(?:performance|process|Buffer|Date|set(?:Timeout|Interval|Immediate)|queueMicrotask)\b(?=\.\w|\()/

/** What a folder must not need whatever its floor. */
const FORBIDDEN: Readonly<Record<string, RegExp>> = {
  model: /^(?!\.|node:util$)/,
  schedule: /^(?!\.)/, // no clock, no Node, no npm
  closure: /^workerpool$/,
  wire: /^workerpool$/,
  worker: /^(?!\.|node:)/, // starts in every worker: nothing to load that isn't needed there
  // uses the library as any program does, and shares with it how things are written
  cli: /^\.\.\/(?!(index|options\/closest|model\/show|progress\/(format|insights-table|trace-format))\.js$)/,
}

export function readSources(lib: string): Sources {
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  return new Map(files.map((file) => [file.split(sep).join('/'), readFileSync(join(lib, file), 'utf8')]))
}

/** Specifiers that a file imports, those imported only as types included. */
export function importsOf(source: string): string[] {
  const statements = source.matchAll(/^\s*(?:import|export)\b[^;'"]*?from\s+['"]([^'"]+)['"]/gm)
  const bare = source.matchAll(/^\s*import\s+['"]([^'"]+)['"]/gm)
  const dynamic = source.matchAll(/\bimport\(['"]([^'"]+)['"]\)/g)
  return [...statements, ...bare, ...dynamic].map((match) => match[1]!)
}

/** Those that are loaded along with the file. */
function importsAtOnce(source: string): string[] {
  const isErased = /^\s*(?:import|export) type\b/
  const statements = [...source.matchAll(/^\s*(?:import|export)\b(?!\()[^;'"()]*?['"]([^'"]+)['"]/gm)]
  return statements.filter(([statement]) => !isErased.test(statement)).map((match) => match[1]!)
}

export function violations(sources: Sources): string[] {
  return [...sources].flatMap(([file, source]) =>
    importsOf(source).flatMap((specifier) => {
      const reason = (specifier.startsWith('.') && upward(file, specifier)) || forbidden(file, specifier)
      return reason ? [`${file} imports ${specifier}: ${reason}`] : []
    }),
  )
}

/** What the scheduler takes of its surroundings that it should be given. */
export function ambientUses(sources: Sources): string[] {
  return [...sources].flatMap(([file, source]) => {
    const used = folderOf(file) === 'schedule' && AMBIENT.exec(source)
    return used ? [`${file} uses ${used[0]}`] : []
  })
}

/** Packages that only the command line is made of, and one that draws bars for the library too, once there is one to draw. */
const COMMAND_LINE_PACKAGES = /^(commander|console-table-printer|cli-progress)$/
const LOADED_WHEN_NEEDED = new Set(['progress/screen.ts: cli-progress'])

/** Who else imports packages of the command line. */
export function commandLineImports(sources: Sources): string[] {
  return [...sources].flatMap(([file, source]) => {
    if (folderOf(file) === 'cli') return []
    const atOnce = new Set(importsAtOnce(source))
    const isAllowed = (specifier: string) => LOADED_WHEN_NEEDED.has(`${file}: ${specifier}`) && !atOnce.has(specifier)
    const found = importsOf(source).filter((specifier) => COMMAND_LINE_PACKAGES.test(specifier) && !isAllowed(specifier))
    return found.map((specifier) => `${file} imports ${specifier}`)
  })
}

/** Every import cycle, as the files it runs through. */
export function cycles(sources: Sources): string[][] {
  const found: string[][] = []
  const done = new Set<string>()
  const visit = (file: string, trail: readonly string[]) => {
    if (trail.includes(file)) return void found.push([...trail.slice(trail.indexOf(file)), file])
    if (done.has(file)) return
    for (const specifier of importsOf(sources.get(file) ?? '')) {
      if (specifier.startsWith('.')) visit(target(file, specifier), [...trail, file])
    }
    done.add(file)
  }
  for (const file of sources.keys()) visit(file, [])
  return found
}

function upward(file: string, specifier: string): string | undefined {
  const imported = target(file, specifier)
  const folder = folderOf(file)
  const within = folder === folderOf(imported) ? FLOORS_WITHIN[folder] : undefined
  if (!within) return notBelow(placeWithin(imported, FLOORS), placeWithin(file, FLOORS), FLOORS)
  const [from, to] = [file, imported].map((path) => placeWithin(path.slice(folder.length + 1), within)) as [string, string]
  return notBelow(to, from, within)
}

function placeWithin(path: string, floors: Readonly<Record<string, number>>): string {
  return path in floors ? path : folderOf(path)
}

function notBelow(to: string, from: string, floors: Readonly<Record<string, number>>): string | undefined {
  if (from === to) return undefined
  const [here, there] = [floors[from], floors[to]]
  if (here === undefined || there === undefined) return `${here === undefined ? from : to} has no floor`
  return there < here ? undefined : `${to} (floor ${there}) is not below ${from} (floor ${here})`
}

function forbidden(file: string, specifier: string): string | undefined {
  const folder = folderOf(file)
  return FORBIDDEN[folder]?.test(specifier) ? `${folder} must do without it` : undefined
}

function target(file: string, specifier: string): string {
  return posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts')
}

function folderOf(file: string): string {
  return relative('.', file).includes('/') ? file.split('/')[0]! : '.'
}
