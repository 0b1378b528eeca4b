/** The functions that an error's stack shows, as it names them: `resize`, `async main`; `in task 3` where a worker ran it. */
export function framesOf(error: unknown): string[] {
  const lines = String((error as Error).stack).split('\n')
  return lines.flatMap((line) => /^ +at ((?:async )?[^ ]+)|^ +(in task \d+)/.exec(line)?.slice(1).find(Boolean) ?? [])
}
