import { compileFunction } from 'node:vm'
import type { Code } from '../node.js'
import { noteSent } from '../thread/program.js'
import { scriptName } from '../thread/stack.js'
import { mainLoader } from './main-loader.js'

/** Makes a function of the values of the module's locals and of the early variables. */
export type Make = (...values: readonly unknown[]) => readonly [set: SetVariables, made: object]

/** Sets all variables of a function, the early ones first. */
export type SetVariables = (values: readonly unknown[]) => void

/** Texts that are kept compiled: as many as a worker keeps functions. */
const MOST = 1000
const compiled = new Map<string, Make>()

/**
 * The text as code that gives its function with new variables each time.
 * It is put where it stood, so that stacks name the user's line, and `import()` starts from the user's file.
 */
export function compile(code: Code): Make {
  const key = keyOf(code)
  const make = compiled.get(key) ?? compileText(code)
  compiled.delete(key)
  compiled.set(key, make) // the latest last
  if (compiled.size > MOST) compiled.delete(compiled.keys().next().value!)
  return make
}

/** Returns a key of all that makes a difference to the compiled code. */
function keyOf({ text, name, strict, place, locals, early, variables }: Code): string {
  const where = place ? [place.url, place.line, place.column, place.module, place.mapped].join() : name
  return `${where}\n${strict}\n${locals.join()}\n${namesOf(early)}\n${namesOf(variables)}\n${text}`
}

/** Compiles the text of a function. What comes before it is on one line, whose length is taken off the column. */
function compileText({ text, name, strict, place, imports, locals, early, variables }: Code): Make {
  const names = namesOf(variables)
  if (place) noteSent(place.url, place.line, text)
  // the setter comes first: the engine would name the function in stacks after what follows it
  const set = setterText([...namesOf(early), ...names])
  const before = `${strict ? '"use strict";' : ''}${names.length > 0 ? `var ${names.join()};` : ''}return[${set},(`
  return compileFunction(`${before}${text})]`, [...locals, ...namesOf(early)], {
    filename: place ? scriptName(place) : `allcores:${name || 'anonymous'}`,
    lineOffset: place?.line ?? 0,
    columnOffset: (place?.column ?? 0) - before.length,
    ...(imports && mainLoader()),
  }) as Make
}

function namesOf(variables: Code['variables']): readonly string[] {
  return variables.map(([name]) => name)
}

/** The text of the function doesn't see the setter's parameter; but the setter has to see all variables. */
function setterText(names: readonly string[]): string {
  let parameter = '$'
  while (names.includes(parameter)) parameter += '$'
  return `${parameter}=>{${names.map((name, position) => `${name}=${parameter}[${position}]`).join(';')}}`
}
