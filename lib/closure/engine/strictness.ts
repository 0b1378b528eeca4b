import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { TaskFunction } from '../../model/task.js'
import type { Place } from '../node.js'
import type { Form } from '../text/syntax.js'

/**
 * Whether the function is strict code where it stands.
 *
 * @param isSeen the engine was asked for the place, which code made of a text at run time has none of: such code is sloppy
 */
export function isStrict(fn: TaskFunction, form: Form, place: Place | undefined, isSeen: boolean): boolean {
  if (!form.strict) return false
  // of the functions that can be sloppy, only the plain ones have a `caller` that may be read
  if (isPlain(form)) return !hasCaller(fn)
  return place ? place.module || fileIsStrict(place.url) : !isSeen
}

/** Whether a function's `caller` can be read, which throws for functions of strict code. */
export function hasCaller(fn: TaskFunction): boolean {
  try {
    Reflect.get(fn, 'caller')
    return true
  } catch {
    return false
  }
}

function isPlain({ kind, method, async, generator }: Form): boolean {
  return kind === 'function' && !method && !async && !generator
}

const DIRECTIVE = /^(?:#!.*)?(?:\s|\/\/.*|\/\*[^]*?\*\/)*(["'])use strict\1/
const strictFiles = new Map<string, boolean>()

function fileIsStrict(url: string): boolean {
  const known = strictFiles.get(url)
  if (known !== undefined) return known
  const strict = url.startsWith('file:') && DIRECTIVE.test(readFile(url))
  strictFiles.set(url, strict)
  return strict
}

function readFile(url: string): string {
  try {
    return readFileSync(fileURLToPath(url), 'utf8')
  } catch {
    return '' // no file after all, or not allowed
  }
}
