import { types } from 'node:util'
import type { Binding } from '../engine/inspector.js'
import type { Bound, Node } from '../node.js'
import { isThing, parentOf } from '../reflect.js'
import { asBuiltin } from './builtin-names.js'
import type { Encoder } from './encoder.js'
import { asGlobal } from './global-names.js'
import { BOUND_UNSEEN, IS_NATIVE, IS_PROXY } from './reasons.js'
import { asRequired } from './required-names.js'
import { onward, refusal, type Trail } from './trail.js'

/** A function without a text of its own: native code, a bound function, a Proxy. */
export function encodeNative(fn: Function, trail: Trail, encoder: Encoder): Node {
  const named = asGlobal(fn)
  if (named) return named
  const inspected = encoder.inspected(fn)
  const found = asBuiltin(fn) ?? asRequired(fn)
  if (found) return found
  if (inspected?.bound) return encodeBound(inspected.bound, trail, encoder)
  throw refusal(trail, types.isProxy(fn) ? IS_PROXY : inspected ? IS_NATIVE : BOUND_UNSEEN)
}

function encodeBound({ target, self, args }: Binding, trail: Trail, encoder: Encoder): Bound {
  return {
    kind: 'bound',
    target: encoder.part(target, onward(trail, 'target', target), { home: homeOf(target, self) }),
    self: encoder.part(self, onward(trail, '`this`', self)),
    args: args.map((arg, i) => encoder.part(arg, onward(trail, `argument ${i}`, arg))),
  }
}

/** Finds the object that has a method: `self` or one that it inherits from. */
function homeOf(method: Function, self: unknown): object | undefined {
  for (let at: unknown = self; isThing(at); at = parentOf(at)) {
    const own = Object.getOwnPropertyDescriptors(at)
    if (Object.values(own).some(({ value }) => value === method)) return at
  }
  return undefined
}
