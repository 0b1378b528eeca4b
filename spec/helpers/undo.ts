type Undo = () => void

/** Takes back after each test what the test has set for the whole program: `undo(parallelConfig(…).unregister)`. */
export function useUndo(): (undo: Undo) => Undo {
  const all: Undo[] = []
  afterEach(() => {
    for (const undo of all.splice(0)) undo()
  })
  return (undo) => {
    all.push(undo)
    return undo
  }
}
