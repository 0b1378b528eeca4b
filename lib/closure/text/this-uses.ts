import { recall } from '../recall.js'
import { Scope } from './scope.js'
import type { Site } from './scope.js'
import { parseFunction } from './syntax.js'
import { visitFunction } from './walk.js'

/** What a function uses of the object that it is a method of. */
export interface ThisUses {
  /** Properties of `this`. */
  readonly members: readonly string[]
  /** Properties of `super`. */
  readonly inherited: readonly string[]
  /** It does something else with `this` or `super`, so that it may use any property. */
  readonly escapes: boolean
  /** `#names`, also those that a compiler has made a WeakMap of. */
  readonly privates: readonly string[]
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
    inherited: inherited.names,
    escapes: own.escapes || inherited.escapes || found.has('eval()'),
    privates: [...privates, ...compiledPrivates(text)],
  }
}

const NOTHING: ThisUses = { members: [], inherited: [], escapes: false, privates: [] }

function membersOf(sites: readonly Site[] = []): { readonly names: readonly string[]; readonly escapes: boolean } {
  const members = sites.map(({ member }) => member)
  const names = new Set(members.filter((member) => member !== undefined && !member.startsWith('#')) as string[])
  return { names: [...names], escapes: members.includes(undefined) }
}

/** What TypeScript and esbuild call for `o.#name`, and the variable that has the name in it: `_Account_name`, `_name`. */
const PRIVATE_HELPER = /\b__(?:classPrivateField(?:Get|Set|In)|private(?:Get|Set|Method|Wrapper|In))\((?:this,\s*)?(?:_[A-Z]\w*?_|_)?(\w+)/g

function compiledPrivates(text: string): string[] {
  return [...new Set([...text.matchAll(PRIVATE_HELPER)].map(([, name]) => `#${name}`))]
}
