import { createContext, runInContext } from 'node:vm'
import { getEventListeners } from 'node:events'
import { Socket } from 'node:net'
import { inspect } from 'node:util'
import { expect } from 'chai'
import {
  anyActionFailed, args, ClosureError, delayed, inbatchParallel, OptionError, Parallel, ParallelActionError, partial, taskOf, TimeoutError, WorkerDiedError,
} from 'allcores'
import { loose } from '../helpers/calls-of.js'
import { withMoreTime } from '../helpers/more-time.js'
import { rejection, rejectionOf } from '../helpers/rejection.js'
import { useWarnings } from '../helpers/warnings.js'

const results = (results: unknown[]) => results
const foreign = (code: string) => runInContext(code, createContext()) as unknown
const never = () => new Promise<never>(() => {})

describe('anyActionFailed', () => {
  it('is true when there is an error, of whatever class and realm', () => {
    expect(anyActionFailed([1, new RangeError('no')])).to.equal(true)
    expect(anyActionFailed([foreign('new TypeError("no")')])).to.equal(true)
    expect(anyActionFailed([new DOMException('no')])).to.equal(true)
  })

  it('is false when there is none', () => {
    expect(anyActionFailed([])).to.equal(false)
    expect(anyActionFailed([undefined, null, 0, '', 'Error', { message: 'no' }])).to.equal(false)
  })
})

describe('ParallelActionError', () => {
  const fail = async (items: readonly unknown[]) => {
    const act = function act(x: unknown) { throw new RangeError(`no ${String(x)}`) }
    return await rejectionOf(ParallelActionError, loose({ init: items, target: 'for' }, act)('k', { q: 1 }))
  }

  it('names the items that failed and their arguments; its cause is the first error', async () => {
    const act = function load(x: number) {
      if (x > 5) throw new RangeError(`no ${x}`)
    }
    const error = await rejectionOf(ParallelActionError, loose({ init: [5, 6, 7], target: 'for' }, act)('k'))
    expect(error.message).to.equal(
      "Parallel action failed for 2 of 3 items: item 1: load(6, 'k'); item 2: load(7, 'k'). First error: RangeError: no 6. " +
      "It is the cause, `errors` has all; use post to go on with the others' results",
    )
    expect(error).to.be.instanceOf(AggregateError)
    expect([error.name, error.code, error.action]).to.deep.equal(['ParallelActionError', 'ERR_ACTION_FAILED', 'load'])
    expect(error.errors.map((error: Error) => error.message)).to.deep.equal(['no 6', 'no 7'])
    expect(error.cause).to.equal(error.errors[0])
    expect(error.results).to.deep.equal([undefined, ...error.errors])
    expect(error.items).to.deep.equal([{ index: 1, args: "6, 'k'" }, { index: 2, args: "7, 'k'" }])
  })

  it('names the first few only, and shortens their arguments', async () => {
    const { message } = await fail(Array.from({ length: 10 }, () => 'x'.repeat(1000)))
    expect(message).to.contain('for all 10 items').and.to.contain('; 7 more. First error')
    expect(message.length).to.be.lessThan(900)
  })

  it('reads well of one item, and of an error that ends as a sentence does', async () => {
    const act = (items: number[], text: string) => loose({ init: items, target: 'for' }, function act(x: number) {
      if (x > 1) throw new RangeError(text)
    })()
    const messages = [[2], [1, 2], [2, 3]].map(async (items) => (await rejectionOf(ParallelActionError, act(items, 'no.'))).message)
    expect(await Promise.all(messages)).to.deep.equal([
      'Parallel action failed for its only item: item 0: act(2). RangeError: no. It is the cause',
      "Parallel action failed for 1 of 2 items: item 1: act(2). RangeError: no. It is the cause; use post to go on with the others' results",
      'Parallel action failed for all 2 items: item 0: act(2); item 1: act(3). First error: RangeError: no. It is the cause, `errors` has all',
    ])
  })

  it('prints the first few of many errors', async () => {
    const text = inspect(await fail(Array.from({ length: 1000 }, (_, i) => i)))
    expect(text.split('\n').length).to.be.lessThan(100)
    expect(text).to.match(/^ParallelActionError: Parallel action failed for all 1000 items/).and.to.include('... 997 more items')
    expect(inspect(await fail([1, 2]))).to.include('[errors]: [').and.not.to.include('more items')
  })

  it('comes after all items have run', async () => {
    const seen: number[] = []
    const act = (x: number) => {
      seen.push(x)
      throw new Error('no')
    }
    await rejectionOf(ParallelActionError, loose({ init: [0, 1, 2], target: 'for' }, act)())
    expect(seen).to.deep.equal([0, 1, 2])
  })

  it('an error that is returned counts as well', async () => {
    const error = await rejectionOf(ParallelActionError, loose({ init: [0], target: 'for' }, function act() { return new RangeError('no') })())
    expect(error.message).to.contain('item 0: act(…). RangeError: no.')
  })

  it('is what it is also when it comes from a worker', async () => {
    const nested = async (x: number) => {
      const { inbatchParallel } = await import('allcores')
      await inbatchParallel({ init: [1, 2], target: 'for' }, function act(y: number) {
        if (y === x) throw new RangeError('no')
      })()
    }
    for (const backend of ['threads', 'processes']) {
      const error = await rejectionOf(ParallelActionError, Parallel({ backend, nJobs: 2 })([delayed(nested)(2)]))
      expect(error).to.be.instanceOf(AggregateError).with.property('cause', error.errors[0])
      expect([error.code, error.items]).to.deep.equal(['ERR_ACTION_FAILED', [{ index: 1, args: '2' }]])
      expect(error.cause).to.be.instanceOf(RangeError)
    }
  })

  it('tells who called the action', async () => {
    const caller = async () => await loose({ init: [1], target: 'for' }, () => { throw new Error('no') })()
    expect((await rejectionOf(ParallelActionError, caller())).stack).to.match(/at async caller/)
  })

  it("an item's error is the very one, and knows its item", async () => {
    const no = new RangeError('no')
    const [error] = (await loose({ init: [7], target: 'for', post: results }, function act() { throw no })()) as Error[]
    expect(error).to.equal(no)
    expect(taskOf(error)).to.deep.include({ index: 0, args: '7' })
  })
})

