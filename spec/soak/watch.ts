interface Pending {
  readonly what: string
  readonly since: number
}

const pending = new Set<Pending>()

/** Gives what the promise gives, and lets the watch know meanwhile what is waited for. */
export async function settles<T>(what: string, promise: PromiseLike<T>): Promise<T> {
  const entry = { what, since: performance.now() }
  pending.add(entry)
  try {
    return await promise
  } finally {
    pending.delete(entry)
  }
}

/** Calls back with all that is waited for once something has been for more than so many ms. */
export function watch(patience: number, hung: (pending: readonly string[]) => void): () => void {
  const look = () => {
    const ages = [...pending].map(({ what, since }) => ({ what, age: performance.now() - since }))
    if (ages.some(({ age }) => age > patience)) hung(ages.map(({ what, age }) => `${(age / 1000).toFixed(1)} s: ${what}`))
  }
  const timer = setInterval(look, 1000)
  return () => clearInterval(timer)
}
