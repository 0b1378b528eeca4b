import { median } from '../../harness/numbers.js'
import type { Figures } from '../../harness/contender.js'
import { take } from './clock.js'
import { lender, library } from './library.js'
import type { Measurements } from './measurements.js'
import { withHelper } from './subjects.js'

type OfNumber = (x: number) => number
type Make = (n: number, i: number) => OfNumber

const RUNS = 300
const WARM_UP = 100

/** The worker's side: the message's way, and the two functions that it makes. */
export const REVIVED: Measurements = {
  'allcores, texts seen before': () => revived(withHelper),
  'allcores, new texts': () => revived(newTexts),
  'new Function, new texts and variables by hand': () =>
    medians((i) => {
      const message = { helper: `x => x + ${i}`, text: `x => helper(x) + n - ${i}`, variables: { n: i } }
      let clone = message
      let fn: OfNumber | undefined
      return {
        clone: () => void (clone = structuredClone(message)),
        revive: () => void (fn = revive(clone)),
        check: () => fn!(1) === i + 1,
      }
    }),
}

function revive({ helper, text, variables }: { helper: string; text: string; variables: { n: number } }): OfNumber {
  const own = new Function(`return ${helper}`)() as OfNumber
  return new Function('helper', 'n', `return ${text}`)(own, variables.n) as OfNumber
}

const newTexts: Make = (n, i) => {
  const body = `const helper = x => x + ${i}; return x => helper(x) + n - ${i}`
  return new Function('n', body)(n) as OfNumber
}

async function revived(make: Make): Promise<Figures> {
  const { Capture } = await library.capture()
  const { Heap } = await library.heap()
  const heap = new Heap()
  return medians((i) => {
    const fn = make(Math.random(), i)
    const { id, bytes, live } = new Capture(lender).ship(fn)
    const message = { id, bytes, live }
    let clone = message
    return {
      clone: () => void (clone = structuredClone(message)),
      revive: () => void heap.install(clone),
      check: () => (heap.valueOf(id) as OfNumber)(1) === fn(1),
    }
  })
}

interface Steps {
  clone(): void
  revive(): void
  check(): boolean
}

function medians(prepare: (i: number) => Steps): Figures {
  const all = Array.from({ length: WARM_UP + RUNS }, (_, i) => {
    const steps = prepare(i)
    const clone = take(steps.clone)
    const revive = take(steps.revive)
    if (!steps.check()) throw new Error('another function came out than went in')
    return { clone, revive }
  }).slice(WARM_UP)
  const clone = median(all.map(({ clone }) => clone.ms)) * 1000
  const revive = median(all.map(({ revive }) => revive.ms)) * 1000
  return { µs: clone + revive, 'clone µs': clone, 'revive µs': revive }
}
