import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { BatchEvent } from '../../lib/progress/diagnostics.js'

/** Of each task of a call, by its index, whether it ran in the caller's thread. Nothing else may run meanwhile. */
export async function whereTasksRan(call: () => Promise<unknown>): Promise<readonly boolean[]> {
  const here: boolean[] = []
  const note = (event: unknown) => {
    const { start, count, worker } = event as BatchEvent
    for (let i = start; i < start + count; i++) here[i] = worker === undefined
  }
  subscribe('allcores:batch', note)
  try {
    await call()
  } finally {
    unsubscribe('allcores:batch', note)
  }
  return here
}
