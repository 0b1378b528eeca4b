import { ofThread } from '../../model/of-thread.js'

type Listener = (folder: string) => void

const state = ofThread('folders', () => ({ known: new Set<string>(), listeners: [] as Listener[] }))

/** Tells of a folder in which this thread is about to have files. */
export function noteFolder(folder: string): void {
  if (state.known.has(folder)) return
  state.known.add(folder)
  for (const listener of state.listeners) listener(folder)
}

/** Tells a listener of folders, also of those that are known already. */
export function onFolder(listener: Listener): void {
  state.listeners.push(listener)
  for (const folder of state.known) listener(folder)
}
