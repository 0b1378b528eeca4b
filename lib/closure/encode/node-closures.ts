import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import type { Inspected } from '../engine/inspector.js'
import { variableValue } from '../engine/variables.js'
import type { Call } from '../node.js'
import type { Encoder } from './encoder.js'
import { onward, type Trail } from './trail.js'

/** A function that a function of Node has made for the program, as a call that makes it again. */
export function madeByNode(fn: Function, inspected: Inspected, trail: Trail, encoder: Encoder): Call | undefined {
  if (isRequire(fn)) {
    const [folder] = fn.resolve.paths('./') ?? []
    return folder === undefined ? undefined : callOf(createRequire, [`${folder}/`], trail, encoder)
  }
  const original = variableValue('original', inspected.scopes)
  return isPromisified(fn, original) ? callOf(promisify, [original], trail, encoder) : undefined
}

function isRequire(fn: Function): fn is NodeJS.Require {
  return fn.name === 'require' && 'cache' in fn && typeof (fn as Partial<NodeJS.Require>).resolve?.paths === 'function'
}

function isPromisified(fn: Function, original: unknown): boolean {
  return typeof original === 'function' && String(promisify(original as () => void)) === String(fn)
}

function callOf(maker: Function, args: readonly unknown[], trail: Trail, encoder: Encoder): Call {
  return {
    kind: 'call',
    fn: encoder.part(maker, trail),
    args: args.map((arg) => encoder.part(arg, onward(trail, 'original', arg))),
  }
}
