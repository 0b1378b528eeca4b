import type { Worker } from 'node:worker_threads'
import { setTimeout as pause } from 'node:timers/promises'
import { isAlive } from '../helpers/alive.js'
import { whereabouts } from './acts.js'
import type { Instance } from './instance.js'
import type { Where } from './settings.js'

const threads = new Map<number, Worker>()
process.on('worker', (worker) => {
  const id = worker.threadId
  threads.set(id, worker)
  worker.once('exit', () => threads.delete(id))
})

/** Ends the workers of an instance that nobody else uses, and checks what comes after; gives how many there were. */
export async function endOwnWorkers(instance: Instance, where: Where, atOnce: boolean): Promise<number> {
  const places = new Set(await placesOf(instance))
  for (const place of places) end(place, where)
  if (!atOnce) await Promise.all([...places].map((place) => gone(place)))
  const later = await placesOf(instance)
  const again = later.find((place) => places.has(place))
  if (again !== undefined && !atOnce) throw new Error(`a task ran in a worker that was gone: ${again}`)
  return places.size
}

async function placesOf(instance: Instance): Promise<string[]> {
  const items = Array.from({ length: 20 }, (_, index) => index)
  const results = (await instance.map(whereabouts as never, items)) as [number, string][]
  if (results.some(([index], place) => index !== place)) throw new Error(`wrong results: ${JSON.stringify(results)}`)
  return results.map(([, place]) => place)
}

function end(place: string, where: Where): void {
  const [pid, thread] = place.split('.').map(Number) as [number, number]
  if (where === 'threads') void threads.get(thread)?.terminate()
  else if (isAlive(pid)) process.kill(pid, 'SIGKILL')
}

async function gone(place: string): Promise<void> {
  const [pid, thread] = place.split('.').map(Number) as [number, number]
  while (thread === 0 ? isAlive(pid) : threads.has(thread)) await pause(1)
  for (let turn = 0; turn < 4; turn++) await pause(20) // the library hears of it as well
}
