import { enter, type Trial } from './entrant.js'
import { setupName } from './figures.js'
import type { Comparison, Setup } from './model.js'
import type { Pace } from './pace.js'

/** The most rounds: enough for a median that other load on the machine can't move. */
const MOST_ROUNDS = 15

interface Race extends Pick<Comparison, 'question' | 'by'> {
  readonly setups: readonly Setup[]
  readonly trial: Trial
  /** When to start no more rounds; the first round is run anyway. */
  readonly until: number
}

/** Has setups run the same items in turn, again and again: A B C A B C, never A A B B. */
export async function race({ question, by, setups, trial, until }: Race, pace: Pace): Promise<Comparison> {
  const entrants = setups.map((setup) => enter(setup, trial, pace))
  const round = async (isTimed: boolean) => {
    for (const entrant of entrants) {
      pace.tell(`${question}: ${setupName(entrant.setup)}`)
      await entrant.turn(isTimed)
    }
  }
  try {
    await round(false)
    for (let rounds = 0; rounds < MOST_ROUNDS && !pace.signal.aborted; rounds++) {
      if (rounds > 0 && performance.now() > until) break
      await round(true)
    }
    return { question, by, items: trial.items.length, rows: entrants.map((entrant) => entrant.row()) }
  } finally {
    await Promise.all(entrants.map((entrant) => entrant.close()))
  }
}
