import type { Backend } from '../model/backend.js'

/** A plain loop: no executor, no batches, the caller's own stack and memory. Mirrors joblib's `sequential`. */
export const sequential: Backend = {
  name: 'sequential',
  traits: { inline: true, batches: false, memory: 'caller', timeouts: 'waiting' },
  open() {
    throw new Error('the sequential backend runs tasks where the caller is: it opens no executor')
  },
}
