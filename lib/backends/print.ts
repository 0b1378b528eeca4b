import type { PrintMessage } from '../wire/message.js'

/** Writes what a worker has written: a write each, so that lines stay whole. */
export function print({ stream, chunk }: PrintMessage): void {
  try {
    process[stream].write(chunk)
  } catch (error) {
    process.nextTick(() => {
      throw error // of a `write` that the program has put there; who reads what workers say is not to stumble over it
    })
  }
}
