/** Runs something while nothing else of the same name runs; whoever comes first is first. */
export type Lock = <T>(name: string, run: () => Promise<T>) => Promise<T>

export function openLocks(): Lock {
  const lasts = new Map<string, Promise<unknown>>()
  return (name, run) => {
    const turn = (lasts.get(name) ?? Promise.resolve()).then(run)
    lasts.set(name, turn.catch(() => {})) // the next one's turn comes in any case
    return turn
  }
}
