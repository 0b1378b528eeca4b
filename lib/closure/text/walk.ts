import type * as Acorn from 'acorn'
import type { AnyNode } from 'acorn'
import { naming, visitPattern } from './pattern.js'
import { Scope, type ScopeOptions, type Site, siteAt } from './scope.js'
import { awaited, deletedMember, isOfBuiltin, namesOfClass, type Path, pathOf, takenBy } from './shapes.js'

/** Names that every function has for itself, but for arrow functions. */
const OWN = ['this', 'new.target', 'arguments']

/** Names that fields and static blocks of a class have for themselves. Methods are functions with a `super`. */
const FIELD = [...OWN, 'super']

/** Assignments that name a function or a class which has no name. */
const NAMING: ReadonlySet<string> = new Set(['=', '&&=', '||=', '??='])

type Nodes = Iterable<AnyNode | null | undefined>
type Visitors = { readonly [Type in AnyNode['type']]?: (node: Extract<AnyNode, { type: Type }>, scope: Scope) => void }

/** Tells a scope what a piece of syntax declares and uses. */
export function visit(node: AnyNode | null | undefined, scope: Scope): void {
  if (!node) return
  const visitor = visitors[node.type] as ((node: AnyNode, scope: Scope) => void) | undefined
  if (visitor) visitor(node, scope)
  else visitChildren(node, scope)
}

/** Tells a scope what a function declares and uses. The name that it gives itself is left out. */
export function visitFunction(node: Acorn.Function, scope: Scope, own = ownOf(node)): void {
  const params = new Scope(scope, { declared: own, hoists: true })
  for (const param of node.params) declare(param, params, params)
  // a default parameter doesn't see what the body declares
  if (node.body.type === 'BlockStatement') within(node.body.body, params, { hoists: true })
  else visit(node.body, params)
  params.leave()
}

function ownOf({ type, async, generator }: Acorn.Function): readonly string[] {
  const own = type === 'ArrowFunctionExpression' ? [] : OWN
  return async || generator ? [...own, ...(async ? ['await'] : []), ...(generator ? ['yield'] : [])] : own
}

const visitors: Visitors = {
  Identifier: (node, scope) => use(node.name, node, scope),
  PrivateIdentifier: (node, scope) => use(`#${node.name}`, node, scope),
  ThisExpression: (node, scope) => use('this', node, scope),
  Super: (node, scope) => use('super', node, scope),
  MetaProperty: (node, scope) => use(`${node.meta.name}.${node.property.name}`, node, scope),
  AwaitExpression(node, scope) {
    use('await', node, scope)
    visit(node.argument, scope)
  },
  YieldExpression(node, scope) {
    use('yield', node, scope)
    visit(node.argument, scope)
  },
  ImportExpression(node, scope) {
    use(isOfBuiltin(node) ? 'import(builtin)' : 'import()', node, scope)
    visitAll([node.source, node.options], scope)
  },
  ExpressionStatement({ start, expression }, scope) {
    scope.statement = start
    visit(expression, scope)
  },
  CallExpression(node, scope) {
    if (node.callee.type === 'Identifier' && node.callee.name === 'eval') use('eval()', node, scope)
    visitCallee(node.callee, scope)
    const { generator, passed = [], otherArgs } = awaited(node) ?? { otherArgs: node.arguments }
    visitAll(otherArgs, scope)
    if (generator) visitFunction(generator, scope, ownOf(generator).filter((name) => !passed.includes(name)))
  },
  TaggedTemplateExpression({ tag, quasi }, scope) {
    visitCallee(tag, scope)
    visit(quasi, scope)
  },
  UnaryExpression(node, scope) {
    const { operator, argument } = node
    const deleted = deletedMember(node)
    if (deleted) visitMember(deleted, scope)
    else if (operator !== 'typeof' || argument.type !== 'Identifier') visit(argument, scope)
    else use(argument.name, argument, scope, { guarded: true })
  },
  UpdateExpression: ({ argument }, scope) => assign(argument, scope),
  AssignmentExpression({ operator, left, right }, scope) {
    assign(left, scope, NAMING.has(operator) ? right : undefined)
    visitTaken(left, right, scope)
  },
  MemberExpression(node, scope) {
    const { object, property, computed } = node
    if (object.type !== 'Identifier' || computed || property.type !== 'Identifier') return visitMember(node, scope)
    use(object.name, object, scope, { member: property.name })
  },
  Property(node, scope) {
    if (node.computed) visit(node.key, scope)
    const { value, shorthand } = node
    if (shorthand && value.type === 'Identifier') use(value.name, value, scope, { form: 'shorthand' })
    else visitValue(node, scope)
  },

  LabeledStatement: (node, scope) => visit(node.body, scope),
  BreakStatement() {},
  ContinueStatement() {},
  BlockStatement: (node, scope) => within(node.body, scope),
  ForStatement: (node, scope) => within([node.init, node.test, node.update, node.body], scope),
  ForInStatement: visitLoop,
  ForOfStatement: visitLoop,
  SwitchStatement(node, scope) {
    visit(node.discriminant, scope)
    within(node.cases, scope)
  },
  CatchClause(node, scope) {
    const inner = new Scope(scope)
    if (node.param) declare(node.param, inner, inner)
    visit(node.body, inner)
    inner.leave()
  },
  VariableDeclaration(node, scope) {
    for (const { id, init } of node.declarations) {
      const into = node.kind === 'var' ? scope.hoist : scope
      declare(id, into, scope)
      visitTaken(id, init, scope, into)
    }
  },

  FunctionDeclaration(node, scope) {
    if (node.id) {
      scope.declare(node.id.name)
      // in sloppy code a block's function is seen outside of it too
      if (!node.async && !node.generator) scope.hoist.declarePerhaps(node.id.name)
    }
    visitFunction(node, scope)
  },
  ArrowFunctionExpression: visitFunction,
  FunctionExpression(node, scope) {
    const inner = new Scope(scope, { declared: node.id ? [node.id.name] : [] })
    visitFunction(node, inner)
    inner.leave()
  },

  ClassDeclaration(node, scope) {
    if (node.id) scope.declare(node.id.name)
    visitClass(node, scope)
  },
  ClassExpression: visitClass,
  MethodDefinition(node, scope) {
    if (node.computed) visit(node.key, scope)
    visitClassMember(node, scope)
  },
  PropertyDefinition(node, scope) {
    if (node.computed) visit(node.key, scope)
    visitClassMember(node, scope)
  },
  StaticBlock: (node, scope) => visitClassMember(node, scope),
}

