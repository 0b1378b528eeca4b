import type { Ending } from '../model/observer.js'
import { clock, duration, number, percent } from './format.js'
import type { Snapshot } from './tracker.js'

/** A part of a line that tells how far a call is. */
export interface Piece {
  readonly text: string
  readonly style?: Style
  /** Pieces of higher rank go first where there is no room. */
  readonly rank: number
}

export type Style = 'cyan' | 'green' | 'red' | 'yellow' | 'dim'

/** The style of what tells how a call has ended. */
export const STYLE_AT_END = { done: 'green', failed: 'red', left: 'yellow' } as const

/**
 * All there is to tell of a call but its percentage, from left to right.
 *
 * @param how how the call has ended, if it has
 */
export function piecesOf(snapshot: Snapshot, how?: Ending): Piece[] {
  const { done, failed, retried, rate, elapsed, eta } = snapshot
  const pieces: (Piece | false)[] = [
    { text: counts(snapshot), rank: 0 },
    failed > 0 && { text: `${number(failed)} failed`, style: 'red', rank: 1 },
    retried > 0 && { text: `${number(retried)} retried`, style: 'yellow', rank: 5 },
    done > 0 && { text: how ? meanRate(snapshot) : perTime(rate), rank: 4 },
    how
      ? { text: ending(how, elapsed), style: STYLE_AT_END[how], rank: 2 }
      : { text: clock(elapsed), style: 'dim', rank: 3 },
    !how && eta !== undefined && { text: `ETA ${clock(eta)}`, rank: 2 },
  ]
  return pieces.filter((piece) => piece !== false)
}

/** The width of the widest percentage. */
export const PERCENTAGE = '100 %'.length

/** ` 42 %`; 100 only when all is done. */
export function percentage(done: number, total: number): string {
  const hundredths = total === 0 ? 100 : Math.floor((100 * done) / total)
  return percent(hundredths / 100).padStart(PERCENTAGE)
}

/** `420/1,000`, as wide as it will ever be; `420 done` where nobody knows how many there will be. */
function counts({ done, total }: Snapshot): string {
  if (total === undefined) return `${number(done)} done`
  return `${number(done).padStart(number(total).length)}/${number(total)}`
}

/** `512/s`; slow ones by the minute or hour, as nobody can picture 0.003 of a task. */
function perTime(perSecond: number): string {
  if (perSecond >= 1) return `${number(perSecond)}/s`
  if (perSecond * 60 >= 1) return `${number(perSecond * 60)}/min`
  return `${number(perSecond * 3600)}/h`
}

/** The rate over the whole call, which at its end says more than the latest rate. */
function meanRate({ done, elapsed }: Snapshot): string {
  return perTime(elapsed > 0 ? (1000 * done) / elapsed : 0)
}

/** `done in 3.2 s`, `failed after 1:02` */
function ending(how: Ending, ms: number): string {
  return `${how} ${how === 'done' ? 'in' : 'after'} ${ms < 60_000 ? duration(ms) : clock(ms)}`
}
