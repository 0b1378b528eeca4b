import type * as Acorn from 'acorn'
import type { Path } from '../node.js'
import { childrenOf } from '../text/walk.js'

/** Where a module keeps a function that it exports. */
export interface Exported {
  /** The path from the module's namespace. */
  readonly path: Path
  /** The path from the module's variables; undefined where no variable has the value, as in `export default () => 1`. */
  readonly local: Path | undefined
}

/** The functions and classes that a module exports under a name that never gets another value, by where they begin. */
export function exportsOf(program: Acorn.Program, script: string): Map<number, Exported> {
  const assigned = assignedIn(program)
  const values = new Map(program.body.flatMap(declared).filter(([name]) => !assigned.has(name)))
  const found = new Map<number, Exported>()
  for (const { as, name, node } of program.body.flatMap(exported)) {
    const value = name === undefined ? node : values.get(name)
    for (const [start, path] of value ? functionsIn(value, script) : []) {
      const local = name === undefined ? undefined : [name, ...path]
      if (!found.has(start)) found.set(start, { path: [as, ...path], local })
    }
  }
  return found
}

/** `export { name as … }`, or `export default` of a value without a name. */
interface Export {
  readonly as: string
  readonly name?: string | undefined
  readonly node?: Acorn.AnyNode | undefined
}

function exported(statement: Acorn.AnyNode): Export[] {
  if (statement.type === 'ExportDefaultDeclaration') {
    const { declaration } = statement
    if (declaration.type === 'Identifier') return [{ as: 'default', name: declaration.name }]
    return [{ as: 'default', name: isDeclaration(declaration) ? declaration.id?.name : undefined, node: declaration }]
  }
  if (statement.type !== 'ExportNamedDeclaration' || statement.source) return []
  const listed = statement.specifiers.map(({ local, exported }) => ({ as: nameIn(exported), name: nameIn(local) }))
  return [...listed, ...declared(statement).map(([name]) => ({ as: name, name }))]
}

/** The variables that a statement declares, with what they begin as. */
function declared(statement: Acorn.AnyNode): [name: string, value: Acorn.AnyNode][] {
  if (statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration') {
    return statement.declaration ? declared(statement.declaration) : []
  }
  if (isDeclaration(statement)) return statement.id ? [[statement.id.name, statement]] : []
  if (statement.type !== 'VariableDeclaration') return []
  return statement.declarations.flatMap(({ id, init }) => (id.type === 'Identifier' && init ? [[id.name, init]] : []))
}

/** The functions and classes that a value is, or has as members one level below. */
function functionsIn(value: Acorn.AnyNode, script: string): [start: number, path: Path][] {
  const node = unwrap(value)
  if (node.type === 'ObjectExpression') return membersIn(node, script)
  const self: [number, Path][] = isFunction(node) ? [[node.start, []]] : []
  return isClass(node) ? [...self, ...staticsIn(node, script)] : self
}

/** Members before a spread, or before another of the same name, may be replaced by it. */
function membersIn({ properties }: Acorn.ObjectExpression, script: string): [number, Path][] {
  const spread = properties.findLastIndex(({ type }) => type === 'SpreadElement')
  return lastOnes(properties.slice(spread + 1), script)
}

function staticsIn({ body }: { readonly body: Acorn.ClassBody }, script: string): [number, Path][] {
  const isStatic = (member: Acorn.AnyNode) => 'static' in member && member.static
  return lastOnes(body.body.filter(isStatic), script)
}

function lastOnes(members: readonly Acorn.AnyNode[], script: string): [number, Path][] {
  if (members.some((member) => 'computed' in member && member.computed)) return []
  const last = new Map(members.map((member) => [memberName(member), member]))
  return [...last].flatMap(([name, member]) => {
    const start = name === undefined ? undefined : startOfMember(member, script)
    return start === undefined ? [] : [[start, [name!]] as [number, Path]]
  })
}

function memberName(member: Acorn.AnyNode): string | undefined {
  if (!('key' in member) || member.key.type === 'PrivateIdentifier') return undefined
  const name = member.key.type === 'Literal' ? String(member.key.value) : (member.key as Acorn.Identifier).name
  return name === '__proto__' ? undefined : name
}

/** Where V8 sees the text of a member that is a function: a method's begins with its name. */
function startOfMember(member: Acorn.AnyNode, script: string): number | undefined {
  if (member.type === 'MethodDefinition') return member.kind === 'method' ? startOfStatic(member, script) : undefined
  if (member.type === 'Property' && member.kind !== 'init') return undefined
  if (member.type === 'Property' && member.method) return member.start
  if (member.type !== 'Property' && member.type !== 'PropertyDefinition') return undefined
  const value = member.value && unwrap(member.value)
  return value && isFunction(value) ? value.start : undefined
}

function startOfStatic({ start }: Acorn.MethodDefinition, script: string): number {
  return start + /^static(?:\s|\/\*[^]*?\*\/|\/\/.*)*/.exec(script.slice(start))![0].length
}

/** esbuild, and so tsx, keeps the names of functions by `__name(fn, 'name')`. */
function unwrap(node: Acorn.AnyNode): Acorn.AnyNode {
  const isName = node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === '__name'
  return isName && node.arguments[0] ? node.arguments[0] : node
}

/** Names that are given another value, whatever variable they mean there. */
export function assignedIn(program: Acorn.Program): Set<string> {
  const assigned = new Set<string>()
  const begun = new Set<string>()
  const begin = (name: string) => void (begun.has(name) ? assigned.add(name) : begun.add(name))
  const look = (node: Acorn.AnyNode) => {
    if (node.type === 'AssignmentExpression') namesIn(node.left, assigned)
    if (node.type === 'UpdateExpression') namesIn(node.argument, assigned)
    if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') namesIn(node.left, assigned)
    if (node.type === 'VariableDeclaration' && node.kind === 'var') declared(node).forEach(([name]) => begin(name))
    childrenOf(node).forEach(look)
  }
  look(program)
  return assigned
}

/** The names that a pattern sets, and perhaps some more. */
function namesIn(pattern: Acorn.AnyNode, names: Set<string>): void {
  if (pattern.type === 'VariableDeclaration' && pattern.kind !== 'var') return
  if (pattern.type === 'Identifier') names.add(pattern.name)
  else if (pattern.type !== 'MemberExpression') for (const child of childrenOf(pattern)) namesIn(child, names)
}

function isFunction(node: Acorn.AnyNode): boolean {
  return /^(Function|ArrowFunction|Class)(Expression|Declaration)$/.test(node.type)
}

function isClass(node: Acorn.AnyNode): node is Extract<Acorn.AnyNode, { body: Acorn.ClassBody }> {
  return node.type === 'ClassExpression' || node.type === 'ClassDeclaration'
}

type Declaration = Acorn.FunctionDeclaration | Acorn.ClassDeclaration

function isDeclaration(node: Acorn.AnyNode): node is Declaration | Acorn.AnonymousFunctionDeclaration {
  return node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration'
}

export function nameIn(node: Acorn.Identifier | Acorn.Literal): string {
  return node.type === 'Identifier' ? node.name : (node.value as string)
}
