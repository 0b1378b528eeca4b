import { serialize } from 'node:v8'
import { type Taken, takeMany } from './clock.js'
import { lender, library } from './library.js'
import type { Measurements } from './measurements.js'
import { byHand, withHelper, withInstance, withNumber } from './subjects.js'

const BATCH = 500
const BATCHES = { runs: 10, warmUp: 4 }

/** As many at a time as a batch has. */
export const MANY: Measurements = {
  'allcores, a number': () => captures(withNumber),
  'allcores, a number and a helper': () => captures(withHelper),
  'allcores, an instance of a class that extends one': () => captures(withInstance),
  'inspector alone, a number': async () => {
    const { inspectAll } = await library.inspector()
    return perOne(takeMany(() => batch(withNumber), (fns) => void inspectAll(fns), BATCHES))
  },
  'toString, the number by hand': () => {
    const send = (made: ReturnType<typeof byHand>[]) =>
      made.forEach(({ fn, variables }) => serialize({ text: fn.toString(), variables }))
    return perOne(takeMany(() => batch(byHand), send, BATCHES))
  },
}

async function captures(make: () => (x: number) => number) {
  const { Capture } = await library.capture()
  const ship = (fns: readonly ((x: number) => number)[]) => {
    const capture = new Capture(lender)
    capture.prepare(fns)
    fns.forEach((fn) => capture.ship(fn))
  }
  return perOne(takeMany(() => batch(make), ship, BATCHES))
}

function batch<T>(make: () => T): T[] {
  return Array.from({ length: BATCH }, make)
}

function perOne({ ms, cpu }: Taken) {
  return { 'µs each': (ms * 1000) / BATCH, 'CPU µs each': (cpu * 1000) / BATCH }
}
