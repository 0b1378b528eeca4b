import { ClosedError, delayed, type OnError, Parallel, type ParallelOptions, type ReturnAs, type Task, WorkerStartError } from 'allcores'
import { begin, exitAtBegin, failToBegin, failToEnd } from './acts.js'
import type { Dice } from './dice.js'
import { isInProcess, type Settings, type Where } from './settings.js'

/** An instance, and what may end its calls from outside. */
export interface Instance {
  readonly where: Where
  readonly settings: Settings
  readonly run: Run
  readonly map: (fn: (item: never) => unknown, items: unknown) => ReturnType<Run>
  /** Texts of what its tasks have written. */
  readonly logs: string[]
  readonly controller: AbortController
  /** What a hook has thrown. */
  readonly thrown: readonly unknown[]
  /** How often it was closed. */
  readonly closings: { gently: number; byForce: number }
  /** How its calls fail if its workers can't start. */
  readonly isStartError: ((error: unknown) => boolean) | undefined
  close(force: boolean): Promise<void>
}

type Run = (tasks: unknown) => Promise<unknown[]> | AsyncGenerator<unknown, void, void>
type HookName = 'progress' | 'onRetry' | 'onLog' | 'shouldRetry'

export interface Extras {
  /** A name that no other instance has: it gets workers of its own. */
  readonly own: string | undefined
  readonly badHook: HookName | undefined
  readonly badStart: 'throws' | 'exits' | undefined
  readonly badEnd: boolean
  readonly signal: boolean
}

export const PLAIN: Extras = { own: undefined, badHook: undefined, badStart: undefined, badEnd: false, signal: false }

export function newInstance(where: Where, settings: Settings, extras: Extras, dice: Dice): Instance {
  const logs: string[] = []
  const thrown: unknown[] = []
  const closings = { gently: 0, byForce: 0 }
  const controller = new AbortController()
  const bad = badHook(extras.badHook, dice.whole(0, 3), thrown, settings)
  const options: ParallelOptions & { returnAs: ReturnAs; onError: OnError } = {
    ...settings.options,
    returnAs: settings.returnAs,
    onError: settings.onError,
    ...(extras.signal && { signal: controller.signal }),
    ...(settings.logs && { onLog: ({ text }) => void logs.push(text) }),
    ...(initializerOf(extras) && { initializer: initializerOf(extras) }),
    ...(extras.badEnd && { finalizer: delayed(failToEnd)('no end') }),
    ...bad,
  }
  const parallel = Parallel(options)
  return {
    where, settings, logs, controller, thrown, closings,
    run: parallel as unknown as Run,
    map: parallel.map as unknown as Instance['map'],
    isStartError: startErrorOf(extras),
    async close(force) {
      closings[force ? 'byForce' : 'gently']++
      await parallel.close({ force }).catch((error: unknown) => {
        if (!(extras.badEnd && isInProcess(where) && (error as Error).message === 'no end')) throw error
      })
    },
  }
}

/** Whether the error is one that calls have which were running when the instance was closed. */
export function isClosedError({ settings, closings }: Instance, before: Instance['closings'], error: unknown): boolean {
  if (!(error instanceof ClosedError)) return false
  return closings.byForce > before.byForce || (settings.returnAs !== 'list' && closings.gently > before.gently)
}

function initializerOf({ own, badStart }: Extras): Task | undefined {
  if (badStart === 'throws') return delayed(failToBegin)(`no start ${own}`)
  if (badStart === 'exits') return delayed(exitAtBegin)(own)
  return own === undefined ? undefined : delayed(begin)(own)
}

function startErrorOf({ badStart, own }: Extras): Instance['isStartError'] {
  if (badStart === 'exits') return (error) => error instanceof WorkerStartError
  return badStart && ((error) => error instanceof RangeError && error.message === `no start ${own}`)
}

/** Throws when it is called for the `nth` time, counted from 0. */
function badHook(name: HookName | undefined, nth: number, thrown: unknown[], { retries, options }: Settings): Omit<ParallelOptions, 'returnAs' | 'onError'> {
  let calls = 0
  const hook = () => {
    if (calls++ < nth) return true
    thrown.push(new EvalError('a hook'))
    throw thrown.at(-1)
  }
  if (name === undefined) return {}
  if (name !== 'shouldRetry') return { [name]: hook }
  return retries === 0 ? {} : { retries: { ...(options.retries as { limit: number }), shouldRetry: hook } }
}
