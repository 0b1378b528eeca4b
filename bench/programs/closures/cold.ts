import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Figures } from '../../harness/contender.js'
import { lender, library } from './library.js'
import type { Measurements } from './measurements.js'
import { withNumber } from './subjects.js'

const MESSAGE = "require('node:worker_threads').parentPort.postMessage(1)"

/** The first capture of a process, next to what can happen at the same time: the start of a worker without any library. */
export const COLD: Measurements = {
  'bare Worker': () => from(async () => once(new Worker(MESSAGE, { eval: true }), 'message')),
  'bare fork': () => from(async () => once(fork(fileURLToPath(new URL('./messenger.js', import.meta.url))), 'message')),
  'allcores, first capture': async () => {
    const fn = withNumber()
    let imported = 0
    const start = performance.now()
    const figures = await from(async () => {
      const { Capture } = await library.capture()
      imported = performance.now()
      new Capture(lender).ship(fn)
    })
    return { ...figures, import: imported - start, capture: figures['ms']! - (imported - start) }
  },
}

async function from(event: () => Promise<unknown>): Promise<Figures> {
  const before = process.cpuUsage()
  const start = performance.now()
  await event()
  const ms = performance.now() - start
  const { user, system } = process.cpuUsage(before)
  return { ms, 'CPU ms': (user + system) / 1000 }
}
