import { setTimeout } from 'node:timers/promises'

/** Longer than anything here takes, shorter than a test may: so that a vain wait says what it waited for. */
const PATIENCE = 50_000

/** Comes back once the condition holds. */
export async function until(condition: () => boolean, what = String(condition)): Promise<void> {
  const end = Date.now() + PATIENCE
  while (!condition()) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`)
    await setTimeout(5)
  }
}
