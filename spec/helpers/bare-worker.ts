import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** Gives every test of the suite that calls this a worker thread as pools have it, but no pool. */
export function useBareWorker(): () => Worker {
  let worker: Worker
  beforeEach(async () => {
    worker = new Worker(new URL('../../lib/worker/pool-worker.js', import.meta.url))
    await once(worker, 'message') // ready
  })
  afterEach(() => worker.terminate())
  return () => worker
}
