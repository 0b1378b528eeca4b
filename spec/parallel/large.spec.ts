import { freemem } from 'node:os'
import { expect } from 'chai'
import { IN_WORKERS } from '../helpers/every-backend.js'
import { runProgram } from '../helpers/program.js'

/** What such a program takes at most, and some more. */
const ROOM = 8e9

describe('2.2 GB', function () {
  this.timeout(60_000)
  for (const backend of IN_WORKERS) {
    for (const [what, way] of [['argument', 'there'], ['result', 'back']] as const) {
      it(`[D13] as one ${what} work, or fail by an error that names the size, on ${backend}; the next call works`, async function () {
        if (freemem() < ROOM) this.skip()
        const { stdout, stderr, exitCode } = await runProgram('limits-large', { args: [backend, way] })
        expect({ stderr, exitCode }).to.deep.equal({ stderr: '', exitCode: 0 })
        expect(stdout).to.match(/^(works: 2200000000|fails: ERR_NOT_CLONEABLE .*(bytes|GB|GiB|large).*)\nthen: 2\n$/)
      })
    }
  }
})
