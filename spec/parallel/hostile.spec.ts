import { expect } from 'chai'
import { IN_WORKERS } from '../helpers/every-backend.js'
import { runProgram } from '../helpers/program.js'

/** Any will do; the same ones make the same tasks again. */
const SEEDS = { auto: 20261121, 16: 4712 } as const

for (const backend of IN_WORKERS) {
  for (const [batchSize, seed] of Object.entries(SEEDS)) {
    it(`two hundred random tasks on ${backend} in batches of ${batchSize}, a third of them hostile, end as each should`, async () => {
      const { stdout, stderr, exitCode } = await runProgram('errors-hostile', { args: [backend, batchSize, String(seed)] })
      expect(exitCode, stderr).to.equal(0)
      const { killers, rejected, ...told } = JSON.parse(stdout)
      expect(told).to.deep.equal({ results: 200, wrong: [], stray: [], startsTooMany: 0, kindsLeftOut: 0 })
      expect(killers).to.be.within(5, 20)
      expect(rejected).to.be.within(40, 80)
    })
  }
}
