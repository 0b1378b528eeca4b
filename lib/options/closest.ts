/**
 * The candidate that `word` was probably meant to be: it differs only by case, `_` and `-` (`n_jobs` for `nJobs`),
 * or by a slip of the keyboard. Undefined when none is near.
 */
export function closest<T extends string>(word: string, candidates: readonly T[]): T | undefined {
  const given = plain(word)
  const slips = given.length < 6 ? 1 : 2
  const near = candidates
    .map((candidate) => ({ candidate, distance: editDistance(given, plain(candidate)) }))
    .filter(({ distance }) => distance <= slips)
    .sort((a, b) => a.distance - b.distance)
  return near[0]?.candidate
}

function plain(word: string): string {
  return word.toLowerCase().replace(/[_-]/g, '')
}

/** Levenshtein's distance: how many characters to insert, delete or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (const [i, x] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, y] of [...b].entries()) {
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (x === y ? 0 : 1)))
    }
    row = next
  }
  return row.at(-1)!
}
