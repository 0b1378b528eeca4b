import { onUnreachable } from '../model/shared.js'
import type { WorkerInfo } from '../model/worker-info.js'
import type { KnownShipments } from './known-shipments.js'

/** A worker, as far as news for all workers concern it. */
interface LiveWorker {
  readonly info: WorkerInfo
  readonly known: KnownShipments
  forget(shipments: readonly number[]): void
  release(files: readonly string[]): void
}

/** All workers that this thread has started and that have not ended, whoever uses them. */
const live = new Set<LiveWorker>()
const goneListeners: ((pid: number) => void)[] = []

export function addLiveWorker(worker: LiveWorker): void {
  live.add(worker)
}

export function removeLiveWorker(worker: LiveWorker): void {
  live.delete(worker)
  if (worker.info.kind === 'process') for (const listener of goneListeners) listener(worker.info.pid)
}

/** Calls back when a worker process has ended. */
export function onProcessGone(listener: (pid: number) => void): void {
  goneListeners.push(listener)
}

/** Has all workers drop memory that they were lent. */
export function releaseFiles(files: readonly string[]): void {
  for (const worker of live) worker.release(files)
}

onUnreachable((shipment) => {
  for (const worker of live) if (worker.known.has(shipment)) worker.forget([shipment])
})
