export const ON_ERROR = ['raise', 'return'] as const

/**
 * What happens when a task fails. `'raise'`: the call ends, and throws what the task has thrown. `'return'`: the call goes on, and
 * each result says whether its task has failed.
 */
export type OnError = (typeof ON_ERROR)[number]
