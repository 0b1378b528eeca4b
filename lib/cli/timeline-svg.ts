import { escape } from './html.js'
import type { Mark, Timeline, TimelineRow } from './timeline.js'

const NAMES = 150
const ROW = 26
const TASK = { y: 3, height: 16 }
const BATCH = { y: 20, height: 3 }
const WAIT = { y: 8, height: 8 }
const AXIS = 22

/** How many colours there are for functions; if there are more functions, they share them. */
export const COLOURS = 6

/**
 * Draws a timeline.
 *
 * @param colourOf returns the number of a function's colour
 */
export function timelineSvg({ width, rows, ticks }: Timeline, colourOf: (fn: string) => number): string {
  const height = rows.length * ROW + AXIS
  const lines = ticks.map(({ x, text }) => tickLine(round(NAMES + x), text, height - AXIS)).join('\n')
  const drawn = rows.map((row, i) => rowGroup(row, i * ROW, colourOf)).join('\n')
  return `<svg viewBox="0 0 ${NAMES + width + 40} ${height}" role="img" aria-label="What each worker did when">
${lines}
${drawn}
</svg>`
}

function tickLine(x: number, text: string, height: number): string {
  return `<path class="tick" d="M${x} 0V${height}"/><text class="axis" x="${x}" y="${height + 15}">${escape(text)}</text>`
}

function rowGroup({ name, marks }: TimelineRow, y: number, colourOf: (fn: string) => number): string {
  const drawn = [...marks].sort((a, b) => Number(a.failed) - Number(b.failed)).map((mark) => rect(mark, colourOf))
  return `<g transform="translate(0 ${y})"><text x="0" y="16">${escape(name)}</text>
${drawn.join('\n')}</g>`
}

function rect(mark: Mark, colourOf: (fn: string) => number): string {
  const { y, height } = mark.kind === 'batch' ? BATCH : mark.kind === 'wait' ? WAIT : TASK
  const gap = mark.width > 3 ? 0.5 : 0 // neighbours can be told apart
  const place = `x="${round(NAMES + mark.x)}" y="${y}" width="${round(mark.width - gap)}" height="${height}"`
  const opacity = mark.density < 1 ? ` opacity="${mark.density}"` : ''
  return `<rect class="${look(mark, colourOf)}" ${place}${opacity}><title>${escape(mark.text)}</title></rect>`
}

function look({ kind, of, failed }: Mark, colourOf: (fn: string) => number): string {
  if (failed) return 'failed'
  if (kind === 'task') return `f${colourOf(of)}`
  return kind === 'wait' ? `w-${of}` : kind
}

function round(pixels: number): number {
  return Math.round(pixels * 100) / 100
}
