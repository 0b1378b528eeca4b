import type { ItemAdapter, Pause, Source } from './source.js'

export function asyncSource(
  iterator: AsyncIterator<unknown>,
  { check, pack }: ItemAdapter,
  pause: Pause,
): Pick<Source, 'next' | 'close'> {
  let failure: { readonly error: unknown } | undefined
  let pending: Promise<IteratorResult<unknown>> | undefined
  let read = 0
  let open = true

  const readInto = async (items: unknown[], size: number) => {
    while (items.length < size) {
      pending ??= iterator.next()
      // a slow input must not hold back items that it has given already
      const step = items.length === 0 ? await pending : await Promise.race([pending, pause()])
      if (step === undefined) break
      pending = undefined
      if (step.done) {
        open = false
        break
      }
      check?.(step.value, read++)
      items.push(step.value)
    }
  }
  const pull = async (size: number) => {
    const items: unknown[] = []
    try {
      await readInto(items, size)
    } catch (error) {
      pending = undefined
      failure = { error }
    }
    return items
  }
  return {
    async next(size) {
      if (!open) return undefined
      const items = failure ? [] : await pull(size)
      if (items.length > 0) return pack(items)
      if (failure) throw failure.error
      return undefined
    },
    async close() {
      if (!open) return
      open = false
      const closed = iterator.return?.()
      // a generator that is stuck in its own next() answers return() only after that: no use to wait for it
      if (pending) void Promise.allSettled([pending, closed])
      else await closed
    },
  }
}
