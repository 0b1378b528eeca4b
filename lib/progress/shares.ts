import type { CallersThread, CollectedCall, Waits } from './collected.js'
import type { Bottleneck } from './insights.js'

export type Shares = Readonly<Record<Bottleneck, number>>

/** What the time that there was for tasks went into, in shares of it: 1 in sum, or all 0 when there was no time. */
export function sharesOf(call: CollectedCall): Shares {
  const sum = (what: 'working' | 'transfer' | 'startUp') => call.workers.reduce((sum, worker) => sum + worker[what], 0)
  const [working, startUp] = [sum('working'), sum('startUp')]
  const transfer = split(sum('transfer'), transferCauses(call.thread, call.elapsed))
  const spent = working + startUp + sum('transfer')
  const time = Math.max(call.places * call.elapsed, spent)
  const notYetUp = Math.max(0, call.waits.startUp - startUp / call.places) // of those that never did anything
  const idle = split(time - spent, idleCauses({ ...call.waits, startUp: notYetUp }, call.thread))
  const share = (ms: number) => (time > 0 ? ms / time : 0)
  return {
    workers: share(working),
    serialisation: share(transfer.serialisation),
    startUp: share(startUp + idle.startUp),
    input: share(transfer.input + idle.input),
    consumer: share(idle.consumer),
    caller: share(transfer.caller + idle.caller),
    stragglers: share(idle.stragglers),
  }
}

/** From so much on the caller's thread is what messages waited for. */
const BUSY = 0.7
/** Results take about as much of the caller's thread as tasks do. */
const BOTH_WAYS = 2

/** What crosses waits for the caller's thread when that does something else. */
function transferCauses({ busy, reading, sending }: CallersThread, elapsed: number) {
  if (busy < BUSY * elapsed) return { serialisation: 1, input: 0, caller: 0 }
  const crossing = BOTH_WAYS * sending
  return { serialisation: crossing, input: reading, caller: Math.max(0, busy - reading - crossing) }
}

/** Nobody knows how many had nothing to do at which time; that is taken as even. */
function idleCauses({ startUp, input, consumer, caller, tail }: Waits, { reading }: CallersThread) {
  const causes = { startUp, input: input + reading, consumer, caller, stragglers: tail }
  return Object.values(causes).some((ms) => ms > 0) ? causes : { ...causes, caller: 1 }
}

/** Divides an amount by weights. */
function split<K extends string>(amount: number, weights: Readonly<Record<K, number>>): Record<K, number> {
  const entries = Object.entries<number>(weights)
  const sum = entries.reduce((sum, [, weight]) => sum + weight, 0)
  const part = (weight: number) => (sum > 0 ? (amount * weight) / sum : 0)
  return Object.fromEntries(entries.map(([key, weight]) => [key, part(weight)])) as Record<K, number>
}
