import type { Ending } from '../model/observer.js'
import type { Snapshot } from './tracker.js'

/** `12,345` */
export function count(tasks: number): string {
  return tasks.toLocaleString('en-US')
}

/** ` 42%`; 100 only when all is done. */
export function percentage(done: number, total: number): string {
  return `${total === 0 ? 100 : Math.floor((100 * done) / total)}%`.padStart('100%'.length)
}

/** `420/1,000`, as wide as it will ever be; `420 done` where nobody knows how many there will be. */
export function counts({ done, total }: Snapshot): string {
  if (total === undefined) return `${count(done)} done`
  return `${count(done).padStart(count(total).length)}/${count(total)}`
}

/** `512/s`; slow ones by the minute or hour, as nobody can picture 0.003 of a task. */
export function perTime(perSecond: number): string {
  if (perSecond >= 1) return `${few(perSecond)}/s`
  if (perSecond * 60 >= 1) return `${few(perSecond * 60)}/min`
  return `${few(perSecond * 3600)}/h`
}

function few(number: number): string {
  return number < 10 ? number.toFixed(1) : count(Math.round(number))
}

/** `0:08`, `1:02:03` */
export function clock(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  const [s, m, h] = [seconds % 60, Math.floor(seconds / 60) % 60, Math.floor(seconds / 3600)]
  const two = (number: number) => String(number).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/** How a call has ended: `done in 3.2s`. */
export function ending(how: Ending, milliseconds: number): string {
  const time = milliseconds < 60_000 ? `${(milliseconds / 1000).toFixed(1)}s` : clock(milliseconds)
  return `${how} ${how === 'done' ? 'in' : 'after'} ${time}`
}

/** Over the whole call, which at its end says more than the rate of late. */
export function meanRate({ done, elapsed }: Snapshot): string {
  return perTime(elapsed > 0 ? (1000 * done) / elapsed : 0)
}
