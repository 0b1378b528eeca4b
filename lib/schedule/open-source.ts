import { asyncSource } from './async-source.js'
import { type AnyIterable, isAsyncIterable, isPlainArray, knownLength } from './input.js'
import type { ItemAdapter, Pause, Source } from './source.js'
import { arrayReader, iteratorReader, syncSource } from './sync-source.js'

/** Makes a source of tasks from the user's iterable, whatever kind it is. */
export function openSource(input: AnyIterable<unknown>, { check, pack }: ItemAdapter, pause: Pause): Source {
  const length = knownLength(input)
  let pulled = 0
  const toTasks = (items: readonly unknown[]) => {
    pulled += items.length
    return pack(items)
  }
  const atHand = isPlainArray(input)
  const source = isAsyncIterable(input)
    ? asyncSource(input[Symbol.asyncIterator](), { check, pack: toTasks }, pause)
    : syncSource(atHand ? arrayReader(input, check) : iteratorReader(input[Symbol.iterator](), check), toTasks)
  return {
    atHand,
    remaining: () => (length === undefined ? undefined : Math.max(0, length - pulled)),
    ...source,
  }
}
