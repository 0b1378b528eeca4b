import { invalid } from './checks.js'

const UNITS = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 } as const
const TEXT = /^\s*(\d+(?:\.\d+)?)\s*([KMG])?B?\s*$/i

/**
 * A number of bytes: itself, or text such as `'500M'`, `'1.5G'`, `'64K'`.
 *
 * @throws OptionError `ERR_INVALID_OPTION`
 * @source joblib `max_nbytes`
 */
export function resolveBytes(option: string, given: unknown): number | undefined {
  if (given === undefined) return undefined
  const bytes = bytesOf(given)
  if (bytes !== undefined && bytes > 0) return bytes
  throw invalid(option, "a number of bytes above 0, or text such as '500M'", given)
}

/** How many bytes a number or text stands for; undefined for everything else. */
export function bytesOf(given: unknown): number | undefined {
  const bytes = typeof given === 'string' ? fromText(given) : given
  return typeof bytes === 'number' ? bytes : undefined
}

function fromText(text: string): number | undefined {
  const [, amount, unit] = TEXT.exec(text) ?? []
  if (amount === undefined) return undefined
  return Math.round(Number(amount) * (unit === undefined ? 1 : UNITS[unit.toUpperCase() as keyof typeof UNITS]))
}
