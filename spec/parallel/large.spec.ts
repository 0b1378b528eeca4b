import { expect } from 'chai'
import { runProgram } from '../helpers/program.js'

/** What such a program takes at most, and some more. */
const ROOM = 8e9

describe('2.2 GB', function () {
  this.timeout(240_000)
  // on processes only: threads clone them in memory, whatever the size
  it('[D13] as one argument, and as one result, work or fail by an error that names the size; the next call works', async function () {
    // a machine with less memory would swap, or end the program
    if (process.availableMemory() < ROOM) this.skip()
    const { stdout, stderr, exitCode } = await runProgram('limits-large')
    expect({ stderr, exitCode }).to.deep.equal({ stderr: '', exitCode: 0 })
    expect(stdout).to.match(/^((works: 2200000000|fails: ERR_(NOT_CLONEABLE|ARRAY_NO_SPACE) .*(bytes|GB|GiB|large).*)\nthen: 2\n){2}$/)
  })
})
