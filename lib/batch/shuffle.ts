/**
 * The numbers below `length` in random order: the same for the same seed and epoch, on all machines.
 *
 * @param seed a whole number of at least 0
 */
export function permutation(length: number, seed: number, epoch: number): number[] {
  const random = sfc32(seed, epoch)
  const order = Array.from({ length }, (_, i) => i)
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  return order
}

export function randomSeed(): number {
  return Math.floor(Math.random() * 2 ** 32)
}

/** Rounds after which each bit of the seed has changed all of the state. */
const WARM_UP = 15

/**
 * Numbers from 0 to below 1.
 *
 * @source sfc32 of PractRand, by Chris Doty-Humphrey, public domain
 */
function sfc32(seed: number, stream: number): () => number {
  let [a, b, c, counter] = [seed | 0, Math.floor(seed / 2 ** 32) | 0, stream | 0, 1]
  const next = () => {
    const result = (a + b + counter++) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + result) | 0
    return (result >>> 0) / 2 ** 32
  }
  for (let i = 0; i < WARM_UP; i++) next()
  return next
}
