const UNITS = [['s', 1000], ['ms', 1], ['µs', 1e-3], ['ns', 1e-6]] as const

/** Milliseconds as people say them: `1.1 µs`, `12 ms`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return '–'
  const [unit, size] = UNITS.find(([, size]) => ms >= 0.1 * size && (size < 1000 || ms >= size)) ?? ['ns', 1e-6]
  return `${number(ms / size)} ${unit}`
}

/** With two significant digits, or all that are before the point. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const digits = value >= 9.95 ? 0 : value >= 0.995 ? 1 : 2
  return value.toLocaleString('en', { maximumFractionDigits: digits })
}

export function percent(share: number): string {
  return Number.isFinite(share) ? `${Math.round(100 * share)} %` : '–'
}

export function count(things: number, singular: string): string {
  return `${things.toLocaleString('en')} ${singular}${things === 1 ? '' : 's'}`
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** A bar of text, `width` characters long where the share is 1. */
export function bar(share: number, width = 20): string {
  const eighths = Number.isFinite(share) ? Math.round(Math.min(share, 1) * width * EIGHTHS.length) : 0
  return '█'.repeat(Math.floor(eighths / EIGHTHS.length)) + EIGHTHS[eighths % EIGHTHS.length]
}