describe('inbatchParallel: what goes wrong', () => {
  const warnings = useWarnings()

  for (const thrown of ['text', 0, undefined, null, { code: 1 }]) {
    for (const target of ['for', 'async', 'threads'] as const) {
      it(`a thrown ${JSON.stringify(thrown)} is an Error with that as its cause, on '${target}'`, async () => {
        const [error] = (await loose({ init: [1], target, post: results }, (_: number, thrown: unknown) => { throw thrown })(args([thrown]))) as Error[]
        expect(error).to.be.instanceOf(Error).with.property('message').that.matches(/^item 0 threw .*, which is no Error: see its cause$/)
        expect(error!.cause).to.deep.equal(thrown)
        expect(anyActionFailed([error])).to.equal(true)
        expect(taskOf(error)).to.have.property('index', 0)
      })
    }
  }

  it('an error of another realm stays what it is', async () => {
    const no = foreign('new TypeError("no")')
    expect(await loose({ init: [1], target: 'for', post: results }, () => { throw no })()).to.deep.equal([no])
  })

  for (const target of ['threads', 'nogil', 'mpc'] as const) {
    it(`what can't be sent to '${target}' rejects the call, and post is not called`, async () => {
      const socket = new Socket()
      const method = (x: number) => [socket.destroyed, x]
      const action = target === 'threads' ? method : () => method
      const error = await rejectionOf(ClosureError, loose({ init: [1, 2], target, post: () => 'post' }, action)())
      expect(error.variable).to.equal('socket')
    })
  }

  it("an item that can't be sent is that item's error", async () => {
    const socket = new Socket()
    const told = (await loose({ init: [1, socket], post: results }, () => 1)()) as unknown[]
    expect(told[0]).to.equal(1)
    expect(told[1]).to.be.instanceOf(Error)
  })

  it("a worker's death is its item's error", async () => {
    const method = () => (x: number) => (x === 1 ? process.exit(3) : x)
    const told = (await loose({ init: [0, 1, 2], target: 'mpc', post: results }, method)()) as unknown[]
    expect([told[0], told[2]]).to.deep.equal([0, 2])
    expect(told[1]).to.be.instanceOf(WorkerDiedError)
  })

  it("an item that takes too long has a TimeoutError in its result's place", async () => {
    const method = async (x: number) => (x === 1 ? await never() : x)
    const told = (await loose({ init: [0, 1, 2], post: results }, method)({ timeout: 20 })) as unknown[]
    expect([told[0], told[2]]).to.deep.equal([0, 2])
    expect(told[1]).to.be.instanceOf(TimeoutError)
    const error = await rejectionOf(ParallelActionError, loose({ init: [0, 1], timeout: 20 }, method)())
    expect(error.cause).to.be.instanceOf(TimeoutError)
  })

  it('a thread that computes too long is ended', async () => {
    const method = (x: number) => {
      while (x === 1);
      return x
    }
    await withMoreTime(async (timeout) => {
      const told = (await loose({ init: [0, 1], post: results }, method)({ timeout })) as unknown[]
      expect(told[0]).to.equal(0)
      expect(told[1]).to.be.instanceOf(TimeoutError)
    })
    expect(warnings).to.deep.equal([])
  })

  it('a signal ends an init that never comes to an end, and keeps it from beginning', async () => {
    const leaving = new AbortController()
    let begun = 0
    const init = () => {
      begun++
      return never()
    }
    const action = loose({ init, signal: leaving.signal, post: results }, (x: number) => x)
    const waiting = rejection(action())
    leaving.abort('enough')
    expect(await waiting).to.equal('enough')
    expect(getEventListeners(leaving.signal, 'abort')).to.deep.equal([])
    expect(await rejection(action())).to.equal('enough')
    expect(begun).to.equal(1)
  })

  it('options that are wrong keep everything from beginning', async () => {
    let begun = 0
    for (const wrong of [{ timeout: 'x' }, { signal: 'x' }, { nWorkers: 0 }]) {
      const action = loose({ init: () => [++begun], post: results }, (x: number) => x)
      expect((await rejectionOf(OptionError, action(wrong))).option).to.equal(Object.keys(wrong)[0])
    }
    expect(begun).to.equal(0)
  })

  for (const target of ['threads', 'nogil', 'mpc', 'async', 'for'] as const) {
    it(`a signal that aborts rejects the call with its reason, on '${target}'`, async () => {
      const controller = new AbortController()
      const method = target === 'nogil' || target === 'mpc' ? () => never : never
      let posts = 0
      const init = function* () {
        yield 0
        queueMicrotask(() => controller.abort('enough'))
        yield 1
      }
      const call = loose({ init, target, nWorkers: 2, post: () => posts++ }, method)({ signal: controller.signal })
      if (target === 'for') controller.abort('enough')
      expect(await rejection(call)).to.equal('enough')
      expect(posts).to.equal(0)
    })
  }

  it('a signal that has aborted: nothing runs', async () => {
    const seen: number[] = []
    const call = loose({ init: [1], target: 'for' }, () => seen.push(1))({ signal: AbortSignal.abort('enough') })
    expect(await rejection(call)).to.equal('enough')
    expect(seen).to.deep.equal([])
  })

  it('what post throws rejects the call', async () => {
    const no = new RangeError('no')
    expect(await rejection(loose({ init: [1], target: 'for', post: () => { throw no } }, () => 1)())).to.equal(no)
  })

  it('what is no method is refused at once', () => {
    expect(() => loose({ init: [1] }, undefined as never)).to.throw(TypeError, 'inbatchParallel() expects a function after the options, got: undefined')
    expect(() => loose(undefined as never, () => 1)).to.throw(OptionError, "options must be an object such as { init: 'indices' }, got: undefined")
    const decorator = inbatchParallel({ init: [1] }) as unknown as (...args: unknown[]) => unknown
    expect(() => decorator({}, 'act', {})).to.throw(TypeError, "leave TypeScript's experimentalDecorators off")
  })

  it('args() and partial() refuse what is no list, no function, or names nothing', () => {
    expect(() => args(1 as never)).to.throw(TypeError, 'args() expects an array of arguments, got: 1')
    expect(() => args([], [] as never)).to.throw(TypeError, 'args() expects named arguments as a plain object such as { quality: 80 }, got: []')
    expect(() => partial(1 as never)).to.throw(TypeError, 'partial() expects a function first, got: 1')
    expect(() => partial(() => 1, 1 as never)).to.throw(TypeError, 'partial() expects an array of arguments, got: 1')
    expect(() => partial(() => 1, [], 1 as never)).to.throw(TypeError, 'partial() expects named arguments')
  })
})
