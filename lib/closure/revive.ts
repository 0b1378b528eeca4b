import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { compileFunction, constants } from 'node:vm'
import { ClosureError } from '../model/errors.js'
import type { TaskFunction } from '../model/task.js'
import type { Bound, ModuleLocal, Operand, Path, Place, Shipment, Source } from './shipment.js'

/**
 * Turns what `ship` made back into a function. Meant for the worker: nothing that only `ship` needs is loaded.
 *
 * @returns a promise only where a module has to be imported
 * @throws ClosureError `ERR_CLOSURE_CAPTURE` when this isolate has no such function; whatever importing a module throws
 */
export function revive(shipment: Shipment): TaskFunction | Promise<TaskFunction> {
  switch (shipment.kind) {
    case 'global':
      return functionAt(globalThis, shipment.path, 'globalThis')
    case 'builtin':
      return functionAt(process.getBuiltinModule(shipment.module), shipment.path, shipment.module)
    case 'require':
      return functionAt(createRequire(shipment.file)(shipment.file), shipment.path, shipment.file)
    case 'import':
      return importModule(shipment.url).then((module) => functionAt(module, shipment.path, shipment.url))
    case 'bound':
      return reviveBound(shipment)
    case 'source':
      return compile(shipment)
  }
}

function importModule(url: string): Promise<unknown> {
  return import(url)
}

function functionAt(root: unknown, path: Path, home: string): TaskFunction {
  const found = path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined | null)?.[key], root)
  if (typeof found === 'function') return found as TaskFunction
  const expected = path.length > 0 ? `a function '${path.join('.')}' in ${home}` : `${home} to be a function`
  throw new ClosureError(`expected ${expected} in the worker too, got ${found === null ? 'null' : typeof found}`)
}

function reviveBound({ target, self, args }: Bound): TaskFunction | Promise<TaskFunction> {
  const parts = [revive(target), ...[self, ...args].map(reviveOperand)]
  if (parts.some((part) => part instanceof Promise)) return Promise.all(parts).then(bind)
  return bind(parts)
}

function bind([target, ...operands]: readonly unknown[]): TaskFunction {
  return Reflect.apply(Function.prototype.bind, target as TaskFunction, operands)
}

function reviveOperand(operand: Operand): unknown {
  return 'fn' in operand ? revive(operand.fn) : operand.value
}

/** The text is put where it stood, so that stacks name the user's line, and `import()` starts from the user's file. */
function compile({ text, name, strict, place, self, locals, imports }: Source): TaskFunction {
  const names = self.length > 0 ? `var ${self.join()};` : ''
  const before = `${strict ? '"use strict";' : ''}${names}return ${self.map((name) => `${name}=`).join('')}(`
  if (imports) spendWarning()
  const make = compileFunction(`${before}${text})`, locals, {
    filename: scriptName(place, name),
    lineOffset: place?.line ?? 0,
    columnOffset: (place?.column ?? 0) - before.length,
    ...(imports && { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER }),
  }) as (...values: unknown[]) => TaskFunction
  const fn = make(...locals.map((local) => PROVIDE[local](baseOf(place))))
  return Object.defineProperty(fn, 'name', { value: name, configurable: true })
}

/** As stacks show it: ES modules by url, CommonJS modules by path. */
function scriptName(place: Place | undefined, name: string): string {
  if (!place) return `allcores:${name || 'anonymous'}`
  return place.module || !place.url.startsWith('file:') ? place.url : fileURLToPath(place.url)
}

/** Code without a file, as that of `node -e`, counts as a file in the working directory. */
function baseOf(place: Place | undefined): string {
  return place?.url.startsWith('file:') ? place.url : pathToFileURL('[eval]').href
}

const PROVIDE: { readonly [Local in ModuleLocal]: (base: string) => unknown } = {
  require: (base) => createRequire(base),
  __filename: (base) => fileURLToPath(base),
  __dirname: (base) => dirname(fileURLToPath(base)),
  $importMeta: (base) => ({ url: base, filename: fileURLToPath(base), dirname: dirname(fileURLToPath(base)) }),
  __name: () => (fn: object, name: string) => Object.defineProperty(fn, 'name', { value: name, configurable: true }),
}

let warningSpent = false

/** Node warns, once in a process, of the experimental loader constant. It is no news to the user, so nobody gets it. */
function spendWarning(): void {
  if (warningSpent) return
  warningSpent = true
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    const options = { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER }
    compileFunction("import('node:vm')", [], options)()
  } finally {
    process.emitWarning = emitWarning
  }
}
