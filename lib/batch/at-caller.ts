/**
 * Runs what one of our functions does. Errors have stacks that begin where that one is called: one that begins in our code is
 * told as an error about the library. It is sent to workers itself.
 */
export function atCaller<T>(ours: Function, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof Error && Object.isExtensible(error)) Error.captureStackTrace(error, ours)
    throw error
  }
}
