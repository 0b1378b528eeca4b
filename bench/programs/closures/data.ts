import type { Figures } from '../../harness/contender.js'
import { takeMany } from './clock.js'
import { lender, library } from './library.js'
import type { Measurements } from './measurements.js'

const FEW = { runs: 9, warmUp: 3 }

/** A large array around a function: told to be data, and cloned. */
export const DATA: Measurements = {
  'structuredClone, numbers': () => cloned(numbers()),
  'allcores, 1,000,000 numbers': () => captured(numbers()),
  'structuredClone, objects': () => cloned(objects()),
  'allcores, 100,000 objects': () => captured(objects()),
}

function numbers(): readonly number[] {
  return Array.from({ length: 1_000_000 }, (_, i) => i + 0.5)
}

function objects(): readonly object[] {
  return Array.from({ length: 100_000 }, (_, id) => ({ id, name: `name ${id}`, active: true }))
}

function cloned(data: readonly unknown[]): Figures {
  const { ms, cpu } = takeMany(collected, () => void structuredClone(data), FEW)
  return { ms, 'CPU ms': cpu }
}

async function captured(data: readonly unknown[]): Promise<Figures> {
  process.removeAllListeners('warning') // that so much is captured is said, and meant
  const { Capture } = await library.capture()
  const { DataFinder } = await library.data()
  const { isKnownObject } = await library.builtinNames()
  const all = takeMany(
    () => fresh(data),
    (fn) => void new Capture(lender).ship(fn),
    FEW,
  )
  const walk = takeMany(collected, () => void new DataFinder(isKnownObject, true).isData(data), FEW)
  return { ms: all.ms, 'CPU ms': all.cpu, 'walk ms': walk.ms }
}

function fresh(data: readonly unknown[]): () => number {
  collected()
  return () => data.length
}

function collected(): void {
  globalThis.gc?.()
}
