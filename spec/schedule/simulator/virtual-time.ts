import { setImmediate } from 'node:timers'

interface Event {
  readonly time: number
  readonly happen: () => void
  /** Whether promises may settle through it. */
  readonly settles: boolean
}

/** A clock that stands still but for jumping to the next event. */
export class VirtualTime {
  now = 0
  /** The next one last; of several at one time the one that was added first. */
  readonly #events: Event[] = []

  /** Something that may settle promises: all that follows from it has happened before the next event. */
  at(time: number, happen: () => void): void {
    this.#add({ time, happen, settles: true })
  }

  /** Something from which nothing follows but further events. */
  quietlyAt(time: number, happen: () => void): void {
    this.#add({ time, happen, settles: false })
  }

  /** Until nothing is left to happen. */
  async run(): Promise<void> {
    await settled()
    for (let event = this.#events.pop(); event; event = this.#events.pop()) {
      this.now = Math.max(event.time, this.now)
      event.happen()
      if (event.settles) await settled()
    }
  }

  #add(event: Event): void {
    const before = this.#events.findLastIndex(({ time }) => time > event.time)
    this.#events.splice(before + 1, 0, event)
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
