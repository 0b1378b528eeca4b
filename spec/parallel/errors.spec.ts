import { expect } from 'chai'
import { delayed, Parallel, type ParallelError, taskOf } from 'allcores'
import { failDeep, reject } from '../fixtures/errors-tasks.js'
import { THROWERS } from '../fixtures/errors-throwers.js'
import { collect } from '../helpers/collect.js'
import { EVERY_BACKEND, IN_PROCESS, IN_WORKERS, NOUN } from '../helpers/every-backend.js'
import { portrait } from '../helpers/portrait.js'
import { rejection, rejectionOf } from '../helpers/rejection.js'

async function thrownHere(thrower: () => unknown): Promise<unknown> {
  return rejection((async () => thrower())())
}

for (const backend of EVERY_BACKEND) {
  describe(`errors of tasks on ${backend}`, () => {
    const parallel = Parallel({ backend, nJobs: 2 })

    for (const [what, thrower] of Object.entries(THROWERS)) {
      it(`[C1] the caller catches what a task threw: ${what}`, async () => {
        const here = portrait(await thrownHere(thrower))
        expect(portrait(await rejection(parallel([delayed(thrower)()])))).to.deep.equal(here)
      })
    }

    it('what an async function or any thenable rejects with is caught as what a plain function throws', async () => {
      const late = async (message: string) => {
        await null
        throw new TypeError(message)
      }
      const thenable = (message: string) => ({ then: (_: unknown, no: (reason: unknown) => void) => no(new TypeError(message)) })
      for (const task of [delayed(late)('late'), delayed(thenable)('late')]) {
        const error = await rejectionOf(TypeError, parallel([task]))
        expect(error.message).to.equal('late')
      }
    })

    it('an error that is its own cause is caught as that', async () => {
      const selfish = () => {
        const error = new Error('selfish')
        throw Object.assign(error, { cause: error })
      }
      const error = await rejectionOf(Error, parallel([delayed(selfish)()]))
      expect(error.message).to.equal('selfish')
      expect(error.cause).to.equal(error)
    })

    it('the error tells which task it came from, in a property that is neither listed nor compared', async () => {
      const tasks = Array.from({ length: 5 }, (_, i) => (i === 3 ? delayed(reject)('the fourth') : delayed(Math.abs)(i)))
      const error = await rejectionOf(RangeError, parallel(tasks))
      const task = { index: 3, fn: 'reject', args: "'the fourth'" }
      expect(error).to.have.property('task').that.deep.equals(task)
      expect(Object.keys(error)).to.deep.equal([])
      expect(taskOf(error)).to.deep.equal(task)
    })

    it('an error with a property "task" keeps it, and taskOf() tells the task', async () => {
      const busy = (task: string) => {
        throw Object.assign(new Error('busy'), { task })
      }
      const error = await rejectionOf(Error, parallel([delayed(busy)('mine')]))
      expect(error).to.have.property('task', 'mine')
      expect(taskOf(error)).to.deep.equal({ index: 0, fn: 'busy', args: "'mine'" })
    })

    it('taskOf() tells the task of an error that nothing can be added to', async () => {
      const frozen = () => {
        throw Object.freeze(new Error('frozen'))
      }
      expect(taskOf(await rejection(parallel([delayed(frozen)()])))).to.deep.equal({ index: 0, fn: 'frozen', args: '' })
    })

    it('a task that throws no object has none that could tell', async () => {
      const thrower = () => {
        throw 'text'
      }
      expect(taskOf(await rejection(parallel([delayed(thrower)()])))).to.equal(undefined)
    })

    it('[C3] the stack begins with the lines that threw, by file and function', async () => {
      const { stack } = await rejectionOf(RangeError, parallel([delayed(failDeep)('deep')]))
      const [headline, first, second, third] = stack!.split('\n')
      expect(headline).to.equal('RangeError: deep')
      expect(first).to.match(/at reject \(.*errors-tasks\.[jt]s:\d+:\d+\)$/)
      expect(second).to.match(/at between \(.*errors-tasks\.[jt]s:\d+:\d+\)$/)
      expect(third).to.match(/at failDeep \(.*errors-tasks\.[jt]s:\d+:\d+\)$/)
    })

    it('with onError "return" every error stands in its place, and says which task it was', async () => {
      const returning = Parallel({ backend, nJobs: 2, onError: 'return' })
      const throwers = Object.values(THROWERS)
      const results = await returning(throwers.flatMap((thrower, i) => [delayed(thrower)(), delayed(Math.abs)(-i)]))
      for (const [i, thrower] of throwers.entries()) {
        const [failed, done] = results.slice(2 * i, 2 * i + 2)
        expect(done).to.deep.equal({ status: 'fulfilled', value: i })
        expect(failed).to.have.property('status', 'rejected')
        expect(portrait((failed as PromiseRejectedResult).reason)).to.deep.equal(portrait(await thrownHere(thrower)))
        expect(failed).to.have.property('task').that.deep.equals({ index: 2 * i, fn: thrower.name, args: '' })
      }
    })

    for (const returnAs of ['generator', 'generatorUnordered'] as const) {
      it(`with returnAs "${returnAs}" the error comes from the generator, which ends with it`, async () => {
        const results = Parallel({ backend, nJobs: 2, returnAs })([delayed(reject)('no')])
        const error = await rejectionOf(RangeError, results.next())
        expect(error.message).to.equal('no')
        expect(await results.next()).to.deep.equal({ done: true, value: undefined })
      })
    }

    it('an ordered generator yields all that comes before the error', async () => {
      const results = Parallel({ backend, nJobs: 2, batchSize: 3, returnAs: 'generator' })(
        Array.from({ length: 10 }, (_, i) => (i === 7 ? delayed(reject)('the eighth') : delayed(Math.abs)(i))),
      )
      const seen: unknown[] = []
      const reading = (async () => {
        for await (const result of results) seen.push(result)
      })()
      const error = await rejectionOf(RangeError, reading)
      expect(seen).to.deep.equal([0, 1, 2, 3, 4, 5, 6])
      expect(taskOf(error)?.index).to.equal(7)
    })

    for (const returnAs of ['list', 'generator', 'generatorUnordered'] as const) {
      it(`[C7] a failure at index 7 of 30 is not lost with 16 tasks read ahead and returnAs "${returnAs}"`, async () => {
        const tasks = Array.from({ length: 30 }, (_, i) => (i === 7 ? delayed(reject)('the eighth') : delayed(Math.abs)(i)))
        const options = { backend, nJobs: 2, preDispatch: 16 } as const
        const call = returnAs === 'list' ? Parallel(options)(tasks) : collect(Parallel({ ...options, returnAs })(tasks))
        expect(taskOf(await rejectionOf(RangeError, call))?.index).to.equal(7)
      })
    }

    for (const batchSize of [1, 3, 'auto'] as const) {
      for (const failsAt of [0, 5, 19]) {
        it(`[C17] the very error of the input reaches the caller: item ${failsAt} of 20, batch size ${batchSize}`, async () => {
          const broken = new Error('the input is broken')
          function* input() {
            for (let i = 0; i < 20; i++) {
              if (i === failsAt) throw broken
              yield delayed(Math.abs)(i)
            }
          }
          const sized = Parallel({ backend, nJobs: 2, batchSize })
          expect(await rejection(sized(input()))).to.equal(broken)
          expect(taskOf(broken)).to.equal(undefined)
          expect(await sized([delayed(Math.abs)(-4)])).to.deep.equal([4])
        })
      }
    }
  })
}

