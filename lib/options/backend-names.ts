/** The backends that come with the library; whatever loads them is keyed by this list. */
export const BACKEND_NAMES = ['sequential', 'async', 'threads', 'processes'] as const
export type BackendName = (typeof BACKEND_NAMES)[number]

/** joblib's names. What `threading` promises, one heap for the caller and all tasks, is what `async` gives here. */
export const BACKEND_ALIASES = {
  threading: 'async',
  loky: 'processes',
  multiprocessing: 'processes',
} as const satisfies Record<string, BackendName>
export type BackendAlias = keyof typeof BACKEND_ALIASES

/** The library's own names, aliases included. */
export const OUR_NAMES: readonly string[] = [...BACKEND_NAMES, ...Object.keys(BACKEND_ALIASES)]

export function isOurs(name: string): name is BackendName {
  return BACKEND_NAMES.some((ours) => ours === name)
}

/** The name that an alias stands for; any other name itself. */
export function standsFor(name: string): string {
  return Object.hasOwn(BACKEND_ALIASES, name) ? BACKEND_ALIASES[name as BackendAlias] : name
}
