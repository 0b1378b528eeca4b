/** No schedule can be shorter. */
export function shortest(tasks: readonly number[], workers: number, cold = 0): number {
  let sum = workers * cold
  let longest = 0
  for (const ms of tasks) {
    sum += ms
    longest = Math.max(longest, ms)
  }
  return Math.max(sum / workers, longest)
}

/** The best without knowing what comes: whoever is free takes the next task, at no cost. */
export function greedy(tasks: readonly number[], workers: number, cold = 0): number {
  const ends = new Array<number>(workers).fill(cold)
  for (const ms of tasks) {
    const earliest = Math.min(...ends)
    ends[ends.indexOf(earliest)] = earliest + ms
  }
  return Math.max(...ends)
}

export function geometricMean(ratios: readonly number[]): number {
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length)
}
