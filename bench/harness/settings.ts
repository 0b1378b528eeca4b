export interface Settings {
  /** Workers of every pool. */
  readonly jobs: number
  /** How often every contender runs. */
  readonly repeat: number
  /** Milliseconds that one run may take; a slower contender gets fewer items. */
  readonly budget: number
}
