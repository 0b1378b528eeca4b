import type { ClosureError } from '../../model/errors.js'
import { isReceiver } from '../../model/function-notes.js'
import type { TaskFunction } from '../../model/task.js'
import { isStrict } from '../engine/strictness.js'
import type { Node, Part, Variable } from '../node.js'
import { nameOf } from '../reflect.js'
import { analyse } from '../text/analyse.js'
import type { Analysis } from '../text/free-names.js'
import { isNativeText } from '../text/text.js'
import type { Uses } from '../text/uses.js'
import { placeOf } from '../thread/place.js'
import { asBuiltin } from './builtin-names.js'
import { classParts } from './class-parts.js'
import { argumentsName, type CapturedPart, type Draft, homeName, thisName } from './draft.js'
import type { Encoder, Hint } from './encoder.js'
import { extrasOf, hasExtras } from './function-extras.js'
import { asGlobal } from './global-names.js'
import { encodeNative } from './native.js'
import { madeByNode } from './node-closures.js'
import { NODE_INTERNAL, NOT_EXPORTED, ofNodes, UNREADABLE } from './reasons.js'
import { referenceTo, type Standing } from './reference.js'
import { replacedName } from './replaced-name.js'
import type { Subject } from './subject.js'
import { type Surroundings, surroundingsOf } from './surroundings.js'
import { onward, refusal, type Trail } from './trail.js'
import { encodeVariable } from './variable.js'

/** A function as a node: by a name where it is the engine's or Node's, else as its own code wants it. */
export function encodeFunction(fn: Function, trail: Trail, hint: Hint, encoder: Encoder): Node | Draft {
  const text = Function.prototype.toString.call(fn)
  if (isNativeText(text)) return encodeNative(fn, trail, encoder)
  const analysis = analyse(text)
  const inspected = encoder.inspected(fn)
  const place = inspected && placeOf(inspected, text, analysis?.anchor ?? 0)
  const standing = { text, inspected, place }
  return encodeNodesOwn(fn, standing, trail, encoder) ?? encodeOwn({ fn, standing, trail, hint, encoder }, analysis)
}

/**
 * Encodes a function of the program or a package: by its text where that says it all, else by a name, else with all that it
 * captures.
 */
function encodeOwn(subject: Subject, analysis: Analysis | undefined): Node | Draft {
  const { fn, standing, trail, hint, encoder } = subject
  const { inspected, place } = standing
  const byName = () => referenceTo(fn, standing, hint, encoder)
  const isRoot = trail.before === undefined
  if (encoder.by === 'reference' && isRoot) return byName() ?? refuse(trail, NOT_EXPORTED)
  if (!analysis) return byName() ?? refuse(trail, UNREADABLE)
  const given = encoder.given(fn, inspected !== undefined)
  const seen = surroundingsOf(usesOf(fn, analysis, hint), { inspected, place, given })
  const replaced = replacedName(fn, analysis, standing)
  const around = replaced ? { ...seen, captured: [...seen.captured, replaced] } : seen
  const isWhole = around.captured.length === 0 && !around.trouble && !hasExtras(fn, analysis)
  const reference = isWhole || (given && isRoot) ? undefined : byName()
  if (reference) return reference
  return around.trouble ? refuse(trail, around.trouble) : toDraft(subject, analysis, around)
}

function refuse(...args: Parameters<typeof refusal>): never {
  throw refusal(...args)
}

/** Encodes a function of Node's own code; undefined for any other. Code without a place may be Node's too. */
function encodeNodesOwn(fn: Function, { inspected, place }: Standing, trail: Trail, encoder: Encoder): Node | undefined {
  if (place && !place.url.startsWith('node:')) return undefined
  const named = asGlobal(fn) ?? asBuiltin(fn)
  if (named || !inspected || !place) return named
  const made = madeByNode(fn, inspected, trail, encoder)
  if (!made) throw refuseInternal(fn, trail)
  return made
}

/** Returns the error about Node's internal code. Where that is a class, the error names the instance, which the program knows. */
function refuseInternal(fn: Function, trail: Trail): ClosureError {
  let instance: Trail | undefined = trail
  while (instance && /^(class|prototype)$/.test(instance.step ?? '')) instance = instance.before
  return instance && instance !== trail ? refusal(instance, ofNodes(nameOf(fn) ?? 'object')) : refusal(trail, NODE_INTERNAL)
}

/** Returns the free names to look up. The object that has a method tells its `super`, and the `this` of some arrow functions. */
function usesOf(fn: Function, { free }: Analysis, { home }: Hint): Uses {
  const known = [...(home ? ['super'] : []), ...(isReceiver(home, fn) ? ['this'] : [])]
  return known.some((name) => free.has(name)) ? new Map([...free].filter(([name]) => !known.includes(name))) : free
}

function toDraft(subject: Subject, analysis: Analysis, around: Surroundings): Draft {
  const { fn, standing, trail, hint: { home }, encoder } = subject
  const { text, inspected, place } = standing
  const parts = around.captured.map((variable): CapturedPart => ({
    name: variable.name,
    part: encodeVariable(variable, standing, trail, encoder),
    scope: variable.scope,
    assigned: variable.use.assigned,
  }))
  const ofClass = classParts(subject, analysis)
  const early: Variable[] = [...ofClass.early]
  if (home && analysis.free.has('super')) early.push([homeName(text), homePart(home, trail, encoder)])
  const hasThis = isReceiver(home, fn) && analysis.free.has('this')
  if (hasThis) early.push([thisName(text), encoder.part(home, trail)])
  const outerArguments = parts.find(({ name }) => name === 'arguments')
  if (outerArguments) early.push([argumentsName(text), outerArguments.part])
  const code: Draft['code'] = {
    kind: 'code',
    name: nameOf(fn),
    strict: isStrict(fn as TaskFunction, analysis, place, inspected !== undefined),
    imports: [...analysis.free.keys()].some((name) => /^import\((builtin)?\)$/.test(name)),
    locals: around.locals,
    early,
    ...extrasOf(fn, analysis, trail, encoder),
  }
  return { kind: 'draft', trail, text, analysis, inspected, captured: parts, hasThis, classNames: ofClass.names, code }
}

function homePart(home: object, trail: Trail, encoder: Encoder): Part {
  const parent: unknown = Object.getPrototypeOf(home)
  return encoder.part(parent, onward(trail, 'super', parent))
}
