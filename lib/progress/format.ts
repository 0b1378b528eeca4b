const UNITS = [['s', 1000], ['ms', 1], ['µs', 1e-3], ['ns', 1e-6]] as const

/** Milliseconds as people say them: `1.1 µs`, `12 ms`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return '–'
  const [unit, size] = UNITS.find(([, size]) => ms >= 0.1 * size && (size < 1000 || ms >= size)) ?? ['ns', 1e-6]
  return `${number(ms / size)} ${unit}`
}

/** Milliseconds as a clock shows them: `0:08`, `1:02:03`. */
export function clock(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const [s, m, h] = [seconds % 60, Math.floor(seconds / 60) % 60, Math.floor(seconds / 3600)]
  const two = (number: number) => String(number).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/** A number with two significant digits, or all that are before the point: `0.12`, `12,345`. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const digits = value >= 9.95 ? 0 : value >= 0.995 ? 1 : 2
  return value.toLocaleString('en', { maximumFractionDigits: digits })
}

/** `42 %` */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${Math.round(100 * share)} %` : '–'
}

/** `1 task`, `2 tasks` */
export function count(things: number, singular: string): string {
  return `${number(things)} ${singular}${things === 1 ? '' : 's'}`
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** A bar for a share, `width` characters long where the share is 1. */
export function gauge(share: number, width = 20): string {
  const eighths = Number.isFinite(share) ? Math.round(Math.min(share, 1) * width * EIGHTHS.length) : 0
  return '█'.repeat(Math.floor(eighths / EIGHTHS.length)) + EIGHTHS[eighths % EIGHTHS.length]
}