/** Visits a member of a class, but for its name. */
export function visitClassMember(node: Acorn.ClassBody['body'][number], scope: Scope): void {
  if (node.type === 'MethodDefinition') visitValue(node, scope)
  else if (node.type === 'PropertyDefinition') within([node.value], scope, { declared: FIELD })
  else within(node.body, scope, { declared: FIELD, hoists: true })
}

/**
 * Visits the value of a member. A method, also of an object literal, has a `super`; the value of a plain property is just code.
 */
function visitValue(node: Acorn.Property | Acorn.AssignmentProperty | Acorn.MethodDefinition, scope: Scope): void {
  const plain = node.type === 'Property' && node.kind === 'init' && !node.method
  within([node.value], scope, { declared: plain ? [] : ['super'] })
}

function visitClass(node: Acorn.Class, scope: Scope): void {
  within([node.superClass, node.body], scope, { declared: namesOfClass(node) })
}

/** Declares the names of a pattern; its defaults and computed keys are code of `scope`. */
function declare(pattern: AnyNode | null, into: Scope, scope: Scope): void {
  visitPattern(pattern, {
    target: (target) => target.type === 'Identifier' && into.declare(target.name),
    code: (code) => visit(code, scope),
  })
}

/** Visits what an assignment assigns to: a name, a member, or a pattern of such. */
function assign(pattern: AnyNode, scope: Scope, value?: AnyNode): void {
  const target = (target: AnyNode, how: Partial<Site>) => {
    if (target.type === 'MemberExpression') visitMember(target, scope)
    else if (target.type !== 'Identifier') visit(target, scope)
    else use(target.name, target, scope, { assigned: true, ...how })
  }
  visitPattern(pattern, { target, code: (code) => visit(code, scope) }, value && naming(value))
}

/** Visits a member that is more than read or called; of `this` and `super`, any. */
function visitMember(node: Acorn.MemberExpression, scope: Scope): void {
  const { object, property, computed } = node
  const path = pathOf(node)
  if (path && isPlainest(path, object)) use(nameOfRoot(path), path.root, scope, siteAt(path.names))
  else visit(object, scope)
  if (computed || property.type === 'PrivateIdentifier') visit(property, scope)
}

/** Whether all that is used of a path is known. Of variables only what is read by name is. */
function isPlainest({ root, names }: Path, object: AnyNode): boolean {
  return root.type !== 'Identifier' || (names.length > 1 && object.type === 'MemberExpression' && !object.computed)
}

function nameOfRoot({ root }: Path): string {
  return root.type === 'Identifier' ? root.name : root.type === 'Super' ? 'super' : 'this'
}

/**
 * Visits a value that a pattern takes apart: of `this` it may use only some members.
 *
 * @param into where it declares names, if it does
 */
function visitTaken(pattern: AnyNode, value: AnyNode | null | undefined, scope: Scope, into?: Scope): void {
  const from = value ? pathOf(value) : undefined
  const taken = from?.root.type === 'ThisExpression' ? takenBy(pattern, from.names) : undefined
  if (!taken || (taken.some(({ path }) => path.length === 0) && !into)) return visit(value, scope)
  for (const { path, name } of taken) {
    const renamed = path.length < 2 && name !== undefined && into !== undefined
    use('this', from!.root, scope, { ...siteAt(path), ...(renamed && { renamed }) })
    if (renamed) into.declareOfThis(name, path)
  }
}

function visitLoop({ left, right, body }: Acorn.ForInStatement | Acorn.ForOfStatement, scope: Scope): void {
  const inner = new Scope(scope)
  if (left.type === 'VariableDeclaration') visit(left, inner)
  else assign(left, inner)
  visitAll([right, body], inner)
  inner.leave()
}

function visitCallee(callee: AnyNode, scope: Scope): void {
  if (callee.type !== 'Identifier') return visit(callee, scope)
  use(callee.name, callee, scope, { form: callee.start === scope.statement ? 'called first' : 'called' })
}

function use(name: string, { start, end }: AnyNode, scope: Scope, how?: Partial<Site>): void {
  scope.use(name, { range: [start, end], ...how })
}

function visitAll(nodes: Nodes, scope: Scope): void {
  for (const node of nodes) visit(node, scope)
}

function within(nodes: Nodes, scope: Scope, options?: ScopeOptions): void {
  const inner = new Scope(scope, options)
  visitAll(nodes, inner)
  inner.leave()
}

/** Visits all children of a node. Most of the time goes here, so it makes no lists. */
function visitChildren(node: AnyNode, scope: Scope): void {
  for (const key in node) {
    const child: unknown = node[key as keyof AnyNode]
    if (Array.isArray(child)) visitAll(child, scope)
    else if (isNode(child)) visit(child, scope)
  }
}

export function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node)
    .flat()
    .filter((value): value is AnyNode => typeof value?.type === 'string')
}

function isNode(value: unknown): value is AnyNode {
  return typeof (value as AnyNode | null | undefined)?.type === 'string'
}
