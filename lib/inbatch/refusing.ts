/**
 * What takes the place of a member that workers don't get. The stack of its error begins where it is used: one that begins in
 * our code is told as an error about the library. It is sent to workers itself.
 */
export function refusing(message: string): () => never {
  return function refuse() {
    const error = new TypeError(message)
    Error.captureStackTrace(error, refuse)
    throw error
  }
}
