import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Contender, Task } from '../harness/contender.js'

/** What the main thread and a bare worker say to each other. */
export interface Order {
  readonly task: string
  readonly items: Float64Array
}

interface BareWorker {
  ask(order: Order): Promise<Float64Array>
  close(): void
}

const script = new URL('./bare-worker.js', import.meta.url)
const STARTERS = { thread: startThread, process: startProcess }

/**
 * The most that the machine gives at that moment: every worker gets its share of the items, numbers all of them, in one
 * message, and answers with one. No library can be faster on tasks that take equally long.
 */
export function bareWorkers(kind: 'thread' | 'process'): Contender {
  return {
    name: `bare workers, ${kind === 'thread' ? 'threads' : 'processes'}`,
    role: 'limit',
    open<I>(task: Task<I>, jobs: number) {
      const workers = Array.from({ length: jobs }, STARTERS[kind])
      return {
        async map(items: readonly I[]) {
          const numbers = Float64Array.from(items as readonly number[])
          const share = Math.ceil(numbers.length / jobs)
          const answers = workers.map((worker, i) =>
            worker.ask({ task: task.name, items: numbers.slice(i * share, (i + 1) * share) }),
          )
          return (await Promise.all(answers)).flatMap((answer) => Array.from(answer))
        },
        async close() {
          for (const worker of workers) worker.close()
        },
      }
    },
  }
}

function startThread(): BareWorker {
  const worker = new Worker(script)
  return {
    async ask(order) {
      worker.postMessage(order, [order.items.buffer as ArrayBuffer])
      return (await once(worker, 'message'))[0] as Float64Array
    },
    close: () => void worker.terminate(),
  }
}

function startProcess(): BareWorker {
  const child = fork(fileURLToPath(script), { serialization: 'advanced' })
  return {
    async ask(order) {
      child.send(order)
      return (await once(child, 'message'))[0] as Float64Array
    },
    close: () => child.disconnect(),
  }
}
