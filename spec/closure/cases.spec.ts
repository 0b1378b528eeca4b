import type { TaskResult } from 'allcores'
import { expect } from 'chai'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { asCommonJs } from './as-commonjs.js'
import type { Case, Way } from './case.js'
import { observe, type Observation } from './observe.js'
import { ship, WAYS } from './ways.js'

const folder = fileURLToPath(new URL('./cases/', import.meta.url))
// in a folder of its own: others may run the specs at the same time
const copies = mkdtempSync(fileURLToPath(new URL('../../cases-as-commonjs-', import.meta.url)))
process.once('exit', () => rmSync(copies, { recursive: true, force: true, maxRetries: 10 }))
const commonJs = asCommonJs(folder, copies)
const files = readdirSync(folder).filter((file) => /\.c?js$/.test(file))
const esm = new Map<string, readonly Case[]>()
for (const file of files) esm.set(file, (await load(file)).cases)

async function load(file: string): Promise<{ cases: readonly Case[] }> {
  return file.endsWith('.cjs') ? createRequire(import.meta.url)(`./cases/${file}`) : import(`./cases/${file}`)
}

describe('closures', () => {
  for (const [file, cases] of esm) suite(file, cases, WAYS)
  for (const [file, cases] of esm) {
    const kept = cases.filter(({ onlyEsm }) => !onlyEsm)
    if (file.endsWith('.js') && kept.length > 0)
      suite(`${file} as CommonJS`, commonJsCases(file), ['threads', 'processes'])
  }

  it('there are many cases, each with a title of its own', () => {
    const titles = [...esm].flatMap(([file, cases]) => cases.map(({ title }) => `${file}: ${title}`))
    expect(titles.length).to.be.greaterThan(220)
    expect(new Set(titles).size).to.equal(titles.length)
  })
})

function commonJsCases(file: string): readonly Case[] {
  return (commonJs(`./${file}`) as { cases: readonly Case[] }).cases.filter(({ onlyEsm }) => !onlyEsm)
}

function suite(name: string, cases: readonly Case[], ways: readonly Way[]): void {
  describe(name, () => {
    const shipped = new Map<Way, readonly TaskResult<Observation>[]>()
    const here: Observation[] = []

    before(async function () {
      this.timeout(240_000)
      for (const way of ways)
        shipped.set(way, await ship(cases, way).catch((reason) => cases.map(() => failed(reason))))
      // last, for a run may change what the function captures
      for (const { run, args = [] } of cases) here.push(await observe(run, args))
    })

    cases.forEach(({ title, throws = false }, i) => {
      it(`${title}: ${throws ? 'throws' : 'gives a value'} here`, () => {
        expect(here[i]!.threw, here[i]!.portrait).to.equal(throws)
      })
      for (const way of ways) {
        it(`${title}: ${way}`, () => {
          const result = shipped.get(way)![i]!
          if (result.status === 'rejected') throw result.reason
          expect(result.value).to.deep.equal(here[i])
        })
      }
    })
  })
}

function failed(reason: unknown): TaskResult<Observation> {
  return { status: 'rejected', reason, task: { index: 0, fn: '', args: [] } as never }
}
