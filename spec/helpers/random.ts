/** Numbers in [0, 1), the same row of them for the same seed: Marsaglia's xorshift with 32 bits. */
export function randomNumbers(seed: number): () => number {
  let state = seed | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
