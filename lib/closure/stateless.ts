import { types } from 'node:util'
import { isPrimitive } from '../model/primitive.js'
import type { TaskFunction } from '../model/task.js'
import { hasExtras } from './encode/function-extras.js'
import { asRequired } from './encode/required-names.js'
import { constantNames } from './engine/constants.js'
import { type Inspected, inspectFunction } from './engine/inspector.js'
import { exportedAs, moduleText } from './engine/module-text.js'
import { type InScript, inScript } from './engine/script-text.js'
import { pathOf } from './engine/source-map.js'
import { isStrict } from './engine/strictness.js'
import { findVariable } from './engine/variables.js'
import { areHarmless, isHarmless } from './harmless.js'
import type { Imported, Place, Required } from './node.js'
import { isThing, parentOf } from './reflect.js'
import { analyse } from './text/analyse.js'
import type { Analysis } from './text/free-names.js'
import { isNativeText } from './text/text.js'
import { placeOf } from './thread/place.js'

/** Functions that are looked at for one verdict, at most. */
const MOST = 100
const known = new WeakMap<object, { readonly as: string; readonly verdict: boolean }>()

/**
 * Whether what a module gives under a name is the same in a thread that loads the module afresh, whatever the program has
 * done with it here: a function or class that leads to nothing but functions of that kind, and constants. False as well
 * where that can't be told.
 */
export function isStateless(value: unknown, name: Imported | Required): boolean {
  if (!isThing(value)) return false
  const as = name.path.join('.')
  const before = known.get(value)
  if (before?.as === as) return before.verdict
  const verdict = look(value, as)
  known.set(value, { as, verdict })
  return verdict
}

function look(root: object, name: string): boolean {
  try {
    if (isHarmless(root)) return true
    const found = new Set<object>([root])
    for (const value of found) {
      const subject = subjectOf(value)
      const parts = subject && (value !== root || isExported(subject, name)) ? partsOf(subject) : undefined
      if (!parts || found.size + parts.length > MOST) return false
      for (const part of parts) found.add(part)
    }
    return true
  } catch {
    return false // a Proxy among what it uses, or a script that is nested too deep
  }
}

/** A function's text, with what is known of where it stands. */
interface Subject {
  readonly fn: Function
  readonly text: string
  readonly analysis: Analysis
  readonly inspected: Inspected
  readonly place: Place
  readonly script: InScript
}

function subjectOf(fn: object): Subject | undefined {
  if (typeof fn !== 'function' || types.isProxy(fn)) return undefined
  const text = Function.prototype.toString.call(fn)
  const analysis = isNativeText(text) ? undefined : analyse(text)
  const inspected = analysis && inspectFunction(fn)
  if (!inspected) return undefined
  const place = placeOf(inspected, text, analysis.anchor)
  if (!place || place.url.startsWith('node:')) return undefined
  const script = inScript(inspected, place, text)
  return script && { fn, text, analysis, inspected, place, script }
}

/** Whether the function is all that its text says, and its `this` is not globalThis. */
function isAsWritten({ fn, text, analysis, place }: Subject): boolean {
  if (analysis.class ? !isBareClass(fn, analysis, text) : hasExtras(fn, analysis)) return false
  return !/\bthis\b/.test(text) || isStrict(fn as TaskFunction, analysis, place, true)
}

/** Whether a fresh copy of its module has it under that name too; what it calls `default` others may have renamed. */
function isExported({ fn, inspected, place, script }: Subject, name: string): boolean {
  if (!place.module) return asRequired(fn)?.file === pathOf(place.url)
  const own = exportedAs(fn, inspected, script)?.join('.')
  return own === 'default' || (own !== undefined && [own, 'default'].includes(name))
}

/** The functions and classes of the program that a function uses; undefined where it uses anything that may change. */
function partsOf(subject: Subject): readonly object[] | undefined {
  if (!isAsWritten(subject)) return undefined
  const values = [...usedBy(subject), ...heritageOf(subject)]
  if (values.includes(UNSURE)) return undefined
  return values.filter(isThing).filter((value) => !isHarmless(value) && !isFixedData(value))
}

/** Stands for a value that may be another one in another thread. */
const UNSURE = Symbol('unsure')

/** Returns what the names hold that a function uses. */
function usedBy({ analysis: { free, self }, inspected, script }: Subject): readonly unknown[] {
  const constants = constantNames(script.script)
  const around = new Set<string>()
  const values = [...free.keys()].flatMap((name) => {
    const found = findVariable(name, inspected.scopes)
    if (found === undefined) return []
    around.add(name)
    const stays = typeof found === 'object' && (constants.has(name) || isImported(name, found.value, script))
    return [stays ? found.value : UNSURE]
  })
  const isCalled = self?.use.sites.every(({ form }) => form?.startsWith('called')) ?? true
  const onlyCallsItself = !self || (constants.has(self.name) && isCalled)
  return onlyCallsItself && areHarmless(free, around) ? values : [UNSURE]
}

/** Whether an import is the same in a fresh copy of its module. A number may be another one there. */
function isImported(name: string, value: unknown, script: InScript): boolean {
  const imported = moduleText(script)?.imports.get(name)
  if (!imported || !isThing(value)) return false
  if (isHarmless(value)) return true
  const subject = subjectOf(value)
  return subject !== undefined && isExported(subject, imported.name)
}

/** Whether a class is as its text makes it, without fields of its own that may differ from those of another one of that text. */
function isBareClass(fn: Function, { class: form }: Analysis, text: string): boolean {
  const { keys, statics, privateStatics } = form!
  if (keys.length + statics.length + privateStatics.length > 0) return false
  const isWritten = (part: unknown) => part === undefined || (typeof part === 'function' && text.includes(String(part)))
  const isMade = (holder: object) => Object.entries(Object.getOwnPropertyDescriptors(holder)).every(([key, own]) => {
    return /^(length|name|prototype|constructor)$/.test(key) || [own.value, own.get, own.set].every(isWritten)
  })
  return isMade(fn) && isMade(fn.prototype as object)
}

function heritageOf({ fn, analysis }: Subject): unknown[] {
  return analysis.class?.heritage ? [parentOf(fn)] : []
}

/** Whether nobody can change an object: a regular expression that keeps no place, frozen data. */
function isFixedData(value: object): boolean {
  if (types.isRegExp(value)) return isBareRegExp(value)
  if (typeof value === 'function' || types.isProxy(value) || !Object.isFrozen(value)) return false
  const isPlain = parentOf(value) === Object.prototype || parentOf(value) === Array.prototype
  const own = Object.values(Object.getOwnPropertyDescriptors(value))
  return isPlain && own.every((property) => !property.get && isPrimitive(property.value))
}

function isBareRegExp(value: RegExp): boolean {
  const isUsual = parentOf(value) === RegExp.prototype && Reflect.ownKeys(value).length === 1
  return isUsual && !value.global && !value.sticky
}
