/** What has to be known of a backend of the library before it is loaded. */
interface BackendInfo {
  /** Whether tasks see the caller's own objects. */
  readonly callersMemory: boolean
  /** Whether each job takes a core. */
  readonly takesCores: boolean
  /** The names of its `backendOptions`. */
  readonly options: readonly string[]
  /** Whether workers can tell native code how many threads to use: only processes have an environment of their own. */
  readonly innerThreads: boolean
  /** The permissions of Node that it needs. Processes need threads, too: each has one that watches over it. */
  readonly needs: readonly ('worker' | 'child')[]
}

const IN_CALLERS_THREAD: BackendInfo = { callersMemory: true, takesCores: false, options: [], innerThreads: false, needs: [] }
const IN_WORKERS: BackendInfo = { callersMemory: false, takesCores: true, options: ['env'], innerThreads: false, needs: ['worker'] }

/** The backends that come with the library. */
const BACKENDS = {
  sequential: IN_CALLERS_THREAD,
  async: IN_CALLERS_THREAD,
  threads: IN_WORKERS,
  processes: { ...IN_WORKERS, innerThreads: true, needs: ['worker', 'child'] },
} as const satisfies Readonly<Record<string, BackendInfo>>

/** The names of the library's own backends. */
export type BackendName = keyof typeof BACKENDS
export const BACKEND_NAMES = Object.keys(BACKENDS) as readonly BackendName[]

/** What joblib's names stand for. `threading` promises one heap for the caller and all tasks, as `async` has here. */
export const BACKEND_ALIASES = {
  threading: 'async',
  loky: 'processes',
  multiprocessing: 'processes',
} as const satisfies Record<string, BackendName>
/** joblib's names for backends: `'threading'` means `'async'` here, `'loky'` and `'multiprocessing'` mean `'processes'`. */
export type BackendAlias = keyof typeof BACKEND_ALIASES

/** The names of the library's own backends, aliases included. */
export const OUR_NAMES: readonly string[] = [...BACKEND_NAMES, ...Object.keys(BACKEND_ALIASES)]

export function isOurs(name: string): name is BackendName {
  return Object.hasOwn(BACKENDS, name)
}

/** What is known of a backend of the library; undefined for any other, which is a registered name or an object of the user's. */
export function infoOf(backend: unknown): BackendInfo | undefined {
  return typeof backend === 'string' && isOurs(backend) ? BACKENDS[backend] : undefined
}

/** The name that an alias stands for; any other name itself. */
export function resolveAlias(name: string): string {
  return Object.hasOwn(BACKEND_ALIASES, name) ? BACKEND_ALIASES[name as BackendAlias] : name
}
