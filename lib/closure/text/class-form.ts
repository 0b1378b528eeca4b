import type * as Acorn from 'acorn'
import type { Range } from './edits.js'
import { Scope } from './scope.js'
import { namesOfClass, privateName } from './shapes.js'
import { left, toUses, type Uses } from './uses.js'
import { visit, visitClassMember } from './walk.js'

/** The parts of a class that evaluating it would run. Ranges are those of the text. */
export interface ClassForm {
  /** The expression after `extends`; undefined without one, and for `extends null`. */
  readonly heritage: Range | undefined
  readonly extendsNull: boolean
  /** Computed keys in the order of the text, without those of static fields that are left out. */
  readonly keys: readonly ComputedKey[]
  /** Static fields and static blocks, but for private fields: what they did can be seen on the class. */
  readonly statics: readonly Range[]
  /** Static `#fields`, which have to be declared, but need not be computed again. */
  readonly privateStatics: readonly PrivateStatic[]
  /** Whether instances have `#fields`, private methods or private accessors. */
  readonly hasPrivateInstanceState: boolean
}

export interface PrivateStatic {
  /** The name with its `#`. */
  readonly name: string
  /** The initialiser; where there is none, the empty range where it would stand. */
  readonly value: Range
}

/** The name of a member that is not known before it is evaluated. */
export interface ComputedKey {
  /** The expression between the brackets. */
  readonly range: Range
  /** Names that the expression uses, which `Analysis.free` leaves out; also `await` and `yield`, which no worker can. */
  readonly free: Uses
  readonly static: boolean
  readonly kind: 'method' | 'get' | 'set' | 'field'
  /** The range of the text that the engine gives for a method, a getter or a setter. */
  readonly member: Range
  /** Whether the key is more than a literal, a name or members of a name: evaluating it may run the user's code. */
  readonly eager: boolean
}

type Member = Acorn.ClassBody['body'][number]
type Keyed = Acorn.MethodDefinition | Acorn.PropertyDefinition

/** Tells the scope what is left of a class, and describes what is not. */
export function analyseClass(node: Acorn.Class, outermost: Scope, text: string, offset: number): ClassForm {
  const names = namesOfClass(node)
  const initialisers = node.body.body.filter(isInitialiser)
  const kept = node.body.body.filter((member) => !isInitialiser(member))
  const inner = new Scope(outermost, { declared: names })
  for (const member of kept) visitClassMember(member, inner)
  inner.leave()
  const { superClass } = node
  const extendsNull = superClass?.type === 'Literal' && superClass.raw === 'null'
  return {
    heritage: superClass && !extendsNull ? rangeOf(superClass, offset) : undefined,
    extendsNull,
    keys: kept.filter(hasComputedKey).map((member) => keyOf(member, names, text, offset)),
    statics: initialisers.filter((member) => !privateName(member)).map((member) => rangeOf(member, offset)),
    privateStatics: initialisers.flatMap((member) => privateStatic(member, offset)),
    hasPrivateInstanceState: kept.some((member) => privateName(member) && !isStatic(member)),
  }
}

/** Whether a member runs when the class is evaluated. */
function isInitialiser(member: Member): boolean {
  return member.type === 'StaticBlock' || (member.type === 'PropertyDefinition' && member.static)
}

function isStatic(member: Member): boolean {
  return member.type === 'StaticBlock' || member.static
}

function privateStatic(member: Member, offset: number): PrivateStatic[] {
  const name = privateName(member)
  if (!name || member.type !== 'PropertyDefinition') return []
  const { key, value } = member
  return [{ name, value: value ? rangeOf(value, offset) : left([key.end, key.end], offset) }]
}

function hasComputedKey(member: Member): member is Keyed {
  return member.type !== 'StaticBlock' && member.computed
}

function keyOf(member: Keyed, names: readonly string[], text: string, offset: number): ComputedKey {
  const scope = new Scope(undefined, { declared: names })
  visit(member.key, scope)
  return {
    range: rangeOf(member.key, offset),
    free: toUses(scope.leave(), offset),
    static: member.static,
    kind: member.type === 'PropertyDefinition' ? 'field' : (member.kind as 'method' | 'get' | 'set'),
    member: withoutStatic(text, rangeOf(member, offset)),
    eager: !isQuiet(member.key),
  }
}

function withoutStatic(text: string, [start, end]: Range): Range {
  const [word] = /^static\b(?:\s|\/\*[^]*?\*\/|\/\/.*)*(?=[^\s(=;}])/.exec(text.slice(start, end)) ?? ['']
  return [start + word.length, end]
}

function isQuiet(key: Acorn.AnyNode): boolean {
  if (key.type === 'MemberExpression') return !key.computed && isQuiet(key.object)
  return key.type === 'Literal' || key.type === 'Identifier'
}

function rangeOf({ start, end }: Acorn.AnyNode, offset: number): Range {
  return left([start, end], offset)
}
