import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'

/** The longest time, in ms, that the main thread's event loop had to wait during a run. */
export async function blockedDuring(run: () => Promise<unknown>): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 1 })
  await setTimeout(10)
  delays.enable()
  try {
    await run()
    await setTimeout(10) // a delay that lasts to the end is noticed after it
  } finally {
    delays.disable()
  }
  return delays.max / 1e6
}
