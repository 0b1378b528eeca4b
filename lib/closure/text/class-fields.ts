import { keyName } from './shapes.js'
import { parseFunction } from './syntax.js'

/** Text that compilers make of a field in the constructor: `__publicField(this, "images")`. */
const COMPILED_FIELD = /\b\w*(?:publicField|defineProperty)\w*\(this, ?["'](\w+)["']/gi

/**
 * Names of the fields that a class gives its instances.
 *
 * @param text as `Function.prototype.toString` gives it
 */
export function fieldsOf(text: string): readonly string[] {
  const node = parseFunction(text)?.node
  if (node?.type !== 'ClassExpression') return []
  const written = node.body.body.flatMap((member) => {
    return member.type === 'PropertyDefinition' && !member.static ? (keyName(member.key, member.computed) ?? []) : []
  })
  return [...written, ...[...text.matchAll(COMPILED_FIELD)].map(([, name]) => name!)]
}
