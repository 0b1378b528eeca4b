import { readFileSync } from 'node:fs'
import { median } from '../../harness/numbers.js'

/** What a run took, in ms: by the clock, and of all threads. */
export interface Taken {
  readonly ms: number
  readonly cpu: number
}

export function take(run: () => void): Taken {
  const cpuBefore = process.cpuUsage()
  const start = performance.now()
  run()
  const ms = performance.now() - start
  const { user, system } = process.cpuUsage(cpuBefore)
  return { ms, cpu: (user + system) / 1000 }
}

/**
 * Medians of many runs, each with something new.
 *
 * @param options.warmUp runs that don't count
 */
export function takeMany<T>(make: () => T, run: (made: T) => void, { runs = 500, warmUp = 200 } = {}): Taken {
  const taken: Taken[] = []
  for (let i = 0; i < warmUp + runs; i++) {
    const made = make()
    const one = take(() => run(made))
    if (i >= warmUp) taken.push(one)
  }
  return { ms: median(taken.map(({ ms }) => ms)), cpu: median(taken.map(({ cpu }) => cpu)) }
}

/** The time, in ms, that the main thread has computed; of all threads where only that is known. */
export function mainThreadTime(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[0]) / 1e6
  } catch {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
}
