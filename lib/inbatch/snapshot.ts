import { threadId } from 'node:worker_threads'
import { types } from 'node:util'
import { isKnownObject } from '../closure/encode/builtin-names.js'
import { isModule } from '../closure/encode/module-object.js'
import { asRequired, noteModules } from '../closure/encode/required-names.js'
import { originOf } from '../closure/thread/origins.js'
import { standsFor } from '../model/function-notes.js'
import { isShared } from '../model/shared.js'
import type { TaskFunction } from '../model/task.js'
import { explainWrite, freezeAll, objectsIn } from './frozen.js'
import { take } from './take.js'
import type { Heir } from './taking.js'

const WAY_OUT =
  "`this` is a copy in a worker thread: return the value and use post, write into a typed array, or take target 'async' or 'for'"

/**
 * A function for worker threads that calls a method on a snapshot of the object, with just what the method uses of it. In
 * the worker all of that is frozen, but for typed arrays.
 *
 * @param batch left as it is; what its getters give is asked for at once
 * @param method the one that runs per item, not what `inbatchParallel` has made of it
 * @throws ClosureError when it needs `#private` names
 */
export function onSnapshot(batch: object, method: TaskFunction, gets: Gets = {}): (...args: unknown[]) => unknown {
  const { self: snapshot, made, names, target, heir } = take(batch, method)
  noteModules()
  const spared = new Set<object>()
  objectsIn(made, (value) => spared.has(value) || (isElsewhere(value) && spared.add(value).size > 0))
  const state: State = { target, heir, made, spared, gets, home: `${process.pid}:${threadId}`, frozen: undefined }
  const tools: Tools = { objectsIn, freezeAll, explainWrite, wayOut: WAY_OUT }
  const call = (...args: unknown[]) => callFrozen(snapshot, args, state, tools)
  return standsFor(Object.defineProperty(call, 'name', { value: method.name, configurable: true }), method, names)
}

/** What a worker has by itself, has from a module, or keeps for other calls as well. */
function isElsewhere(value: object): boolean {
  if (types.isProxy(value) || isModule(value) || isShared(value)) return true
  return isKnownObject(value) || asRequired(value) !== undefined || originOf(value) !== undefined
}

/** What the method's first argument is. */
export interface Gets {
  /** A copy of what it would otherwise get a view of: part of the object, and frozen as that is. */
  readonly isView?: boolean
  /** Objects that are ids: in place of one, or in an item, the worker's own is meant, which the snapshot has. */
  readonly ids?: readonly unknown[] | undefined
}

interface State {
  /** Has the method, and its `super`. */
  readonly target: { readonly method: TaskFunction }
  readonly heir: Heir | undefined
  /** The snapshot, what it inherits from, and the like. */
  readonly made: readonly object[]
  /** What is not frozen. */
  readonly spared: ReadonlySet<object>
  readonly gets: Gets
  /** The process and the thread whose objects these are. */
  readonly home: string
  /** In a worker, what has been frozen there. */
  frozen: ReadonlySet<object> | undefined
}

interface Tools {
  readonly objectsIn: typeof objectsIn
  readonly freezeAll: typeof freezeAll
  readonly explainWrite: typeof explainWrite
  readonly wayOut: string
}

/** Goes to workers as its text alone, without this module. */
function callFrozen(self: object, args: readonly unknown[], state: State, tools: Tools): unknown {
  const { wayOut } = tools
  const freeze = (roots: readonly object[]) => {
    const { threadId } = process.getBuiltinModule('node:worker_threads')
    const isCopy = `${process.pid}:${threadId}` !== state.home
    const { heir } = state
    if (isCopy && heir) Object.setPrototypeOf(heir.last, (heir.class as Function).prototype as object)
    const frozen = isCopy ? tools.objectsIn(roots, (value) => state.spared.has(value)) : new Set(roots)
    tools.freezeAll(frozen, wayOut)
    return frozen
  }
  const frozen = (state.frozen ??= freeze(state.made))
  const { ids, isView } = state.gets
  const [first, ...others] = args
  if (ids && isView) Object.assign(first as object, { id: ids[(first as { position: number }).position] })
  const given = ids && !isView ? [ids[first as number], ...others] : args
  const item = isView ? freeze([first as object]) : []
  const checked = (result: unknown) => {
    if (result !== self) return result
    const error = new TypeError(`The method returns \`this\`, which can't be the batch itself. ${wayOut}`)
    Error.captureStackTrace(error, state.target.method) // no line of the user's, so none at all
    throw error
  }
  const explained = (error: unknown) => {
    tools.explainWrite(error, new Set([...frozen, ...item]), wayOut)
    return error
  }
  try {
    const result: unknown = Reflect.apply(state.target.method, self, given)
    if (!(result instanceof Promise)) return checked(result)
    return result.then(checked).catch((error: unknown) => Promise.reject(explained(error)))
  } catch (error) {
    throw explained(error)
  }
}
