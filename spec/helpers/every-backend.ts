/** Every backend of ours. */
export const EVERY_BACKEND = ['sequential', 'async', 'threads', 'processes'] as const
/** Those that run tasks in the caller's own memory: there is nothing to clone, and no worker that could die. */
export const IN_PROCESS = ['sequential', 'async'] as const
/** Those that run tasks in workers. */
export const IN_WORKERS = ['threads', 'processes'] as const

/** As messages call a worker. */
export const NOUN = { threads: 'worker thread', processes: 'worker process' } as const
