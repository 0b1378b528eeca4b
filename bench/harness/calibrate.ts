import { spin } from '../tasks.js'

let measured: number | undefined

/** How many iterations of `spin` take a microsecond here: measured once, whoever asks. */
export function spinsPerMicrosecond(): number {
  return (measured ??= measure())
}

/** The best of many tries, so that other load doesn't count. */
function measure(): number {
  const iterations = 500_000
  const expected = spin(iterations)
  let best = Infinity
  for (let attempt = 0; attempt < 200; attempt++) {
    const start = performance.now()
    const result = spin(iterations)
    best = Math.min(best, performance.now() - start)
    if (result !== expected) throw new Error('never') // a result that nobody looks at would not be computed
  }
  return iterations / (best * 1000)
}
