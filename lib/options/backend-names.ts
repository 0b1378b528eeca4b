/** What the library has to know of its own backends before it loads one. */
interface Facts {
  /** Tasks see the caller's own objects. */
  readonly callersMemory: boolean
  /** A job takes a core. */
  readonly takesCores: boolean
  /** The names of its `backendOptions`. */
  readonly options: readonly string[]
  /** Its workers can tell native code how many threads to use: only processes have an environment of their own. */
  readonly innerThreads: boolean
  /** What it needs of Node's permissions; a process has a thread that watches over it. */
  readonly needs: readonly ('worker' | 'child')[]
}

const IN_CALLERS_THREAD: Facts = { callersMemory: true, takesCores: false, options: [], innerThreads: false, needs: [] }
const IN_WORKERS: Facts = { callersMemory: false, takesCores: true, options: ['env'], innerThreads: false, needs: ['worker'] }

/** The backends that come with the library. */
const FACTS = {
  sequential: IN_CALLERS_THREAD,
  async: IN_CALLERS_THREAD,
  threads: IN_WORKERS,
  processes: { ...IN_WORKERS, innerThreads: true, needs: ['worker', 'child'] },
} as const satisfies Readonly<Record<string, Facts>>

/** The names of the library's own backends. */
export type BackendName = keyof typeof FACTS
export const BACKEND_NAMES = Object.keys(FACTS) as readonly BackendName[]

/** What joblib's names stand for. What `threading` promises, one heap for the caller and all tasks, is what `async` gives here. */
export const BACKEND_ALIASES = {
  threading: 'async',
  loky: 'processes',
  multiprocessing: 'processes',
} as const satisfies Record<string, BackendName>
/** joblib's names for backends: `'threading'` means `'async'` here, `'loky'` and `'multiprocessing'` mean `'processes'`. */
export type BackendAlias = keyof typeof BACKEND_ALIASES

/** The library's own names, aliases included. */
export const OUR_NAMES: readonly string[] = [...BACKEND_NAMES, ...Object.keys(BACKEND_ALIASES)]

export function isOurs(name: string): name is BackendName {
  return Object.hasOwn(FACTS, name)
}

/** Undefined for what is no backend of ours: a registered name, or a user's object. */
export function factsOf(backend: unknown): Facts | undefined {
  return typeof backend === 'string' && isOurs(backend) ? FACTS[backend] : undefined
}

/** The name that an alias stands for; any other name itself. */
export function resolveAlias(name: string): string {
  return Object.hasOwn(BACKEND_ALIASES, name) ? BACKEND_ALIASES[name as BackendAlias] : name
}
