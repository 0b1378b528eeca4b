import { getEventListeners } from 'node:events'
import { expect } from 'chai'
import { delayed, type OnError, Parallel } from 'allcores'
import { double, gate, reject, spin, waitForEver } from '../fixtures/errors-tasks.js'
import { allGone } from '../helpers/alive.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { collect } from '../helpers/collect.js'
import { EVERY_BACKEND, IN_PROCESS, IN_WORKERS } from '../helpers/every-backend.js'
import { rejection, rejectionOf } from '../helpers/rejection.js'
import { useScratch } from '../helpers/scratch.js'
import { until } from '../helpers/until.js'

const REASONS: Readonly<Record<string, unknown>> = {
  'an error': new RangeError('enough'),
  'a text': 'stop',
  '0': 0,
  'null': null,
  'an object': { why: 'enough' },
  'a symbol': Symbol('enough'),
}

for (const backend of EVERY_BACKEND) {
  describe(`abort on ${backend}`, () => {
    const scratch = useScratch()

    /** A call whose tasks will never end, with `running` of them started. */
    async function underWay(onError: OnError = 'raise') {
      const controller = new AbortController()
      const parallel = Parallel({ backend, nJobs: 2, batchSize: 1, signal: controller.signal, onError })
      const ended = rejection(parallel(Array.from({ length: 10 }, () => delayed(waitForEver)(scratch.file('started')))))
      const running = backend === 'sequential' ? 1 : 2
      await until(() => scratch.lines('started').length === running, 'tasks have started')
      return { controller, parallel, ended, running }
    }

    for (const [what, reason] of Object.entries(REASONS)) {
      it(`the call rejects with the signal's reason: ${what}`, async () => {
        const controller = new AbortController()
        async function* input() {
          yield delayed(double)(1)
          controller.abort(reason)
          await new Promise(() => {}) // stuck: nothing to wait for
        }
        expect(await rejection(Parallel({ backend, nJobs: 2, signal: controller.signal })(input()))).to.equal(reason)
      })
    }

    it('the call rejects while its tasks run', async () => {
      const { controller, ended } = await underWay()
      const reason = new RangeError('enough')
      controller.abort(reason)
      expect(await ended).to.equal(reason)
    })

    it('the call rejects with the AbortError of a signal that was given no reason', async () => {
      const { controller, ended } = await underWay()
      controller.abort()
      expect(await ended).to.equal(controller.signal.reason).and.to.be.instanceOf(DOMException)
    })

    it('a signal that times out ends the call with its TimeoutError', async () => {
      const tasks = [delayed(waitForEver)(scratch.file('started'))]
      const error = await rejectionOf(DOMException, Parallel({ backend, nJobs: 2, signal: AbortSignal.timeout(20) })(tasks))
      expect(error.name).to.equal('TimeoutError')
    })

    it('a failure that is to be returned is not: the call rejects all the same', async () => {
      const { controller, ended } = await underWay('return')
      controller.abort('stop')
      expect(await ended).to.equal('stop')
    })

    it('tasks that had not started never do', async () => {
      const { controller, parallel, ended, running } = await underWay()
      controller.abort('stop')
      await ended
      if (backend !== 'async') await parallel.close() // which there waits for tasks that never end
      expect(scratch.lines('started')).to.have.lengthOf(running)
    })

    for (const returnAs of ['list', 'generator', 'generatorUnordered'] as const) {
      it(`nothing is read from the input when the signal has aborted before, with returnAs "${returnAs}"`, async () => {
        let read = 0
        function* input() {
          for (;;) yield delayed(double)(read++)
        }
        const signal = AbortSignal.abort('before')
        const call = returnAs === 'list'
          ? Parallel({ backend, nJobs: 2, signal })(input())
          : collect(Parallel({ backend, nJobs: 2, signal, returnAs })(input()))
        expect(await rejection(call)).to.equal('before')
        expect(read).to.equal(0)
      })
    }

    it('the input may abort: it is ended, and so is the call', async () => {
      const controller = new AbortController()
      const events: string[] = []
      function* input() {
        try {
          for (let i = 0; ; i++) {
            if (i === 5) controller.abort('from within')
            yield delayed(double)(i)
          }
        } finally {
          events.push('input ended')
        }
      }
      const call = Parallel({ backend, nJobs: 2, signal: controller.signal })(input())
      expect(await rejection(call)).to.equal('from within')
      expect(events).to.deep.equal(['input ended'])
    })

    for (const returnAs of ['generator', 'generatorUnordered'] as const) {
      it(`in the middle of a stream with returnAs "${returnAs}" is its end, whatever would still come`, async () => {
        const controller = new AbortController()
        let ended = false
        function* input() {
          try {
            for (let i = 0; ; i++) yield delayed(double)(i)
          } finally {
            ended = true
          }
        }
        const results = Parallel({ backend, nJobs: 2, batchSize: 1, signal: controller.signal, returnAs })(input())
        await results.next()
        await results.next()
        controller.abort('enough')
        expect(await rejection(collect(results))).to.equal('enough')
        expect(await results.next()).to.deep.equal({ done: true, value: undefined })
        expect(ended).to.equal(true)
      })
    }

    it('while results are waited for ends the wait', async () => {
      const controller = new AbortController()
      const tasks = [delayed(double)(1), delayed(waitForEver)(scratch.file('started'))]
      const results = Parallel({ backend, nJobs: 2, signal: controller.signal, returnAs: 'generator' })(tasks)
      expect(await results.next()).to.deep.equal({ done: false, value: 2 })
      const next = rejection(results.next())
      await until(() => scratch.has('started'))
      controller.abort('enough')
      expect(await next).to.equal('enough')
    })

    it('one signal ends all calls that have it', async () => {
      const { controller, parallel, ended } = await underWay()
      const another = rejection(parallel([delayed(waitForEver)(scratch.file('started'))]))
      controller.abort('all')
      expect(await Promise.all([ended, another])).to.deep.equal(['all', 'all'])
    })

    it('after the call has ended changes nothing; the next call of the instance rejects', async () => {
      const controller = new AbortController()
      const parallel = Parallel({ backend, nJobs: 2, signal: controller.signal })
      const call = parallel([1, 2, 3].map((n) => delayed(double)(n)))
      expect(await call).to.deep.equal([2, 4, 6])
      controller.abort('late')
      expect(await call).to.deep.equal([2, 4, 6])
      expect(await rejection(parallel([delayed(double)(4)]))).to.equal('late')
    })

    it('leaves no listener on a signal that outlives its calls, however they end', async () => {
      const controller = new AbortController()
      const { signal } = controller
      const listeners = () => getEventListeners(signal, 'abort').length
      const tasks = () => [1, 2, 3].map((n) => delayed(double)(n))
      const parallel = Parallel({ backend, nJobs: 2, signal })
      const streaming = Parallel({ backend, nJobs: 2, signal, returnAs: 'generator' })

      for (let call = 0; call < 100; call++) await parallel(tasks())
      expect(listeners(), 'after a hundred calls').to.equal(0)
      await rejection(parallel([delayed(reject)('no'), ...tasks()]))
      expect(listeners(), 'after a failure').to.equal(0)
      await rejection(parallel((function* () {
        yield delayed(double)(1)
        throw new Error('input')
      })()))
      expect(listeners(), 'after a failure of the input').to.equal(0)
      for await (const _ of streaming(tasks())) break
      expect(listeners(), 'after an early break').to.equal(0)
      await streaming(tasks()).return()
      expect(listeners(), 'after a stream that nobody read').to.equal(0)
      await collect(streaming(tasks()))
      expect(listeners(), 'after a stream').to.equal(0)
      const stopped = rejection(parallel([delayed(waitForEver)(scratch.file('started'))]))
      await until(() => scratch.has('started'))
      controller.abort('stop')
      await stopped
      expect(listeners(), 'after an abort').to.equal(0)
    })
  })
}

