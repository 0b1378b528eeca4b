import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { TaskFunction } from '../model/task.js'
import type { Place } from './shipment.js'
import type { Form } from './syntax.js'

/** Whether the function is strict code where it stands. */
export function isStrict(fn: TaskFunction, form: Form, place: Place | undefined): boolean {
  if (!form.strict) return false
  // of the functions that can be sloppy, V8 gives `caller` to the plain ones only
  if (isPlain(form)) return !Object.hasOwn(fn, 'caller')
  return !place || place.module || fileIsStrict(place.url)
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
