import { AsyncResource } from 'node:async_hooks'
import type { Source } from './schedule/source.js'

/** The user's iterator runs in the context of the call, not in that of whichever call started the worker that has time. */
export function inContext(source: Source): Source {
  if (source.atHand) return source // runs no code of the user's
  const call = new AsyncResource('allcores.Call')
  return {
    next: (size) => call.runInAsyncScope(source.next, source, size),
    close: () => call.runInAsyncScope(source.close, source),
    atHand: false,
    get remaining() {
      return source.remaining
    },
  }
}
