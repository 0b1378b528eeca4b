/** How many tasks a second there were lately. Times, in ms, come from outside and never run backwards. */
export interface Rate {
  add(tasks: number, at: number): void
  /** Tasks a second; 0 until there were some. */
  at(time: number): number
}

/** How fast the past fades: half a minute ago counts for next to nothing, yet one slow second doesn't make the rate jump. */
const SHORTEST_MEMORY = 5000 // ms
/** How many additions are remembered where they are rare. */
const REMEMBERED = 8

/**
 * Makes a rate that is a mean in which the past fades. As the time before `start` has no weight, it is the plain mean at first,
 * and as time without tasks has its weight, it sinks when nothing comes.
 */
export function rateSince(start: number): Rate {
  let last = start
  let additions = 0
  let tasks = 0 // faded, as is the time
  let time = 0

  const fade = (now: number) => {
    const memory = Math.max(SHORTEST_MEMORY, (REMEMBERED * (now - start)) / Math.max(additions, 1))
    const left = Math.exp((last - now) / memory)
    return { tasks: tasks * left, time: time * left + memory * (1 - left) }
  }
  return {
    add(count, now) {
      additions++
      ;({ tasks, time } = fade(now))
      tasks += count
      last = now
    },
    at(now) {
      const faded = fade(now)
      return faded.time > 0 ? (faded.tasks / faded.time) * 1000 : 0
    },
  }
}
