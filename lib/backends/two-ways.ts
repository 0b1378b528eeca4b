import type { Readable } from 'node:stream'
import { frameReader } from '../wire/frames.js'
import type { LogMessage, PrintMessage } from '../wire/message.js'

/** Joins what comes in frames and what comes by Node's channel, in the order in which it was sent. */
export class TwoWays {
  #frames = 0
  readonly #waiting: { readonly frames: number; readonly hear: () => void }[] = []

  constructor(frames: Readable | undefined, heard: (message: PrintMessage | LogMessage) => void) {
    const read = frameReader()
    frames?.on('data', (chunk: Buffer) => {
      for (const message of read(chunk)) {
        heard(message)
        this.#frames++
        this.#release()
      }
    })
    frames?.on('error', () => {}) // whatever it is, the worker's end is what counts
  }

  /** Calls back when so many frames have been heard. */
  after(frames: number, hear: () => void): void {
    this.#waiting.push({ frames, hear })
    this.#release()
  }

  #release(): void {
    while (this.#waiting[0] && this.#waiting[0].frames <= this.#frames) this.#waiting.shift()!.hear()
  }
}
