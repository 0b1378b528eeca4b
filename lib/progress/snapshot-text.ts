import type { Ending } from '../model/observer.js'
import { clock, duration, number, percent } from './format.js'
import type { Snapshot } from './tracker.js'

/** As wide as it gets. */
export const PERCENTAGE = '100 %'.length

/** ` 42 %`; 100 only when all is done. */
export function percentage(done: number, total: number): string {
  const hundredths = total === 0 ? 100 : Math.floor((100 * done) / total)
  return percent(hundredths / 100).padStart(PERCENTAGE)
}

/** `420/1,000`, as wide as it will ever be; `420 done` where nobody knows how many there will be. */
export function counts({ done, total }: Snapshot): string {
  if (total === undefined) return `${number(done)} done`
  return `${number(done).padStart(number(total).length)}/${number(total)}`
}

/** `512/s`; slow ones by the minute or hour, as nobody can picture 0.003 of a task. */
export function perTime(perSecond: number): string {
  if (perSecond >= 1) return `${number(perSecond)}/s`
  if (perSecond * 60 >= 1) return `${number(perSecond * 60)}/min`
  return `${number(perSecond * 3600)}/h`
}

/** Over the whole call, which at its end says more than the rate of late. */
export function meanRate({ done, elapsed }: Snapshot): string {
  return perTime(elapsed > 0 ? (1000 * done) / elapsed : 0)
}

/** How a call has ended: `done in 3.2 s`. */
export function ending(how: Ending, ms: number): string {
  return `${how} ${how === 'done' ? 'in' : 'after'} ${ms < 60_000 ? duration(ms) : clock(ms)}`
}
