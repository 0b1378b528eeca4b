import type { TaskFunction } from '../model/task.js'
import type { By } from './encode/encoder.js'
import { hasExtras } from './encode/function-extras.js'
import { hasCaller } from './engine/strictness.js'
import type { Shipment } from './node.js'
import { recall } from './recall.js'
import { nameOf } from './reflect.js'
import { analyse } from './text/analyse.js'
import type { Analysis } from './text/free-names.js'
import { CONSTANTS } from './text/globals.js'
import { isNativeText } from './text/text.js'

/**
 * The shipments of functions that capture nothing, kept for good; `exported`: by a module's name, kept until a worker can't load
 * one.
 */
const lasting = new WeakMap<TaskFunction, Shipment>()
let exported = new WeakMap<TaskFunction, Shipment>()
/** Shipments by their functions' texts: closures that one place in the code makes by the thousand have one. */
const pure = new Map<string, Shipment>()

/** The shipment of a function that is the same for all calls, if there is one by now. */
export function lastingShipment(fn: TaskFunction): Shipment | undefined {
  return lasting.get(fn) ?? exported.get(fn)
}

/**
 * Keeps the shipment of a function for all calls.
 *
 * @param isNamed whether it says under which name a module exports the function
 */
export function keepForGood(fn: TaskFunction, shipment: Shipment, isNamed: boolean): Shipment {
  const forGood = { ...shipment, lasting: true }
  ;(isNamed ? exported : lasting).set(fn, forGood)
  return forGood
}

let localCode: By = 'auto'

/** How the code of local modules travels, unless a task says otherwise. */
export function localCodeBy(): By {
  return localCode
}

/** Has the code of local modules travel as text in captures from now on: workers can't load it. */
export function sendLocalCodeByValue(): void {
  localCode = 'value'
  exported = new WeakMap()
}

/**
 * Returns the shipment of a function's text, made once, if the text says all that the function does; else one of the function's
 * own.
 */
export function oncePerText(fn: TaskFunction, make: () => Shipment): Shipment {
  const key = pureKey(fn)
  return key === undefined ? make() : recall(pure, key, make)
}

/** Whether all that a function does is in its text. */
export function isPure(fn: TaskFunction): boolean {
  return pureKey(fn) !== undefined
}

/**
 * Returns a key that is the same for all functions which do the same, as all they do is in their text; undefined for other
 * functions. A plain function in the text minds whether the file around it is strict.
 */
function pureKey(fn: TaskFunction): string | undefined {
  const text = Function.prototype.toString.call(fn)
  const analysis = isNativeText(text) ? undefined : analyse(text)
  if (!analysis || analysis.usesItself || !usesConstantsOnly(analysis)) return undefined
  if (MINDS_STRICTNESS.test(text) || hasExtras(fn, analysis)) return undefined
  return `${hasCaller(fn)} ${nameOf(fn)} ${text}`
}

/** A plain function inside, or something that strict code may be forbidden: to write to a property, or delete one. */
const MINDS_STRICTNESS =
  /.\bfunction\b|\bdelete\b|[.\]][\w$\s]*(?:=(?![=>])|[-+*/%&|^<>?]+=|\+\+|--)|(?:\+\+|--)\s*[\w$]+\s*[.[]/s

function usesConstantsOnly({ free }: Analysis): boolean {
  for (const name of free.keys()) if (!CONSTANTS.has(name)) return false
  return true
}
