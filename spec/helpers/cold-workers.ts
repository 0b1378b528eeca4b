import { delayed, type Task } from 'allcores'

let pools = 0

/** An initializer that nobody else has: whoever passes it gets workers that have not started yet, and shares none. */
export function coldWorkers(): Task {
  return delayed((_: number) => {})(++pools)
}
