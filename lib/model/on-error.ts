export const ON_ERROR = ['raise', 'return'] as const

/** `'raise'`: a failure ends the call, and is what it throws. `'return'`: it takes its place among the results. */
export type OnError = (typeof ON_ERROR)[number]
