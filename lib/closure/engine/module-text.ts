import { createRequire } from 'node:module'
import type * as Acorn from 'acorn'
import { ownUrl } from '../../model/own-url.js'
import type { Path } from '../node.js'
import { recall } from '../recall.js'
import { isThing, ownValue } from '../reflect.js'
import type { Inspected, OuterScope } from './inspector.js'
import { type Exported, exportsOf, nameIn } from './module-exports.js'
import type { InScript } from './script-text.js'
import { variableValue } from './variables.js'

/** What the text of an ES module tells about its imports and exports. */
export interface ModuleText {
  readonly imports: ReadonlyMap<string, ImportedName>
  /** The functions and classes that are exported by names that keep their values, by where their texts begin. */
  readonly exports: ReadonlyMap<number, Exported>
}

/** The module, and the name in it, that a local name is imported from. */
export interface ImportedName {
  readonly specifier: string
  /** `default`, the exported name, or `*` for all of the module. */
  readonly name: string
  /** Import attributes, such as `{ type: 'json' }`. */
  readonly attributes?: Readonly<Record<string, string>>
}

const load = createRequire(ownUrl)
const modules = new Map<string, ModuleText | undefined>()

/** The module around a function; undefined where its script is no ES module that the parser knows. */
export function moduleText({ script }: InScript): ModuleText | undefined {
  return recall(modules, script, () => parseModule(script))
}

/** Where its own module exports a function or class; undefined unless that is sure, by the text and by what is there now. */
export function exportedAs(fn: object, { scopes }: Inspected, inScript: InScript): Path | undefined {
  const exported = moduleText(inScript)?.exports.get(inScript.start)
  return exported && (!exported.local || inModuleScope(exported.local, scopes) === fn) ? exported.path : undefined
}

/** Reads a member of a module's variable without running a getter. */
function inModuleScope([name, ...members]: Path, scopes: readonly OuterScope[]): unknown {
  const outermost = scopes.filter(({ description }) => description === 'Module')
  const memberOf = (value: unknown, member: string) => (isThing(value) ? ownValue(value, member) : undefined)
  return members.reduce(memberOf, variableValue(name!, outermost))
}

function parseModule(script: string): ModuleText | undefined {
  const { Parser } = load('acorn') as typeof Acorn
  try {
    const program = Parser.extend(withoutDeclarations).parse(script, { ecmaVersion: 'latest', sourceType: 'module' })
    return { imports: new Map(program.body.flatMap(importsOf)), exports: exportsOf(program, script) }
  } catch {
    return undefined
  }
}

/** Names that were declared twice are an error that V8 has found before; to look for it takes 1.2 s for 20,000 names. */
function withoutDeclarations(Base: typeof Acorn.Parser): typeof Acorn.Parser {
  return class extends Base {
    declareName(): void {}
    checkLocalExport(): void {}
  }
}

function importsOf(statement: Acorn.AnyNode): [string, ImportedName][] {
  if (statement.type !== 'ImportDeclaration') return []
  const specifier = statement.source.value as string
  const attributes = attributesOf(statement)
  return statement.specifiers.map((imported) => [
    imported.local.name,
    { specifier, name: nameOfImport(imported), ...(attributes && { attributes }) },
  ])
}

function attributesOf({ attributes }: Acorn.ImportDeclaration): Record<string, string> | undefined {
  if (attributes.length === 0) return undefined
  return Object.fromEntries(attributes.map(({ key, value }) => [nameIn(key), value.value as string]))
}

function nameOfImport(imported: Acorn.ImportDeclaration['specifiers'][number]): string {
  if (imported.type === 'ImportNamespaceSpecifier') return '*'
  return imported.type === 'ImportDefaultSpecifier' ? 'default' : nameIn(imported.imported)
}
