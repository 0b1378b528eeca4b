import { isBuiltin } from 'node:module'
import type * as Acorn from 'acorn'
import type { AnyNode } from 'acorn'

/** `import('node:fs')` */
export function isOfBuiltin({ source }: Acorn.ImportExpression): boolean {
  return source.type === 'Literal' && typeof source.value === 'string' && isBuiltin(source.value)
}

/** `o.x` in `delete o.x` and `delete o?.x` */
export function deletedMember({ operator, argument }: Acorn.UnaryExpression): Acorn.MemberExpression | undefined {
  const deleted = argument.type === 'ChainExpression' ? argument.expression : argument
  return operator === 'delete' && deleted.type === 'MemberExpression' ? deleted : undefined
}

/** `x` in `o.x` and `o['x']`, `#x` in `o.#x`; undefined where only running the code tells. */
export function memberName({ property, computed }: Acorn.MemberExpression): string | undefined {
  if (property.type === 'PrivateIdentifier') return `#${property.name}`
  return keyName(property, computed)
}

/** The keys in `{ a, b: [c], ...}` on the left side; undefined when those are not all that is read. */
export function keysTaken(pattern: AnyNode): string[] | undefined {
  if (pattern.type !== 'ObjectPattern') return undefined
  const keys = pattern.properties.map((property) => (property.type === 'Property' ? keyName(property.key, property.computed) : undefined))
  return keys.includes(undefined) ? undefined : (keys as string[])
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

/** What all of a class sees: its own name and its private ones. */
export function namesOfClass({ id, body }: Acorn.Class): string[] {
  const privates = body.body.flatMap((member) => privateName(member) ?? [])
  return id ? [id.name, ...privates] : privates
}

/** `#x` for a member of that name. */
export function privateName(member: Acorn.ClassBody['body'][number]): string | undefined {
  if (member.type === 'StaticBlock' || member.key.type !== 'PrivateIdentifier') return undefined
  return `#${member.key.name}`
}

/** What compilers make of the body of an async function, where async functions are too new. */
export interface Awaited {
  readonly generator: Acorn.FunctionExpression
  /** The generator's `this` and `arguments` are those around the call, if they are in this list. */
  readonly passed: readonly (string | undefined)[]
  readonly otherArgs: readonly AnyNode[]
}

/** `__awaiter(this, arguments, …, function* () {})` of TypeScript, `__async(…)` of esbuild. */
export function awaited({ callee, arguments: args }: Acorn.CallExpression): Awaited | undefined {
  const generator = args.at(-1)
  if (generator?.type !== 'FunctionExpression' || !generator.generator || !isAwaiter(callee)) return undefined
  if (generator.id || generator.params.length > 0) return undefined
  const passed = args.slice(0, 2).map(nameOfOwn)
  return { generator, passed, otherArgs: args.slice(0, -1).filter((_, i) => !passed[i]) }
}

/** Also `tslib.__awaiter` and `(0, tslib.__awaiter)`. */
function isAwaiter(callee: AnyNode | undefined): boolean {
  if (callee?.type === 'SequenceExpression') return isAwaiter(callee.expressions.at(-1))
  if (callee?.type === 'MemberExpression') return isAwaiter(callee.property)
  return callee?.type === 'Identifier' && /^__(awaiter|async)$/.test(callee.name)
}

function nameOfOwn(node: AnyNode): string | undefined {
  if (node.type === 'ThisExpression') return 'this'
  return node.type === 'Identifier' && node.name === 'arguments' ? 'arguments' : undefined
}
