import { isBuiltin } from 'node:module'
import type * as Acorn from 'acorn'
import type { AnyNode } from 'acorn'
import { Scope } from './scope.js'
import type { ScopeOptions } from './scope.js'

/** What every function that is no arrow function has of its own. */
const OWN = ['this', 'new.target', 'arguments']

/** What the parts of a class have of their own, apart from methods, which are functions with a `super`. */
const FIELD = [...OWN, 'super']

/** The members of `import.meta` that a worker can tell from the file alone. */
const KNOWN_META = /^(url|filename|dirname)$/

type Nodes = Iterable<AnyNode | null | undefined>
type Visitors = { readonly [Type in AnyNode['type']]?: (node: Extract<AnyNode, { type: Type }>, scope: Scope) => void }

/** Tells a scope what a piece of syntax declares and uses. */
export function visit(node: AnyNode | null | undefined, scope: Scope): void {
  if (!node) return
  const visitor = visitors[node.type] as ((node: AnyNode, scope: Scope) => void) | undefined
  if (visitor) visitor(node, scope)
  else visitAll(childrenOf(node), scope)
}

/** The same for a function, without the name that it gives itself. */
export function visitFunction(node: Acorn.Function, scope: Scope): void {
  const own = node.type === 'ArrowFunctionExpression' ? [] : OWN
  const params = new Scope(scope, { declared: own, hoists: true })
  for (const param of node.params) declare(param, params, params)
  // a default parameter doesn't see what the body declares
  if (node.body.type === 'BlockStatement') within(node.body.body, params, { hoists: true })
  else visit(node.body, params)
  params.leave()
}

const visitors: Visitors = {
  Identifier: (node, scope) => use(node.name, node, scope),
  PrivateIdentifier: (node, scope) => use(`#${node.name}`, node, scope),
  ThisExpression: (node, scope) => use('this', node, scope),
  Super: (node, scope) => use('super', node, scope),
  MetaProperty: (node, scope) => use(`${node.meta.name}.${node.property.name}`, node, scope),
  ImportExpression(node, scope) {
    use(isOfBuiltin(node) ? 'import(builtin)' : 'import()', node, scope)
    visitAll([node.source, node.options], scope)
  },
  CallExpression(node, scope) {
    if (node.callee.type === 'Identifier' && node.callee.name === 'eval') use('eval()', node, scope)
    visitAll([node.callee, ...node.arguments], scope)
  },
  UnaryExpression({ operator, argument }, scope) {
    if (operator === 'typeof' && argument.type === 'Identifier') scope.use(argument.name, [argument.start], true)
    else visit(argument, scope)
  },
  MemberExpression(node, scope) {
    const meta = metaMember(node)
    if (meta) return use(meta, node, scope)
    visit(node.object, scope)
    if (node.computed || node.property.type === 'PrivateIdentifier') visit(node.property, scope)
  },
  Property(node, scope) {
    if (node.computed) visit(node.key, scope)
    visitValue(node, scope)
  },

  LabeledStatement: (node, scope) => visit(node.body, scope),
  BreakStatement() {},
  ContinueStatement() {},
  BlockStatement: (node, scope) => within(node.body, scope),
  ForStatement: (node, scope) => within([node.init, node.test, node.update, node.body], scope),
  ForInStatement: (node, scope) => within([node.left, node.right, node.body], scope),
  ForOfStatement: (node, scope) => within([node.left, node.right, node.body], scope),
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
      declare(id, node.kind === 'var' ? scope.hoist : scope, scope)
      visit(init, scope)
    }
  },

  FunctionDeclaration(node, scope) {
    if (node.id) {
      scope.declare(node.id.name)
      scope.hoist.declare(node.id.name) // in sloppy code a block's function is seen outside of it too
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
    visitValue(node, scope)
  },
  PropertyDefinition(node, scope) {
    if (node.computed) visit(node.key, scope)
    within([node.value], scope, { declared: FIELD })
  },
  StaticBlock: (node, scope) => within(node.body, scope, { declared: FIELD, hoists: true }),
}

/** A method, also of an object literal, has a `super`; the value of a plain property is just code. */
function visitValue(node: Acorn.Property | Acorn.AssignmentProperty | Acorn.MethodDefinition, scope: Scope): void {
  const plain = node.type === 'Property' && node.kind === 'init' && !node.method
  within([node.value], scope, { declared: plain ? [] : ['super'] })
}

function visitClass(node: Acorn.Class, scope: Scope): void {
  const privates = node.body.body.flatMap((member) =>
    'key' in member && member.key.type === 'PrivateIdentifier' ? [`#${member.key.name}`] : [],
  )
  within([node.superClass, node.body], scope, { declared: node.id ? [node.id.name, ...privates] : privates })
}

/** Declares the names of a pattern; its defaults and computed keys are code of `scope`. */
function declare(pattern: AnyNode | null, into: Scope, scope: Scope): void {
  switch (pattern?.type) {
    case 'Identifier':
      return into.declare(pattern.name)
    case 'ObjectPattern':
      return pattern.properties.forEach((property) => declare(property, into, scope))
    case 'Property':
      if (pattern.computed) visit(pattern.key, scope)
      return declare(pattern.value, into, scope)
    case 'ArrayPattern':
      return pattern.elements.forEach((element) => declare(element, into, scope))
    case 'RestElement':
      return declare(pattern.argument, into, scope)
    case 'AssignmentPattern':
      declare(pattern.left, into, scope)
      return visit(pattern.right, scope)
  }
}

function use(name: string, at: AnyNode, scope: Scope): void {
  scope.use(name, [at.start])
}

function visitAll(nodes: Nodes, scope: Scope): void {
  for (const node of nodes) visit(node, scope)
}

function within(nodes: Nodes, scope: Scope, options?: ScopeOptions): void {
  const inner = new Scope(scope, options)
  visitAll(nodes, inner)
  inner.leave()
}

export function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node)
    .flat()
    .filter((value): value is AnyNode => typeof value?.type === 'string')
}

/** `import.meta.url` and its like count as one name; any other use of `import.meta` as `import.meta`. */
function metaMember({ object, property, computed }: Acorn.MemberExpression): string | undefined {
  if (object.type !== 'MetaProperty' || object.meta.name !== 'import' || computed) return undefined
  return property.type === 'Identifier' && KNOWN_META.test(property.name) ? `import.meta.${property.name}` : undefined
}

function isOfBuiltin({ source }: Acorn.ImportExpression): boolean {
  return source.type === 'Literal' && typeof source.value === 'string' && isBuiltin(source.value)
}
