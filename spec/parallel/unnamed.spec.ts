import { expect } from 'chai'
import {
  delayed, NotCloneableError, Parallel, parallelAsync, parallelAsyncGen, taskOf, TimeoutError, WorkerDiedError,
} from 'allcores'
import { collect } from '../helpers/collect.js'
import { EVERY_BACKEND, IN_WORKERS } from '../helpers/every-backend.js'
import { rejection, rejectionOf } from '../helpers/rejection.js'

/** Where this is called: `…/unnamed.spec.ts:12`. */
function lineHere(): string {
  return /(\/.*unnamed\.spec\.[jt]s:\d+):\d+\)?$/.exec(new Error().stack!.split('\n')[2]!)![1]!
}

/** Without what stands right of it. */
const placeIn = (error: Error) => / \((\/.+:\d+):\d+\) /.exec(error.message)?.[1]

for (const backend of EVERY_BACKEND) {
  const options = { backend, nJobs: 2, timeout: 10 } as const

  it(`a function without a name that times out on ${backend} is told by its place`, async () => {
    const [line, fn] = [lineHere(), delayed((_: number) => new Promise(() => {}))]
    const error = await rejectionOf(TimeoutError, Parallel(options)([fn(7)]))
    expect(error.message).to.match(/^task 0: <anonymous>\(7\) \(\/.+\) took longer than its timeout of 10 ms /)
    expect(placeIn(error)).to.equal(line)
    expect(taskOf(error)).to.deep.equal({ index: 0, fn: '<anonymous>', args: '7' })
  })

  it(`a function with a name that times out on ${backend} is told by its name`, async () => {
    const waits = () => new Promise(() => {})
    const error = await rejectionOf(TimeoutError, Parallel(options)([delayed(waits)()]))
    expect(error.message).to.match(/^task 0: waits\(\) took longer /)
  })
}

for (const backend of IN_WORKERS) {
  describe(`a function without a name on ${backend} is told by its place`, () => {
    const parallel = Parallel({ backend, nJobs: 2 })

    it('where its worker ends', async () => {
      const [line, fn] = [lineHere(), delayed(() => process.exit(3))]
      const error = await rejectionOf(WorkerDiedError, parallel([fn()]))
      expect(error.message).to.match(/^task 0: <anonymous>\(\) \(\/.+\) was running when /)
      expect(placeIn(error)).to.equal(line)
    })

    it("where its result can't be sent back, or its arguments can't be sent", async () => {
      const [line, fn] = [lineHere(), delayed((_: unknown) => () => 1)]
      const result = await rejectionOf(NotCloneableError, parallel([fn(1)]))
      expect([result.direction, placeIn(result)]).to.deep.equal(['result', line])
      const argument = await rejectionOf(NotCloneableError, parallel([fn(Promise.resolve())]))
      expect([argument.direction, placeIn(argument)]).to.deep.equal(['argument', line])
    })

    it('where it is given with options', async () => {
      const [line, exits] = [lineHere(), [() => process.exit(3)][0]!]
      for (const fn of [delayed(exits, { capture: {} }), delayed(exits, { by: 'value' })]) {
        expect(placeIn(await rejectionOf(WorkerDiedError, parallel([fn()])))).to.equal(line)
      }
    })
  })
}

it("a function without a name is told by its own place, not that of the library's that calls it", async () => {
  const [line, waits] = [lineHere(), [(_first: number, _item: number) => new Promise(() => {})][0]!]
  const options = { args: [1], timeout: 10 } as const
  expect(placeIn((await rejection(parallelAsync(waits, [2], options))) as Error)).to.equal(line)
  expect(placeIn((await rejection(collect(parallelAsyncGen(waits, [2], options)))) as Error)).to.equal(line)
})
