/** Every copy of this library in a thread looks at the same place: the importing one, and the one that is imported. */
const KEY = Symbol.for('allcores.importing')

interface Importing {
  readonly count: number
  /** The latest one. */
  readonly specifier: string
  /** Why code that ran meanwhile did not get what it wanted. */
  readonly refusal?: Error
}

const home = globalThis as { [KEY]?: Importing }

/** The module that a worker is loading for a function, if it is: code that runs now may be the whole program again. */
export function importing(): string | undefined {
  return home[KEY]?.specifier
}

/** Modules that are being loaded now run code that must not run in a worker: they count as not to be had. */
export function refuseImport(refusal: Error): void {
  if (home[KEY]) home[KEY] = { ...home[KEY], refusal }
}

/** @throws that refusal */
export function checkImport(): void {
  if (home[KEY]?.refusal) throw home[KEY].refusal
}

/** @returns to be called when the module is loaded, or can't be */
export function beginImport(specifier: string): () => void {
  home[KEY] = { ...home[KEY], count: (home[KEY]?.count ?? 0) + 1, specifier }
  return endImport
}

function endImport(): void {
  const { count } = home[KEY]!
  if (count > 1) home[KEY] = { ...home[KEY]!, count: count - 1 }
  else delete home[KEY]
}
