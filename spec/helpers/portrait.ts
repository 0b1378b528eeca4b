const BUILT_IN = [
  Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError, AggregateError, DOMException,
] as const

/** Everything that a catch block could read from what it caught, in a form that can be compared. */
export function portrait(thrown: unknown): unknown {
  if (typeof thrown === 'symbol') return Symbol.keyFor(thrown) === undefined ? { symbol: thrown.description } : thrown
  if (!(thrown instanceof Error)) return thrown
  const { name, message, code, cause, errors } = thrown as Error & { code?: unknown; errors?: readonly unknown[] }
  return {
    class: thrown.constructor.name,
    isA: BUILT_IN.filter((errorClass) => thrown instanceof errorClass).map((errorClass) => errorClass.name),
    name,
    message,
    code,
    headline: thrown.stack?.split('\n')[0],
    fields: { ...thrown },
    cause: 'cause' in thrown ? { is: portrait(cause) } : undefined,
    errors: errors?.map(portrait),
  }
}
