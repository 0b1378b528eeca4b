import { serialize } from 'node:v8'
import type { Figures } from '../../harness/contender.js'
import { type Taken, takeMany } from './clock.js'
import { lender, library } from './library.js'
import type { Measurements } from './measurements.js'
import { byHand, withHelper, withInstance, withNumber } from './subjects.js'

/** One function at a time, in a process that has captured some. */
export const ONE: Measurements = {
  'allcores, a number': () => captures(withNumber),
  'allcores, a number and a helper': () => captures(withHelper),
  'allcores, an instance of a class that extends one': () => captures(withInstance),
  'toString, the number by hand': () =>
    perOne(takeMany(byHand, ({ fn, variables }) => void serialize({ text: fn.toString(), variables }))),
}

async function captures(make: () => (x: number) => number): Promise<Figures> {
  const { Capture } = await library.capture()
  return perOne(takeMany(make, (fn) => void new Capture(lender).ship(fn)))
}

function perOne({ ms, cpu }: Taken): Figures {
  return { 'µs each': ms * 1000, 'CPU µs each': cpu * 1000 }
}
