import { setImmediate } from 'node:timers/promises'
import { expect } from 'chai'
import { delayed, Parallel } from 'allcores'
import { sum } from '../fixtures/arrays-tasks.js'
import { ARRAY_PLACES, type ArrayPlace } from './array-places.js'
import { useMessages } from './messages.js'
import { useScratch } from './scratch.js'
import { bytesIn, sharedMemoryIn } from './sent.js'
import { useWarnings } from './warnings.js'

/** A suite for each place where large arrays are shared; a test fails that has led to warnings which it hasn't asked for. */
export function describeArrays(what: string, define: (suite: ReturnType<typeof useArrays>) => void): void {
  for (const place of Object.keys(ARRAY_PLACES) as ArrayPlace[]) {
    describe(`${what}, on ${place}`, () => define(useArrays(place)))
  }
}

/** Whose bytes are all different from their neighbours. */
export function someBuffer(length: number): ArrayBuffer {
  return Uint8Array.from({ length }, (_, n) => n * 7 + (n >> 8)).buffer
}

function useArrays(place: ArrayPlace) {
  const where = ARRAY_PLACES[place]
  const options = { ...where, nJobs: 2, batchSize: 1, maxNbytes: 1000 } as const
  const parallel = Parallel(options)
  const scratch = useScratch()
  const sent = useMessages((message) => ({ bytes: bytesIn(message), memory: sharedMemoryIn(message) }))
  const warnings = useWarnings()
  afterEach(async () => expect(await codes()).to.deep.equal([]))
  after(() => parallel.close())

  /** Of the warnings since it was last asked; they are told a little later. */
  async function codes(): Promise<string[]> {
    await setImmediate()
    return warnings.splice(0).map((warning) => (warning as Error & { code?: string }).code ?? warning.message)
  }

  /** How many bytes go to workers meanwhile, that are there already. */
  async function sentBy(call: () => Promise<unknown>): Promise<number> {
    sent.length = 0
    await call()
    return sent.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  return {
    place, where, options, parallel, scratch, codes, sentBy,
    isMapped: place === 'processes',
    /** What is the same for all processes. */
    test: place === 'processes without koffi' ? () => {} : it,
    warm: () => parallel([delayed(sum)([]), delayed(sum)([])]),
    /** The shared memory that workers have been told of. */
    memory: () => new Set(sent.flatMap(({ memory }) => memory)),
  }
}
