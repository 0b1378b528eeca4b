import { expect } from 'chai'
import { type InbatchOptions, ParallelActionError, partial } from 'allcores'
import { loose } from '../helpers/calls-of.js'
import { rejection, rejectionOf } from '../helpers/rejection.js'

const results = (results: unknown[]) => results
const RETURNING = ['nogil', 'mpc'] as const
const EVERY_TARGET = ['threads', 'nogil', 'mpc', 'async', 'for'] as const

for (const declared of RETURNING) {
  describe(`inbatchParallel: a method for '${declared}'`, () => {
    const options = (more: Partial<InbatchOptions> = {}): InbatchOptions => ({ init: [1, 2], target: declared, post: results, ...more })

    it('[F62] is called once, before init, here, on the batch, with the arguments of the call only', async () => {
      const log: unknown[] = []
      const batch = {}
      const init = () => (log.push('init'), [1, 2])
      const method = function (this: unknown, ...given: unknown[]) {
        log.push(this === batch, given)
        return (...given: unknown[]) => given
      }
      const called = await loose(options({ init, extra: 1 }), method).call(batch, 10, { q: 3, nWorkers: 1 })
      expect(log).to.deep.equal([true, [10, { q: 3 }], 'init'])
      expect(called).to.deep.equal([[1, 10, { q: 3 }], [2, 10, { q: 3 }]])
    })

    for (const target of EVERY_TARGET) {
      it(`[F62] keeps that when the call says '${target}'; the function has no this`, async () => {
        let calls = 0
        const method = function () {
          calls++
          return function (this: unknown, ...given: unknown[]) { return [this === undefined, ...given] }
        }
        const called = await loose(options(), method).call({}, 'a', { b: 1, target })
        expect(called).to.deep.equal([[true, 1, 'a', { b: 1 }], [true, 2, 'a', { b: 1 }]])
        expect(calls).to.equal(1)
      })

      it(`[F63] may return partial() when the call says '${target}'`, async () => {
        const fn = (...given: unknown[]) => given
        const method = () => partial(fn, ['first'], { a3: 10, b: 0, x: 0 })
        const init = [{ x: 5 }]
        expect(await loose(options({ init }), method)('a', { b: 1, target })).to.deep.equal([['first', 'a', { a3: 10, b: 1, x: 5 }]])
        expect(await loose(options(), () => partial(fn))({ target })).to.deep.equal([[1], [2]])
      })
    }

    it('may return an async function, and be async', async () => {
      expect(await loose(options(), () => async (x: number) => x * 2)()).to.deep.equal([2, 4])
      expect(await loose(options(), async () => (x: number) => x * 2)()).to.deep.equal([2, 4])
    })

    for (const [what, value] of [['nothing', undefined], ['a number', 3], ['an object', {}]] as const) {
      it(`[F64] that returns ${what} rejects the call, and init is not called`, async () => {
        let inits = 0
        const error = await rejectionOf(TypeError, loose(options({ init: () => [inits++] }), function heavy() { return value })())
        expect(error.message).to.match(/^heavy\(\) is a method for target 'nogil' or 'mpc', which has to return a function or partial/)
        expect(inits).to.equal(0)
      })
    }

    it('[F65] that throws rejects the call with that', async () => {
      const enough = new RangeError('enough')
      expect(await rejection(loose(options(), () => { throw enough })())).to.equal(enough)
    })

    it('items that fail are treated as ever', async () => {
      const method = () => (x: number) => {
        if (x === 2) throw new RangeError('no')
        return x
      }
      const error = await rejectionOf(ParallelActionError, loose(options({ post: undefined }), method)())
      expect(error.cause).to.be.instanceOf(RangeError)
    })

    it('a method declared otherwise has no such target', async () => {
      const error = await rejectionOf(TypeError, loose({ init: [1] }, function act() { return 1 })({ target: declared }))
      expect(error.message).to.equal(
        `target '${declared}' runs the function that a method returns, and act() is a method for target 'threads'. ` +
        `Give the decorator target: '${declared}', and return the function from the method`,
      )
    })
  })
}

describe('inbatchParallel: arrays of functions that methods return', () => {
  const fill = () => (i: number, data: Float64Array) => {
    data[i] = i + 1
    return data[i]
  }
  const filled = async (target: 'nogil' | 'mpc', length: number) => {
    const data = new Float64Array(length)
    const written = await loose({ init: [0, 1], target, post: results }, fill)(data)
    return { written, data: [...data.subarray(0, 2)] }
  }

  it('[F66] with nogil the caller sees what items write', async () => {
    expect(await filled('nogil', 2)).to.deep.equal({ written: [1, 2], data: [1, 2] })
  })

  it('[F66] with mpc items may write, and nobody sees it, large arrays included', async () => {
    expect(await filled('mpc', 2)).to.deep.equal({ written: [1, 2], data: [0, 0] })
    expect(await filled('mpc', 200_000)).to.deep.equal({ written: [1, 2], data: [0, 0] })
  })
})
