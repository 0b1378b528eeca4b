import { expect } from 'chai'
import { delayed, Parallel, taskOf } from 'allcores'
import { reject } from '../fixtures/errors-tasks.js'
import { doubles, outer } from '../fixtures/errors-nested-tasks.js'
import { EVERY_BACKEND } from '../helpers/every-backend.js'
import { runProgram } from '../helpers/program.js'
import { rejectionOf } from '../helpers/rejection.js'

/** What calls inside of tasks use, for each backend of the outermost call. */
const INSIDE = { sequential: 'async', async: 'sequential', threads: 'threads', processes: 'threads' } as const

for (const backend of EVERY_BACKEND) {
  const inside = INSIDE[backend]

  describe(`a call inside a call, ${inside} in ${backend}`, () => {
    const parallel = Parallel({ backend, nJobs: 2 })

    it('[C8] an error two calls further in keeps its class, and its stack names all functions on the way', async () => {
      const error = await rejectionOf(RangeError, parallel([delayed(outer)(inside, 'deep down')]))
      expect(error.message).to.equal('deep down')
      expect(error.stack).to.match(/^RangeError: deep down\n +at reject \(.*errors-tasks\.[jt]s:\d+:\d+\)/)
      if (backend === 'threads' || backend === 'processes') {
        expect(error.stack!.match(/in task \d+: \w+/g)).to.deep.equal(['in task 1: reject', 'in task 0: inner', 'in task 0: outer'])
      }
    })

    it('[C8] an error two calls further in knows the innermost task, the one that threw', async () => {
      const error = await rejectionOf(RangeError, parallel([delayed(outer)(inside, 'deep down')]))
      const innermost = { index: 1, fn: 'reject', args: "'deep down'" }
      expect(error).to.have.property('task').that.deep.equals(innermost)
      expect(taskOf(error)).to.deep.equal(innermost)
    })

    it('[C9] a failing task beside a task with a call of its own is raised, and nothing hangs', async () => {
      const error = await rejectionOf(RangeError, parallel([delayed(doubles)(inside, [1, 2, 3]), delayed(reject)('beside')]))
      expect(error.message).to.equal('beside')
      expect(await parallel([delayed(doubles)(inside, [4, 5])])).to.deep.equal([[8, 10]])
    })

    it('[C18] an error that nobody catches ends the program with exit code 1 and says nothing but itself', async () => {
      const { exitCode, stdout, stderr } = await runProgram('errors-nested-failure', { args: [backend, inside] })
      expect(exitCode).to.equal(1)
      expect(stdout).to.equal('')
      expect(stderr.match(/RangeError: three calls deep/g)).to.have.lengthOf(1)
      expect(stderr).not.to.match(/warning|EPIPE|unhandled|terminated/i)
    })
  })
}
