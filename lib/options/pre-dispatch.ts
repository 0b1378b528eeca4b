import { evaluate } from './arithmetic.js'
import { invalid } from './checks.js'

const EXPECTED = "'all', a number of at least 1 or an arithmetic expression such as '2 * nJobs'"

/**
 * How many tasks may be read from the input ahead of their completion. Fractions are truncated; `'all'` is Infinity,
 * undefined stays undefined and leaves the choice to the dispatcher.
 *
 * @param nJobs what `nJobs`, and joblib's `n_jobs`, stand for in an expression
 * @throws OptionError `ERR_INVALID_OPTION` for what can't be evaluated or is below 1
 * @source joblib `pre_dispatch`
 */
export function resolvePreDispatch(given: unknown, nJobs: number): number | undefined {
  if (given === undefined) return undefined
  const tasks = Math.trunc(typeof given === 'string' ? fromText(given, nJobs) : fromNumber(given))
  // joblib's `islice(tasks, 0)` would silently drop every task
  if (!(tasks >= 1)) throw invalid('preDispatch', EXPECTED, given, `It comes to ${tasks} tasks where nJobs is ${nJobs}`)
  return tasks
}

function fromNumber(given: unknown): number {
  if (typeof given !== 'number') throw invalid('preDispatch', EXPECTED, given)
  return given
}

function fromText(given: string, nJobs: number): number {
  if (given === 'all') return Infinity
  try {
    return evaluate(given, { nJobs, n_jobs: nJobs })
  } catch (error) {
    throw invalid('preDispatch', EXPECTED, given, (error as Error).message)
  }
}
