import { Entrant } from './entrant.js'
import type { Result } from './result.js'
import type { Scenario } from './scenario.js'
import type { Settings } from './settings.js'

/** Is told what is going on. */
export type Say = (text: string) => void

/** Runs the contenders of a scenario in turn, again and again: A B C A B C, never A A B B. */
export async function compare(scenario: Scenario, command: Settings, say: Say): Promise<Result> {
  const settings = { ...command, jobs: scenario.jobs ?? command.jobs }
  const items = scenario.items()
  const expected = once(() => Promise.all(items.map(scenario.task)))
  const entrants = scenario.contenders.map((contender) => new Entrant(contender, scenario, items, expected))
  try {
    for (const entrant of entrants) {
      say(`${scenario.title}: warming up ${entrant.name}`)
      await entrant.prepare(settings)
    }
    const rounds = Math.min(settings.repeat, scenario.repeat ?? Infinity)
    for (let round = 1; round <= rounds; round++) {
      for (const entrant of entrants) {
        say(`${scenario.title}: round ${round} of ${rounds}, ${entrant.name}`)
        await entrant.run()
      }
    }
    for (const entrant of entrants) if (scenario.watched?.includes(entrant.name)) await entrant.watch()
    return { scenario, jobs: settings.jobs, items: items.length, rows: entrants.map((entrant) => entrant.row()) }
  } finally {
    for (const entrant of entrants) await entrant.close()
  }
}

/** Not before it is asked for: where contenders measure themselves nobody does. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