for (const backend of IN_PROCESS) {
  it(`errors of tasks on ${backend} are the thrown object itself, not a copy`, async () => {
    const error = new Error('me')
    const thrower = () => {
      throw error
    }
    expect(await rejection(Parallel({ backend, nJobs: 2 })([delayed(thrower)()]))).to.equal(error)
  })
}

for (const backend of IN_WORKERS) {
  describe(`errors that come from a ${NOUN[backend]}`, () => {
    const parallel = Parallel({ backend, nJobs: 2 })

    it('end their stack with the task and where it ran', async () => {
      const { stack } = await rejectionOf(RangeError, parallel([delayed(Math.abs)(1), delayed(reject)('no')]))
      expect(stack!.split('\n').at(-1)).to.equal(`    in task 1: reject('no') (${NOUN[backend]})`)
    })

    it('keep a text in place of what a property holds that can\'t be cloned', async () => {
      const thrower = () => {
        throw Object.assign(new TypeError('no'), { status: 7, retry: () => 1, socket: new WeakMap() })
      }
      const error = await rejectionOf(TypeError, parallel([delayed(thrower)()]))
      expect({ ...error }).to.deep.equal({
        status: 7,
        retry: '[not cloneable: a function (retry)]',
        socket: '[not cloneable: a WeakMap]',
      })
    })

    it('are a NotCloneableError where what was thrown is no error and can\'t be cloned', async () => {
      const thrower = () => {
        throw { list: [1, () => 2] }
      }
      const error = (await rejection(parallel([delayed(thrower)()]))) as ParallelError
      expect(error).to.include({ name: 'NotCloneableError', code: 'ERR_NOT_CLONEABLE', direction: 'error', path: 'error.list[1]' })
      expect(taskOf(error)?.index).to.equal(0)
    })
  })
}
