import { setTimeout as pause } from 'node:timers/promises'
import type { Dice } from './dice.js'

/** What a call reads, and how that went. */
export interface Input {
  readonly tasks: Iterable<unknown> | AsyncIterable<unknown>
  /** It was begun and has not been closed. */
  readonly isOpen: boolean
  /** What it has thrown. */
  readonly thrown: { readonly error: unknown } | undefined
}

/** @param badAt where it throws, if it does */
export function newInput(items: readonly unknown[], badAt: number | undefined, dice: Dice): Input {
  const kind = dice.pick(badAt === undefined ? (['list', 'list', 'sync', 'async', 'slow'] as const) : (['sync', 'async'] as const))
  const state: { isOpen: boolean; thrown: Input['thrown'] } = { isOpen: false, thrown: undefined }
  const step = (index: number) => {
    if (index !== badAt) return
    state.thrown = { error: new SyntaxError('the input') }
    throw state.thrown.error
  }
  function* sync() {
    state.isOpen = true
    try {
      for (const [index, item] of items.entries()) yield (step(index), item)
    } finally {
      state.isOpen = false
    }
  }
  async function* async() {
    state.isOpen = true
    try {
      for (const [index, item] of items.entries()) {
        if (kind === 'slow' && index % 16 === 0) await pause(1)
        step(index)
        yield item
      }
    } finally {
      state.isOpen = false
    }
  }
  const tasks = kind === 'list' ? items : kind === 'sync' ? sync() : async()
  return Object.assign(state, { tasks })
}