for (const backend of IN_PROCESS) {
  it(`abort of a batch on ${backend}: its tasks that had not started never do`, async () => {
    const controller = new AbortController()
    let open = () => {}
    const opened = new Promise<void>((resolve) => (open = resolve))
    const log: string[] = []
    const task = async (name: string) => {
      log.push(`${name} begun`)
      await opened
      log.push(`${name} ended`)
    }
    const batch = ['first', 'second'].map((name) => delayed(task)(name))
    const call = rejection(Parallel({ backend, nJobs: 2, batchSize: 2, signal: controller.signal })(batch))
    await until(() => log.length > 0)
    controller.abort('stop')
    expect(await call).to.equal('stop')
    open()
    await new Promise((resolve) => setImmediate(resolve))
    expect(log).to.deep.equal(['first begun', 'first ended'])
  })
}

for (const backend of IN_WORKERS) {
  describe(`abort of workers on ${backend}`, () => {
    const scratch = useScratch()

    it('ends tasks that never come back, and the workers do other work afterwards', async () => {
      const controller = new AbortController()
      const initializer = coldWorkers()
      const spinning = Parallel({ backend, nJobs: 2, batchSize: 1, signal: controller.signal, initializer })
      const call = rejection(spinning(Array.from({ length: 6 }, () => delayed(spin)(scratch.file('spinning')))))
      await until(() => scratch.lines('spinning').length === 2)
      controller.abort('stop')
      expect(await call).to.equal('stop')
      await using next = Parallel({ backend, nJobs: 2, initializer })
      expect(await next([1, 2, 3, 4].map((n) => delayed(double)(n)))).to.deep.equal([2, 4, 6, 8])
      await spinning.close()
      if (backend === 'processes') await allGone(scratch.lines('spinning').map(Number))
      expect(scratch.lines('spinning')).to.have.lengthOf(2)
    })

    it('while workers start, or before they do', async () => {
      for (const ready of [() => {}, () => new Promise((resolve) => setImmediate(resolve))]) {
        const controller = new AbortController()
        const initializer = coldWorkers()
        await using parallel = Parallel({ backend, nJobs: 2, signal: controller.signal, initializer })
        const call = rejection(parallel(Array.from({ length: 6 }, () => delayed(gate)(scratch.file('never')))))
        await ready()
        controller.abort('cold')
        expect(await call).to.equal('cold')
        await using next = Parallel({ backend, nJobs: 2, initializer })
        expect(await next([delayed(double)(2)])).to.deep.equal([4])
      }
    })
  })
}

for (const backend of IN_PROCESS) {
  it(`abort by a timer on ${backend}, whose tasks never wait: the event loop has its turns`, async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    let calls = 0
    function* endless() {
      for (;;) yield delayed(() => void calls++)()
    }
    setTimeout(() => controller.abort(reason), 1)
    const parallel = Parallel({ backend, nJobs: 2, signal: controller.signal })
    expect(await rejection(parallel(endless()))).to.equal(reason)
    expect(calls).to.be.above(0)
  })
}
