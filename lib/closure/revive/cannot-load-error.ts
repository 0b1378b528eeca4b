/** A module that a function needs can't be had in the worker. The function may still be sent by its text. */
export class CannotLoadError extends Error {
  override readonly name = 'CannotLoadError'
  readonly specifier: string
  /** URL of the module that imports the missing one; undefined when the specifier is complete. */
  readonly parent: string | undefined

  constructor(specifier: string, parent: string | undefined, cause: unknown) {
    const from = parent === undefined ? '' : ` from ${parent}`
    super(`expected '${specifier}' to load${from} in the worker too, got ${textOf(cause)}`, { cause })
    this.specifier = specifier
    this.parent = parent
  }
}

function textOf(cause: unknown): string {
  try {
    return String(cause)
  } catch {
    return 'an error that has no text'
  }
}
