import { recall } from '../recall.js'
import { Scope, type Site } from './scope.js'
import { parseFunction } from './syntax.js'
import { visitFunction } from './walk.js'

/** The parts that a function uses of the object that it is a method of. */
export interface ThisUses {
  /** Properties of `this` that it uses. */
  readonly members: readonly string[]
  /** Properties of these properties, where the function uses nothing else of them. */
  readonly parts: ReadonlyMap<string, readonly string[]>
  /** Properties of `super` that it uses. */
  readonly inherited: readonly string[]
  /** Whether it does something else with `this` or `super`, so that it may use any property. */
  readonly escapes: boolean
  /** The `#names` that it uses, also those that a compiler has made a WeakMap of. */
  readonly privates: readonly string[]
  /** Whether its `this` is that of the code around it, whatever it is called on. */
  readonly isArrow: boolean
}

/**
 * Finds which properties of `this` a function may use. What has a `this` of its own inside of it doesn't count.
 *
 * @param text as `Function.prototype.toString` gives it, of a method in any form or of an arrow function
 * @returns undefined when the text can't be parsed
 */
export function thisUses(text: string): ThisUses | undefined {
  return recall(known, text, () => findUses(text))
}

const known = new Map<string, ThisUses | undefined>()

function findUses(text: string): ThisUses | undefined {
  const parsed = parseFunction(text)
  if (!parsed) return undefined
  if (parsed.node.type === 'ClassExpression') return NOTHING
  const outermost = new Scope()
  visitFunction(parsed.node, outermost, [])
  const found = outermost.leave()
  const own = membersOf(found.get('this'))
  const inherited = membersOf(found.get('super'))
  const privates = [...found.keys()].filter((name) => name.startsWith('#'))
  return {
    members: own.names,
    parts: own.parts,
    inherited: inherited.names,
    escapes: own.escapes || inherited.escapes || found.has('eval()'),
    privates: [...privates, ...compiledPrivates(text)],
    isArrow: parsed.node.type === 'ArrowFunctionExpression',
  }
}

const NOTHING: ThisUses = { members: [], parts: new Map(), inherited: [], escapes: false, privates: [], isArrow: false }

interface Members {
  readonly names: readonly string[]
  readonly parts: ThisUses['parts']
  readonly escapes: boolean
}

function membersOf(sites: readonly Site[] = []): Members {
  const names = [...new Set(sites.flatMap(({ member }) => (member === undefined || member.startsWith('#') ? [] : [member])))]
  const parts = names.flatMap((name) => {
    const nexts = sites.filter(({ member, renamed }) => member === name && !renamed).map(({ next }) => next)
    return nexts.includes(undefined) ? [] : [[name, [...new Set(nexts as string[])]] as const]
  })
  return { names, parts: new Map(parts), escapes: sites.some(({ member, renamed }) => member === undefined && !renamed) }
}

/**
 * The helpers that TypeScript and esbuild call for `o.#name`, and the variable that has the name in it: `_Account_name`,
 * `_name`.
 */
const PRIVATE_HELPER = /\b__(?:classPrivateField(?:Get|Set|In)|private(?:Get|Set|Method|Wrapper|In))\((?:this,\s*)?(?:_[A-Z]\w*?_|_)?(\w+)/g

function compiledPrivates(text: string): string[] {
  return [...new Set([...text.matchAll(PRIVATE_HELPER)].map(([, name]) => `#${name}`))]
}
