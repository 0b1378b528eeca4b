import type { TaskFunction } from '../model/task.js'
import { asImported, asRequired } from './exports.js'
import { freeNames } from './free-names.js'
import type { Analysis } from './free-names.js'
import { CONSTANTS } from './globals.js'
import { inspectFunction } from './inspector.js'
import { asBuiltin, asGlobal } from './known-functions.js'
import { placeOf } from './place.js'
import { nameOf } from './property-path.js'
import { recall } from './recall.js'
import { HAS_PROPERTIES, IS_CLASS, IS_LOADING, LOOKS_NATIVE, UNREADABLE } from './reasons.js'
import type { Reason } from './reasons.js'
import { missingNames, refusal } from './refusal.js'
import type { Shipping, Source } from './shipment.js'
import { hasCaller, isStrict } from './strictness.js'
import { dependsOnFile, surroundingsOf } from './surroundings.js'
import { expressionText, looksNative } from './text.js'

/** A function that has a text: by its text if that is enough, otherwise by the name under which a module has it. */
export function shipWritten(fn: TaskFunction, text: string): Shipping {
  const analysis = recall(analyses, text, () => freeNames(text))
  const shipped = analysis ? shipText(fn, text, analysis) : UNREADABLE
  return 'kind' in shipped ? shipped : shipByName(fn, text, analysis, shipped)
}

const analyses = new Map<string, Analysis | undefined>()
const pures = new Map<string, Source | Reason>()

function shipText(fn: TaskFunction, text: string, analysis: Analysis): Source | Reason {
  if (analysis.kind === 'class') return IS_CLASS
  if (looksNative(text)) return LOOKS_NATIVE
  if (!isPure(text, analysis)) return toSource(fn, text, analysis)
  // closures that one place in the code makes by the thousand have one shipment
  return recall(pures, `${hasCaller(fn)} ${nameOf(fn)} ${text}`, () => toSource(fn, text, analysis))
}

/** All that the function does is in its text. A plain function in it minds whether the file around it is strict. */
function isPure(text: string, { free, usesItself }: Analysis): boolean {
  return !usesItself && !/.\bfunction\b/s.test(text) && [...free.keys()].every((name) => CONSTANTS.has(name))
}

function toSource(fn: TaskFunction, text: string, analysis: Analysis): Source | Reason {
  const inspected = inspectFunction(fn)
  const expression = expressionText(text, analysis)
  const anchor = analysis.method ? expression.indexOf('(') : analysis.anchor
  const place = inspected && placeOf(inspected, expression, anchor, { needed: dependsOnFile(analysis) })
  const { missing, self, locals } = surroundingsOf(fn, analysis, inspected, place)
  if (missing.length > 0) return missingNames(missing, inspected)
  if ((analysis.usesItself || self.length > 0) && hasProperties(fn)) return HAS_PROPERTIES
  const imports = analysis.free.has('import()') || analysis.free.has('import(builtin)')
  const strict = isStrict(fn, analysis, place)
  return { kind: 'source', text: expression, name: nameOf(fn), strict, place, self, locals, imports }
}

/** Other than those that every function has. */
function hasProperties(fn: TaskFunction): boolean {
  return Reflect.ownKeys(fn).some((key) => !/^(length|name|prototype|arguments|caller)$/.test(String(key)))
}

/** Node's code has a global name or a module of Node; other code is exported by a module, or can't be named. */
function shipByName(fn: TaskFunction, text: string, analysis: Analysis | undefined, reason: Reason): Shipping {
  const inspected = inspectFunction(fn)
  const place = inspected && placeOf(inspected, text, analysis?.anchor ?? 0)
  const isNodes = !inspected || place?.url.startsWith('node:')
  const found = (isNodes ? (asGlobal(fn) ?? asBuiltin(fn)) : undefined) ?? asRequired(fn)
  if (found) return found
  if (!place?.module) throw refusal(fn, place, reason)
  return asImported(fn, place.url).then((imported) => {
    if (!imported || imported === 'loading') throw refusal(fn, place, imported ? IS_LOADING : reason)
    return imported
  })
}
