import { expect } from 'chai'
import { type Outcome, programName, type Ran, runCases } from './environment.js'
import { ENVIRONMENTS } from './environments.js'
import { useProject } from './project.js'

describe('environments', function () {
  this.timeout(240_000)
  const project = useProject()
  const running = new Map<number, Promise<Ran>>()
  const present = ENVIRONMENTS.filter(({ missing }) => !missing)

  /** Starts one that has not been started yet. */
  function start(i: number): Promise<Ran> | undefined {
    const environment = present[i]
    if (environment && !running.has(i)) running.set(i, runCases(environment, project.file(`${i}`)))
    return running.get(i)
  }

  for (const environment of ENVIRONMENTS) {
    const { title, missing, mapsPlaces, fails = {} } = environment
    if (missing) {
      // this Node lacks what the environment stands on, such as type stripping; the title says what
      it.skip(`${title} (${missing})`)
      continue
    }
    const i = present.indexOf(environment)
    it(title, async () => {
      const ran = start(i)!
      // the next one runs beside it
      start(i + 1)?.catch(() => {})
      const { outcome, text } = await ran
      const failed = outcome.failed.filter(({ title }) => !(title in fails))
      if (failed.length > 0) expect.fail(tellFailures(failed, outcome.passed))
      expect(outcome.failed.map(({ title }) => title)).to.have.members(Object.keys(fails))
      expect(outcome.passed).to.be.greaterThan(50)
      if (mapsPlaces) {
        const program = project.file(`${i}/${programName(environment)}`)
        expect(asOfTsx(outcome.places['an error']!)).to.equal(asOfTsx(`RangeError: no 1 at ${placesOf(program, text)}`))
      }
    })
  }
})

function tellFailures(failed: Outcome['failed'], passed: number): string {
  const lines = failed.map(({ title, expected, got }) => `  ${title}: expected ${cut(expected)}, got ${cut(got)}`)
  return `${failed.length} of ${failed.length + passed} comparisons failed\n${lines.join('\n')}`
}

function cut(text: string): string {
  return text.length > 240 ? `${text.slice(0, 239)}…` : text
}

/** In folders whose names are not all ASCII, tsx tells `.ts` of all its files. */
function asOfTsx(places: string): string {
  return /[^\0-\x7f]/.test(places) ? places.replaceAll(/\.[cm]ts:/g, '.ts:') : places
}

/** Where the case 'an error' comes from. */
function placesOf(program: string, text: string): string {
  return ['new RangeError', 'fail(n)'].map((code) => `${program}:${placeOf(text, code)}`).join(' < ')
}

function placeOf(text: string, code: string): string {
  const before = text.slice(0, text.indexOf(code)).split('\n')
  return `${before.length}:${before.at(-1)!.length + 1}`
}
