import type { CallersThread, CollectedCall, Waits } from './collected.js'
import type { Bottleneck } from './insights.js'

export type Shares = Readonly<Record<Bottleneck, number>>

/** The shares of what the time that there was for tasks went into: their sum is 1, or 0 if there was no time. */
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

/** The share of a call from which on a busy caller's thread is what messages waited for. */
const BUSY = 0.7
/** How much longer both ways take than the one to workers: receiving results takes about as long as sending tasks. */
const BOTH_WAYS = 2

/** Weights of what handing over was spent on: messages wait while the caller's thread does something else. */
function transferCauses({ busy, reading, sending }: CallersThread, elapsed: number) {
  if (busy < BUSY * elapsed) return { serialisation: 1, input: 0, caller: 0 }
  const crossing = BOTH_WAYS * sending
  return { serialisation: crossing, input: reading, caller: Math.max(0, busy - reading - crossing) }
}

/** Weights of why workers were idle. How many were at which time isn't known: it counts as the same at all times. */
function idleCauses({ startUp, input, consumer, caller, tail }: Waits, { reading }: CallersThread) {
  const causes = { startUp, input: input + reading, consumer, caller, stragglers: tail }
  return Object.values(causes).some((ms) => ms > 0) ? causes : { ...causes, caller: 1 }
}

/** Divides an amount into parts in proportion to weights. */
function split<K extends string>(amount: number, weights: Readonly<Record<K, number>>): Record<K, number> {
  const entries = Object.entries<number>(weights)
  const sum = entries.reduce((sum, [, weight]) => sum + weight, 0)
  const part = (weight: number) => (sum > 0 ? (amount * weight) / sum : 0)
  return Object.fromEntries(entries.map(([key, weight]) => [key, part(weight)])) as Record<K, number>
}
