import type { Scenario } from './contender.js'
import { Entrant, type Row } from './entrant.js'
import type { Settings } from './settings.js'

/** Is told what is going on. */
export type Say = (text: string) => void

/** Runs the contenders of a scenario in turn, again and again: A B C A B C, never A A B B. */
export async function compare<I, O>(scenario: Scenario<I, O>, settings: Settings, say: Say): Promise<Row[]> {
  const items = scenario.items()
  const expected = items.map(scenario.task)
  const entrants: Entrant<I, O>[] = []
  try {
    for (const contender of scenario.contenders) {
      say(`${scenario.title}: warming up ${contender.name}`)
      const entrant = new Entrant(contender, items, expected)
      entrants.push(entrant)
      await entrant.prepare(scenario.task, settings)
    }
    for (let round = 1; round <= settings.repeat; round++) {
      for (const entrant of entrants) {
        say(`${scenario.title}: round ${round} of ${settings.repeat}, ${entrant.name}`)
        await entrant.run()
      }
    }
    return entrants.map((entrant) => entrant.row())
  } finally {
    for (const entrant of entrants) await entrant.close()
  }
}
