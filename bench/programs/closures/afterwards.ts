import { median } from '../../harness/numbers.js'
import type { Figures } from '../../harness/contender.js'
import { spin } from '../../tasks.js'
import { lender, library } from './library.js'
import type { Measurements } from './measurements.js'
import { withHelper, withInstance, withNumber } from './subjects.js'

/** Many short ones: a long loop may or may not be compiled while it runs, and take 20 times as long. */
const RUNS = 60
const WARM_UP = 20
let texts = 0

/** Whether a program that has captured runs on as fast: an inspector that is left on slows it down. */
export const AFTERWARDS: Measurements = {
  'no captures': pace,
  'allcores, 600 captures': async () => {
    const { Capture } = await library.capture()
    for (let i = 0; i < 200; i++) {
      for (const make of [withNumber, withHelper, withInstance]) new Capture(lender).ship(make())
    }
    return pace()
  },
}

const WORK: Readonly<Record<string, () => unknown>> = {
  'loop ms': () => {
    let sum = 0
    for (let i = 0; i < 500; i++) sum += spin(1_000)
    return sum
  },
  'objects ms': () => {
    const last: object[] = []
    for (let i = 0; i < 200_000; i++) last[i % 1000] = { i, name: 'x' }
    return last
  },
  'awaits ms': async () => {
    for (let i = 0; i < 50_000; i++) await i
  },
  'throws ms': () => {
    let caught = 0
    for (let i = 0; i < 4_000; i++) {
      try {
        throw new Error('expected')
      } catch {
        caught++
      }
    }
    return caught
  },
  'compile ms': () => {
    for (let i = 0; i < 500; i++) new Function('x', `return x + ${texts++}`)(1) // never the same, as V8 remembers
  },
}

/** All kinds of work in turn, so that whatever else the machine does meets all of them. */
async function pace(): Promise<Figures> {
  const times = Object.fromEntries(Object.keys(WORK).map((name): [string, number[]] => [name, []]))
  for (let run = 0; run < WARM_UP + RUNS; run++) {
    for (const [name, work] of Object.entries(WORK)) {
      const start = performance.now()
      await work()
      if (run >= WARM_UP) times[name]!.push(performance.now() - start)
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, median(ms)]))
}
