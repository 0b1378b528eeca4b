/** Every copy of this library in a thread looks at the same place: the importing one, and the one that is imported. */
const KEY = Symbol.for('allcores.importing')

interface Importing {
  readonly count: number
  /** The latest one. */
  readonly specifier: string
}

const home = globalThis as { [KEY]?: Importing }

/** The module that a worker is loading for a function, if it is: code that runs now may be the whole program again. */
export function importing(): string | undefined {
  return home[KEY]?.specifier
}

/** @returns to be called when the module is loaded, or can't be */
export function beginImport(specifier: string): () => void {
  home[KEY] = { count: (home[KEY]?.count ?? 0) + 1, specifier }
  return endImport
}

function endImport(): void {
  const { count, specifier } = home[KEY]!
  if (count > 1) home[KEY] = { count: count - 1, specifier }
  else delete home[KEY]
}
