import { styleText } from 'node:util'
import type { Ending } from '../model/observer.js'
import { type Piece, PERCENTAGE, percentage, piecesOf, type Style, STYLE_AT_END } from './snapshot-text.js'
import type { Snapshot } from './tracker.js'

export interface BarLook {
  readonly columns: number
  readonly colors: boolean
  /** How the call has ended, if it has. */
  readonly how?: Ending
}

/** Makes the line that is to be seen at the moment. */
export type Line = (look: BarLook) => string

const LONGEST_BAR = 40
const SHORTEST_BAR = 10
const SEPARATOR = '  '
const SPINNER = ['|', '/', '-', '\\'] as const
const TURN = 125 // ms

/** ` 42 % ███████░░░░░░░░░░  420/1,000  2 failed  512/s  0:08  ETA 0:11`, no longer than the terminal is wide. */
export function barLine(snapshot: Snapshot, look: BarLook): string {
  const pieces = fitting(piecesOf(snapshot, look.how), look.columns - LEAD)
  const room = look.columns - LEAD - lengthOf(pieces) - SEPARATOR.length
  const text = pieces.map(({ text, style }) => painted(text, style, look.colors)).join(SEPARATOR)
  return `${lead(snapshot, look)} ${drawBar(snapshot, look, room)}${text}`
}

/** The width of the percentage, or the spinner in its place, and a space. */
const LEAD = PERCENTAGE + 1

function lead({ done, total, elapsed }: Snapshot, { how, colors }: BarLook): string {
  if (total !== undefined) return percentage(done, total)
  const turning = SPINNER[Math.floor(elapsed / TURN) % SPINNER.length]!
  return painted((how ? '' : turning).padStart(PERCENTAGE), 'cyan', colors)
}

function drawBar({ done, total }: Snapshot, { colors, how }: BarLook, room: number): string {
  const length = Math.min(room, LONGEST_BAR)
  if (total === undefined || length < SHORTEST_BAR) return ''
  const filled = Math.floor(total === 0 ? length : (length * done) / total)
  const style = how ? STYLE_AT_END[how] : 'cyan'
  return painted('█'.repeat(filled), style, colors) + painted('░'.repeat(length - filled), 'dim', colors) + SEPARATOR
}

function fitting(pieces: Piece[], room: number): Piece[] {
  if (pieces.length === 0 || lengthOf(pieces) <= room) return pieces
  const last = Math.max(...pieces.map(({ rank }) => rank))
  return fitting(pieces.filter(({ rank }) => rank !== last), room)
}

function lengthOf(pieces: readonly Piece[]): number {
  return pieces.map(({ text }) => text).join(SEPARATOR).length
}

function painted(text: string, style: Style | undefined, colors: boolean): string {
  return colors && style && text ? styleText(style, text, { validateStream: false }) : text
}
