import type { Shipment } from '../closure/shipment.js'
import { revive } from '../closure/revive.js'
import { encodeError, type ErrorRecord } from '../wire/error-record.js'
import type { Channel } from './channel.js'

/** What a worker is told before it gets its first batch. */
export interface StartOptions {
  readonly initializer: { readonly shipment: Shipment; readonly args: readonly unknown[] } | undefined
}

export type Started = { readonly ok: true } | { readonly ok: false; readonly error: ErrorRecord }

/**
 * The worker's half of workerpool's protocol: it says ready, answers the one request `start`, and ends when told to.
 * Everything else on the channel is ours and goes past workerpool.
 */
export function serveStart(channel: Channel): void {
  channel.onRequest((message) => {
    if (message === '__workerpool-terminate__') process.exit(0)
    if (!isStartRequest(message)) return
    void start(message.params[0], channel).then((result) => channel.answer({ id: message.id, result, error: null }))
  })
  channel.answer('ready')
}

async function start({ initializer }: StartOptions, channel: Channel): Promise<Started> {
  try {
    if (initializer) {
      const fn = await revive(initializer.shipment)
      await Reflect.apply(fn, undefined, initializer.args)
    }
    return { ok: true }
  } catch (error) {
    return { ok: false, error: encodeError(error, channel.canClone) }
  }
}

interface StartRequest {
  readonly id: number
  readonly method: 'start'
  readonly params: readonly [StartOptions]
}

function isStartRequest(message: unknown): message is StartRequest {
  return typeof message === 'object' && message !== null && (message as StartRequest).method === 'start'
}
