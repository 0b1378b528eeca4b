import { errorText } from './show.js'
import { warn } from './warn.js'

/** How long a finalizer may take, in ms. */
const GRACE = 5000

/**
 * Runs the finalizer of a worker. Nobody waits for its result, so it is a warning if it fails or doesn't end.
 *
 * @param where the worker in words, for the warning
 * @returns whether the finalizer has ended
 */
export async function finalize(run: () => unknown, where: string): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), GRACE)))
  try {
    const hasEnded = await Promise.race([Promise.resolve(run()).then(() => true), late])
    if (!hasEnded) warn('WARN_FINALIZER', `the finalizer didn't end within ${GRACE} ms in ${where}, and was given up`)
    return hasEnded
  } catch (error) {
    warn('WARN_FINALIZER', `the finalizer failed in ${where}: ${errorText(error)}`, error)
    return true
  } finally {
    clearTimeout(timer)
  }
}
