import { expect } from 'chai'
import { runProgram } from '../helpers/program.js'
import { useScratch } from '../helpers/scratch.js'

describe('the memory that a worker takes', () => {
  const scratch = useScratch()

  for (const [how, variable] of [['mapped', '1'], ['read in', '0']]) {
    it(`is without what it was lent, ${how}; with what it has itself`, async () => {
      const { stdout, stderr } = await runProgram('arrays-memory', { args: [scratch.file('.'), variable!] })
      expect(stdout, stderr).to.equal('lent false, own true\n')
    })
  }
})
