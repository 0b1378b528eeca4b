import type { ItemAdapter, Source } from './source.js'

type Check = ItemAdapter['check']

/** Reads items from one kind of input. `read` is not called again once the input has ended or failed. */
interface Reader {
  read(size: number): Items
  close(): void
}

interface Items {
  readonly items: readonly unknown[]
  readonly end: boolean
  /** What the input has thrown after these items. */
  readonly failure?: { readonly error: unknown } | undefined
}

export function syncSource(reader: Reader, pack: ItemAdapter['pack']): Pick<Source, 'next' | 'close'> {
  let failure: { readonly error: unknown } | undefined
  let open = true
  return {
    next(size) {
      if (failure) throw failure.error
      if (!open) return undefined
      const read = reader.read(size)
      failure = read.failure
      if (read.end) open = false
      if (read.items.length > 0) return pack(read.items) // a failure after them is thrown next time
      if (failure) throw failure.error
      return undefined
    },
    close() {
      if (open) reader.close()
      open = false
      failure = undefined
    },
  }
}

/** Reads an array slice by slice, up to where it ends by then: tasks may add to it. */
export function arrayReader(array: readonly unknown[], check: Check): Reader {
  let next = 0
  return {
    read(size) {
      const items = array.slice(next, next + size)
      const failure = check && firstFailure(items, next, check)
      next += items.length
      return failure ? { items: items.slice(0, failure.place), end: true, failure } : { items, end: items.length === 0 }
    },
    close() {},
  }
}

function firstFailure(items: readonly unknown[], start: number, check: NonNullable<Check>) {
  for (let i = 0; i < items.length; i++) {
    try {
      check(items[i], start + i)
    } catch (error) {
      return { place: i, error }
    }
  }
  return undefined
}

export function iteratorReader(iterator: Iterator<unknown>, check: Check): Reader {
  let read = 0
  let wanted = true
  let exhausted = false
  let reading = false

  const end = () => {
    if (!exhausted) iterator.return?.()
  }
  const readInto = (items: unknown[], size: number) => {
    while (wanted && items.length < size) {
      const step = advance(iterator)
      if (!step) return void (exhausted = true)
      check?.(step.value, read++)
      items.push(step.value)
    }
    if (!wanted) end() // closed by the input itself: while it was running it couldn't be ended
  }
  return {
    read(size) {
      const items: unknown[] = []
      reading = true
      try {
        readInto(items, size)
        return { items, end: exhausted || !wanted }
      } catch (error) {
        return { items, end: false, failure: { error } }
      } finally {
        reading = false
      }
    },
    close() {
      wanted = false
      if (!reading) end()
    },
  }
}

/** Returns the next value, wrapped as it may be undefined; nothing at the end. Throws on a broken iterator, which would never end. */
function advance(iterator: Iterator<unknown>): { value: unknown } | undefined {
  const step: unknown = iterator.next()
  if (typeof step !== 'object' || step === null) {
    throw new TypeError(`an iterator's next() must give an object, got: ${String(step)}`)
  }
  return (step as IteratorResult<unknown>).done ? undefined : (step as { value: unknown })
}
