import { privateFieldsOf } from '../engine/inspector.js'
import type { Variable } from '../node.js'
import type { ClassForm, ComputedKey } from '../text/class-form.js'
import type { ClassNames } from '../text/class-text.js'
import { unusedName } from '../text/edits.js'
import type { Analysis } from '../text/free-names.js'
import { isStandardGlobal } from '../text/globals.js'
import { HIDDEN_STATICS, hiddenInKey } from './reasons.js'
import type { Subject } from './subject.js'
import { surroundingsOf } from './surroundings.js'
import { onward, refusal } from './trail.js'
import { encodeVariable } from './variable.js'

/** The values that a class must have when its text is evaluated, and the names by which the text gets them. */
export interface ClassParts {
  readonly names: ClassNames
  readonly early: readonly Variable[]
}

export function classParts(subject: Subject, { class: form }: Analysis): ClassParts {
  if (!form) return { names: {}, early: [] }
  const { fn, standing: { text }, trail, encoder } = subject
  const early: Variable[] = []
  const keyNames = form.keys.map((key, i) => {
    const found = isConstant(key) ? undefined : findKey(fn, key, text)
    if (found === undefined) {
      early.push(...keyVariables(key, subject))
      return undefined
    }
    const name = unusedName(`$key${i}`, text)
    early.push([name, typeof found === 'symbol' ? encoder.part(found, trail) : found])
    return name
  })
  const superName = form.heritage && unusedName('$super', text)
  if (superName) early.push([superName, superPart(subject)])
  const privates = privateVariables(subject, form)
  return { names: { superName, keyNames, privateNames: privates.map(([name]) => name) }, early: [...early, ...privates] }
}

/** Encodes private static fields with the values that they have now, as their initialisers don't run again. */
function privateVariables({ fn, standing: { text }, trail, encoder }: Subject, { privateStatics }: ClassForm): Variable[] {
  if (privateStatics.length === 0) return []
  const fields = privateFieldsOf(fn)
  if (!fields) throw refusal(trail, HIDDEN_STATICS)
  return privateStatics.map(({ name }, i): Variable => {
    const value = fields.get(name)
    return [unusedName(`$private${i}`, text), encoder.part(value, onward(trail, `private ${name}`, value))]
  })
}

/** Whether a computed key is the same everywhere, such as `[Symbol.iterator]`. */
function isConstant({ eager, free }: ComputedKey): boolean {
  return !eager && [...free.keys()].every(isStandardGlobal)
}

/** Finds the key that the engine has computed, by the text of the method that it belongs to. */
function findKey(fn: Function, key: ComputedKey, text: string): string | symbol | undefined {
  const { kind, member: [start, end], static: isStatic } = key
  if (kind === 'field') return undefined
  const holder = isStatic ? fn : (fn.prototype as object)
  const part = kind === 'method' ? 'value' : kind
  return Reflect.ownKeys(holder).find((key) => {
    const method: unknown = Object.getOwnPropertyDescriptor(holder, key)![part]
    return typeof method === 'function' && Function.prototype.toString.call(method) === text.slice(start, end)
  })
}

/**
 * Encodes what the computed key of a field uses. Nothing is to be seen of a field before there is an instance, so the key is
 * computed once more.
 */
function keyVariables({ free }: ComputedKey, { standing, trail, encoder }: Subject): Variable[] {
  const { captured, trouble } = surroundingsOf(free, { ...standing, given: undefined })
  if (trouble) throw refusal(trail, trouble)
  const isSeen = (name: string) => isStandardGlobal(name) || name in globalThis || captured.some((one) => one.name === name)
  const unseen = [...free.keys()].find((name) => !isSeen(name))
  if (unseen !== undefined) throw refusal(trail, hiddenInKey(unseen))
  return captured.map((variable) => [variable.name, encodeVariable(variable, standing, trail, encoder)])
}

function superPart({ fn, trail, encoder }: Subject) {
  const prototype = fn.prototype as object
  const parent: unknown = Object.getPrototypeOf(prototype) === null ? null : Object.getPrototypeOf(fn)
  return encoder.part(parent, onward(trail, 'superclass', parent))
}

