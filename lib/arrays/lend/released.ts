import { ofThread } from '../../model/of-thread.js'

type Listener = (ids: readonly string[]) => void

/** The listeners of all copies of this library in the thread: what one was lent another may have passed on. */
const listeners = ofThread<Listener[]>('released files', () => [])

/** Calls back with the ids of files that are no more: workers need not keep what they hold of them. */
export function onReleased(listener: Listener): void {
  listeners.push(listener)
}

/** Tells the ids of files that are no more: files of this thread, and files that it was lent. */
export function tellReleased(ids: readonly string[]): void {
  for (const listener of listeners) listener(ids)
}
