import { inProgram } from './harness/program.js'
import { measured, type Question } from './harness/scenario.js'
import { STARTERS } from './programs/starters.js'

const OURS = ['allcores threads', 'allcores processes']
const BARE = ['bare Worker', 'bare fork']

const role = (name: string) => (OURS.includes(name) ? 'ours' : BARE.includes(name) ? 'limit' : 'rival')

export const start: Question = {
  id: 'start',
  title: 'How long until the first result?',
  scenarios: () => [
    measured({
      id: 'cold-start',
      title: 'from loading the library in a new Node to the first result',
      contenders: Object.keys(STARTERS).map((name) => inProgram('start', name, role(name))),
      columns: ['ms', 'fastest', 'slowest', 'vs limit', 'vs best rival', 'since process start'],
      goals: [
        { contender: 'allcores threads', measure: 'ms', atMost: 1.2, times: ['bare Worker'] },
        { contender: 'allcores processes', measure: 'ms', atMost: 1.2, times: ['bare fork'] },
      ],
    }),
  ],
}
