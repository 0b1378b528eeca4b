import type { ParallelOptions } from 'allcores'

/** Where large arrays are shared, each in a way of its own. */
export const ARRAY_PLACES = {
  threads: { backend: 'threads' },
  processes: { backend: 'processes' },
  'processes without koffi': { backend: 'processes', backendOptions: { env: { ALLCORES_MMAP: '0' } } },
} as const satisfies Record<string, ParallelOptions>

export type ArrayPlace = keyof typeof ARRAY_PLACES
