import type { Command } from './command-line.js'
import type { Contender } from './contender.js'
import type { Question, Scenario } from './scenario.js'

/** The scenarios that the command line asks for, with the contenders it asks for. */
export function choose(questions: readonly Question[], { names, only, quick }: Command): Scenario[] {
  const shrink = (items: number) => (quick ? Math.ceil(items / 10) : items)
  const asked = questions.flatMap((question) => {
    const all = names.length === 0 || names.includes(question.id)
    return question.scenarios(shrink).filter(({ id }) => all || names.includes(id))
  })
  const known = new Set([...questions, ...asked].map(({ id }) => id))
  const unknown = names.filter((name) => !known.has(name))
  if (unknown.length > 0) throw new Error(`no question or scenario ${unknown.join(', ')}; --help lists them`)
  return only.length === 0 ? asked : asked.flatMap((scenario) => withContenders(scenario, only))
}

/** Baselines and limits stay: without them no other number says anything. */
function withContenders(scenario: Scenario, only: readonly string[]): Scenario[] {
  const wanted = scenario.contenders.filter(({ name }) => only.some((text) => name.includes(text)))
  const isNeeded = ({ role, baseline }: Contender) =>
    role === 'limit' || (role === 'baseline' && wanted.some((other) => other.baseline === baseline))
  const contenders = scenario.contenders.filter((one) => wanted.includes(one) || isNeeded(one))
  return wanted.length === 0 ? [] : [{ ...scenario, contenders }]
}
