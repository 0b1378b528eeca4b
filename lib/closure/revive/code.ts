import type { Code, Integrity } from '../node.js'
import { noteRevival } from '../thread/revivals.js'
import { compile, type SetVariables } from './compile.js'
import { moduleLocal } from './module-locals.js'
import { defineProperty, type Look, setParent } from './object.js'

export interface Evaluated {
  readonly fn: object
  readonly set: SetVariables
}

/** Evaluates the text of a function: early variables have their values, the others don't yet. */
export function evaluateCode(code: Code, look: Look, ofSender = false): Evaluated {
  if (!ofSender) noteRevival()
  const locals = code.locals.map((local) => moduleLocal(local, code.place))
  const [set, fn] = compile(code)(...locals, ...code.early.map(([, part]) => look(part)))
  if (code.name !== undefined) setName(fn, code.name)
  for (const property of ownPrototype(code)) defineProperty(fn, property, look)
  return { fn, set }
}

/** A `prototype` that was put in the place of the function's own: classes below it take it when they are evaluated. */
export function ownPrototype({ props }: Code): Code['props'] {
  return props.filter(([key]) => key === 'prototype')
}

/** A static member of that name stays. */
function setName(fn: object, name: string): void {
  const own = Object.getOwnPropertyDescriptor(fn, 'name')
  if (own && (typeof own.value !== 'string' || own.value === name)) return
  Object.defineProperty(fn, 'name', { value: name, configurable: true })
}

const CLOSE: { readonly [I in Integrity]: (fn: object) => unknown } = {
  open: (fn) => fn,
  closed: Object.preventExtensions,
  sealed: Object.seal,
  frozen: Object.freeze,
}

/**
 * Sets the variables of a function, as all other values exist by now; early ones again: one may have been missing in a circle.
 */
export function completeCode({ fn, set }: Evaluated, code: Code, look: Look): void {
  if (code.variables.length > 0 || code.early.length > 0) {
    set([...code.early, ...code.variables].map(([, part]) => look(part)))
  }
  for (const property of code.props) defineProperty(fn, property, look)
  const { prototype } = fn as { readonly prototype: object }
  for (const property of code.prototype) defineProperty(prototype, property, look)
  setParent(prototype, code.prototypeParent, look)
  setParent(fn, code.parent, look)
  CLOSE[code.integrity](fn)
}
