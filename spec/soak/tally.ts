/** What was done on one backend. */
export interface Tally {
  calls: number
  tasks: number
  /** Workers that tasks were to end, or that were ended from outside. */
  kills: number
  timeouts: number
  aborts: number
  closes: number
  /** The longest that a call has taken, in ms. */
  longest: number
}

export function newTally(): Tally {
  return { calls: 0, tasks: 0, kills: 0, timeouts: 0, aborts: 0, closes: 0, longest: 0 }
}

export function tallyText(tally: Tally): string {
  const { longest, ...counts } = tally
  return [...Object.entries(counts).map(([what, count]) => `${count} ${what}`), `longest ${(longest / 1000).toFixed(1)} s`].join(', ')
}
