import { isBuiltin } from 'node:module'
import type * as Acorn from 'acorn'
import type { AnyNode } from 'acorn'

/** Whether an import is one of Node's modules: `import('node:fs')`. */
export function isOfBuiltin({ source }: Acorn.ImportExpression): boolean {
  return source.type === 'Literal' && typeof source.value === 'string' && isBuiltin(source.value)
}

/** Returns the member that a `delete` deletes: `o.x` in `delete o.x` and `delete o?.x`. */
export function deletedMember({ operator, argument }: Acorn.UnaryExpression): Acorn.MemberExpression | undefined {
  const deleted = argument.type === 'ChainExpression' ? argument.expression : argument
  return operator === 'delete' && deleted.type === 'MemberExpression' ? deleted : undefined
}

/** Returns a member's name: `x` in `o.x` and `o['x']`, `#x` in `o.#x`; undefined where only running the code tells. */
function memberName({ property, computed }: Acorn.MemberExpression): string | undefined {
  if (property.type === 'PrivateIdentifier') return `#${property.name}`
  return keyName(property, computed)
}

/** The names that lead from `this` or a variable to a member, no more than two: `['a', 'b']` in `this.a.b`. */
export interface Path {
  readonly root: Acorn.ThisExpression | Acorn.Super | Acorn.Identifier
  readonly names: readonly string[]
}

/** Returns the path that an expression writes; undefined for what is none, or is known only when the code runs. */
export function pathOf(node: AnyNode): Path | undefined {
  if (node.type === 'ChainExpression') return pathOf(node.expression)
  if (node.type === 'ThisExpression' || node.type === 'Super' || node.type === 'Identifier') return { root: node, names: [] }
  if (node.type !== 'MemberExpression') return undefined
  const [before, name] = [pathOf(node.object), memberName(node)]
  if (!before || name === undefined) return undefined
  const names = [...before.names, name]
  return names.length === 1 || (names.length === 2 && !names.some(isPrivate)) ? { root: before.root, names } : undefined
}

function isPrivate(name: string): boolean {
  return name.startsWith('#')
}

/** A part that a pattern takes of a value: its path, and its name if it gets just a name. */
export interface Taken {
  readonly path: readonly string[]
  readonly name: string | undefined
}

/**
 * What a pattern takes of a value that has a path.
 *
 * @returns undefined when it may take anything
 */
export function takenBy(pattern: AnyNode, path: readonly string[]): Taken[] | undefined {
  if (pattern.type === 'AssignmentPattern') return takenBy(pattern.left, path)
  if (pattern.type === 'Identifier') return [{ path, name: pattern.name }]
  if (pattern.type !== 'ObjectPattern') return path.length > 0 ? [{ path, name: undefined }] : undefined
  const all = pattern.properties.map((property) => {
    const key = property.type === 'Property' ? keyName(property.key, property.computed) : undefined
    return key === undefined ? undefined : takenBy((property as Acorn.AssignmentProperty).value, [...path, key])
  })
  if (all.includes(undefined)) return path.length > 0 ? [{ path, name: undefined }] : undefined
  return (all as Taken[][]).flat()
}

/** The name of a property; undefined where only running the code tells. */
export function keyName(key: AnyNode, computed: boolean): string | undefined {
  if (key.type === 'Identifier' && !computed) return key.name
  return key.type === 'Literal' ? String(key.value) : undefined
}

/** A function or a class expression without a name. */
export function isAnonymous(node: AnyNode): boolean {
  return /^(Function|ArrowFunction|Class)Expression$/.test(node.type) && !(node as Acorn.FunctionExpression).id
}

/** Returns the names that all of a class sees: its own name and its private ones. */
export function namesOfClass({ id, body }: Acorn.Class): string[] {
  const privates = body.body.flatMap((member) => privateName(member) ?? [])
  return id ? [id.name, ...privates] : privates
}

/** Returns a member's private name, such as `#x`. */
export function privateName(member: Acorn.ClassBody['body'][number]): string | undefined {
  if (member.type === 'StaticBlock' || member.key.type !== 'PrivateIdentifier') return undefined
  return `#${member.key.name}`
}

/** The parts of what compilers make of an async function's body, where async functions are too new. */
export interface Awaited {
  readonly generator: Acorn.FunctionExpression
  /** The generator's `this` and `arguments` are those around the call, if they are in this list. */
  readonly passed: readonly (string | undefined)[]
  readonly otherArgs: readonly AnyNode[]
}

/**
 * Returns the parts of a compiled async body: `__awaiter(this, arguments, …, function* () {})` of TypeScript, `__async(…)` of
 * esbuild.
 */
export function awaited({ callee, arguments: args }: Acorn.CallExpression): Awaited | undefined {
  const generator = args.at(-1)
  if (generator?.type !== 'FunctionExpression' || !generator.generator || !isAwaiter(callee)) return undefined
  if (generator.id || generator.params.length > 0) return undefined
  const passed = args.slice(0, 2).map(nameOfOwn)
  return { generator, passed, otherArgs: args.slice(0, -1).filter((_, i) => !passed[i]) }
}

/** Whether a callee is such a helper: also `tslib.__awaiter` and `(0, tslib.__awaiter)`. */
function isAwaiter(callee: AnyNode | undefined): boolean {
  if (callee?.type === 'SequenceExpression') return isAwaiter(callee.expressions.at(-1))
  if (callee?.type === 'MemberExpression') return isAwaiter(callee.property)
  return callee?.type === 'Identifier' && /^__(awaiter|async)$/.test(callee.name)
}

function nameOfOwn(node: AnyNode): string | undefined {
  if (node.type === 'ThisExpression') return 'this'
  return node.type === 'Identifier' && node.name === 'arguments' ? 'arguments' : undefined
}
