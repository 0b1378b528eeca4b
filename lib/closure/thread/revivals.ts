import { ofThread } from '../../model/of-thread.js'

const revivals = ofThread('revivals', () => ({ count: 0 }))

/** Notes that some of this thread's code is text that was sent to it. */
export function noteRevival(): void {
  revivals.count++
}

export function hasRevived(): boolean {
  return revivals.count > 0
}
