import type { AnyNode } from 'acorn'
import type { Site } from './scope.js'
import { isAnonymous } from './shapes.js'

/** Functions to call with the parts of a pattern. */
export interface PatternVisitor {
  /** A name, or a member of something, that gets a value. */
  readonly target: (target: AnyNode, how: Partial<Site>) => void
  /** A default or a computed key. */
  readonly code: (code: AnyNode) => void
}

/**
 * Takes apart what gets a value: the left side of a declaration or an assignment, or a parameter.
 *
 * @param how what is known already of the use of the name, should the pattern be just a name
 */
export function visitPattern(pattern: AnyNode | null, visitor: PatternVisitor, how: Partial<Site> = {}): void {
  if (!pattern) return
  switch (pattern.type) {
    case 'ObjectPattern':
      return pattern.properties.forEach((property) => visitPattern(property, visitor))
    case 'Property':
      if (pattern.computed) visitor.code(pattern.key)
      return visitPattern(pattern.value, visitor, pattern.shorthand ? { form: 'shorthand' } : {})
    case 'ArrayPattern':
      return pattern.elements.forEach((element) => visitPattern(element, visitor))
    case 'RestElement':
      return visitPattern(pattern.argument, visitor)
    case 'AssignmentPattern':
      visitPattern(pattern.left, visitor, { ...how, ...naming(pattern.right) })
      return visitor.code(pattern.right)
    default:
      return visitor.target(pattern, how)
  }
}

/** A function or a class without a name takes that of the variable it is assigned to. */
export function naming(value: AnyNode): Partial<Site> {
  return isAnonymous(value) ? { names: [value.start, value.end] } : {}
}
