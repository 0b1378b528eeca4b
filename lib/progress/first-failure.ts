/** The first error of a user's async function, which fails its call at the next occasion. */
export class FirstFailure {
  #failure: { readonly error: unknown } | undefined

  get isKnown(): boolean {
    return this.#failure !== undefined
  }

  /** Keeps the error if it is the first. */
  keep(error: unknown): void {
    this.#failure ??= { error }
  }

  /** Throws the error, if there is one. */
  rethrow(): void {
    if (this.#failure) throw this.#failure.error
  }
}
