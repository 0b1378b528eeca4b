import { lender, library } from './library.js'
import type { Measurements } from './measurements.js'
import { withNumber } from './subjects.js'

const WARM_UP = 2_000
const CAPTURES = 20_000

/** What captures leave behind. */
export const GROWTH: Measurements = {
  'allcores, 20,000 captures': async () => {
    const { Capture } = await library.capture()
    const capture = (count: number) => {
      for (let i = 0; i < count; i++) new Capture(lender).ship(withNumber())
    }
    capture(WARM_UP)
    const before = await heapMegabytes()
    capture(CAPTURES)
    return { 'growth MB': (await heapMegabytes()) - before }
  },
}

async function heapMegabytes(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return process.memoryUsage().heapUsed / 2 ** 20
}
