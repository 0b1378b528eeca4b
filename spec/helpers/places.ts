import type { Worker } from 'node:worker_threads'
import { isAlive } from './alive.js'

const threads = new Map<number, Worker>()
process.on('worker', (worker) => threads.set(worker.threadId, worker))

/** Whether a worker still runs, told by its place: its process id, a dot, and its thread id, 0 for a process. */
export function isRunning(place: string): boolean {
  const [pid, thread] = place.split('.').map(Number) as [number, number]
  return thread === 0 ? isAlive(pid) : threads.get(thread)!.threadId !== -1
}
