import { parentPort } from 'node:worker_threads'
import * as tasks from '../tasks.js'
import type { Order } from './bare-workers.js'

const byName = tasks as unknown as Record<string, (item: number) => number>

function answer({ task, items }: Order): Float64Array<ArrayBuffer> {
  const run = byName[task]
  if (!run) throw new Error(`no task ${task} in tasks.ts`)
  const results = new Float64Array(items.length)
  for (let i = 0; i < items.length; i++) results[i] = run(items[i] as number)
  return results
}

if (parentPort) {
  const port = parentPort
  port.on('message', (order: Order) => {
    const results = answer(order)
    port.postMessage(results, [results.buffer])
  })
} else {
  process.on('message', (order: Order) => process.send?.(answer(order)))
}
