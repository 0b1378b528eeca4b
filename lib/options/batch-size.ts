import { invalid } from './checks.js'

/**
 * How many tasks travel together: a fixed number, or as many as suit what has been measured so far.
 *
 * @throws OptionError `ERR_INVALID_OPTION`
 * @source joblib `batch_size`
 */
export function resolveBatchSize(given: unknown, option = 'batchSize'): 'auto' | number {
  if (given === undefined || given === 'auto') return 'auto'
  if (typeof given === 'number' && Number.isInteger(given) && given > 0) return given
  throw invalid(option, "'auto' or a positive integer", given)
}
