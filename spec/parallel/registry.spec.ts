import { type Backend, BackendError, effectiveNJobs, OptionError, Parallel, parallelConfig, registerParallelBackend } from 'allcores'
import { expect } from 'chai'
import { bareBackend } from '../helpers/bare-backend.js'
import { ManualBackend, turn } from '../helpers/manual-backend.js'
import { rejection, rejectionOf } from '../helpers/rejection.js'
import { useUndo } from '../helpers/undo.js'

const square = (n: number) => n * n
const squares = (options: Parameters<typeof Parallel>[0] = {}) => Parallel({ ...options, returnAs: 'list', onError: 'raise' }).map(square, [1, 2, 3])

/** A backend that is made of options, and tells how it was opened. */
class Parameterized implements Backend {
  readonly name = 'parameterized'
  readonly traits = bareBackend().traits
  readonly opened: number[] = []
  readonly options: unknown

  constructor(options: unknown) {
    this.options = options
  }

  open({ nJobs }: { readonly nJobs: number }) {
    this.opened.push(nJobs)
    return bareBackend().open({ nJobs })
  }
}

describe('registerParallelBackend', () => {
  const undo = useUndo()
  const register: typeof registerParallelBackend = (name, factory, options) => undo(registerParallelBackend(name, factory, options))

  /** Registers 'mine'; the backends that were made of it. */
  function registerMine(): Parameterized[] {
    const made: Parameterized[] = []
    register('mine', (options) => {
      const backend = new Parameterized(options)
      made.push(backend)
      return backend
    })
    return made
  }

  it('[G8] adds a name, which is known until it is undone', async () => {
    expect(() => Parallel({ backend: 'mine' })).to.throw(OptionError, "got: 'mine'")
    const forget = register('mine', () => bareBackend())
    expect(Parallel({ backend: 'mine', nJobs: 2 }).config.backend).to.equal('mine')
    expect(await squares({ backend: 'mine', nJobs: 2 })).to.deep.equal([1, 4, 9])
    expect(() => Parallel({ backend: 'mime' })).to.throw(OptionError, "'multiprocessing' or 'mine'").with.property('message').that.contains("Did you mean 'mine'?")
    forget()
    expect(() => Parallel({ backend: 'mine' })).to.throw(OptionError, "got: 'mine'")
  })

  it('[G8] the newest of a name counts; undone in any order', async () => {
    const seen: string[] = []
    const named = (name: string) => register('mine', () => (seen.push(name), bareBackend()))
    const [first, second] = [named('first'), named('second')]
    await squares({ backend: 'mine' })
    first()
    await squares({ backend: 'mine' })
    second()
    expect(seen).to.deep.equal(['second', 'second'])
    expect(() => Parallel({ backend: 'mine' })).to.throw(OptionError)
  })

  it('[G8] makeDefault: taken where nobody names one, until it is undone', async () => {
    const made: number[] = []
    const forget = register('mine', () => (made.push(1), bareBackend()), { makeDefault: true })
    const chosen = (options = {}) => Parallel({ nJobs: 2, ...options }).config.backend
    expect(chosen()).to.equal('mine')
    expect(Parallel().config.backend).to.equal('mine')
    expect(await squares()).to.deep.equal([1, 4, 9])
    expect(await squares({ nJobs: 2 })).to.deep.equal([1, 4, 9])
    expect(made).to.deep.equal([1])
    expect([chosen({ backend: 'threads' }), chosen({ prefer: 'processes' }), chosen({ require: 'sharedmem' })]).to.deep.equal(['threads', 'processes', 'async'])
    parallelConfig({ backend: 'processes' }, () => expect(chosen()).to.equal('processes'))
    forget()
    expect([chosen(), Parallel().config.backend]).to.deep.equal(['threads', 'sequential'])
  })

  it('[G8] a factory may take its time, and is called when a call needs it, once for all calls of an instance', async () => {
    let loads = 0
    register('mine', async () => {
      loads++
      await turn()
      return bareBackend()
    })
    const parallel = Parallel({ backend: 'mine', nJobs: 2 })
    await turn()
    expect(loads).to.equal(0)
    const results = await Promise.all([parallel.map(square, [1]), parallel.map(square, [2])])
    await parallel.close()
    expect([...results, await parallel.map(square, [3])]).to.deep.equal([[1], [4], [9]])
    expect(loads).to.equal(1)
  })

  it('[G8] a module whose default export is a backend will do', async () => {
    register('mine', async () => ({ default: bareBackend(), other: 1 }))
    expect(await squares({ backend: 'mine' })).to.deep.equal([1, 4, 9])
  })

  it('[G7] by name: made of its options, once for all that a scope does', async () => {
    const made = registerMine()
    const backendOptions = { url: 'there', depth: 2 }
    await parallelConfig({ backend: 'mine', backendOptions, nJobs: 3 }, async () => {
      await squares()
      await squares({ nJobs: 5 })
      await parallelConfig({ verbose: 0 }, () => squares())
    })
    expect(made.map(({ options }) => options)).to.deep.equal([backendOptions])
    expect(made[0]!.opened).to.deep.equal([3, 5, 3])
  })

  it('[G7] by name: others that name it get others', async () => {
    const made = registerMine()
    await squares({ backend: 'mine', backendOptions: { depth: 1 } })
    await squares({ backend: 'mine' })
    expect(made.map(({ options }) => options)).to.deep.equal([{ depth: 1 }, {}])
  })

  it('[G7] as an object: it is that very one', async () => {
    const backend = new Parameterized(undefined)
    for (const nJobs of [3, 5]) {
      expect(Parallel({ backend, nJobs }).config.backend).to.equal(backend)
      expect(await parallelConfig({ backend, nJobs }, () => squares())).to.deep.equal([1, 4, 9])
    }
    expect(backend.opened).to.deep.equal([3, 5])
  })

  it('refuses what can be no name, names of ours, and what is no factory', () => {
    for (const name of ['', 3, undefined]) expect(() => register(name as string, () => bareBackend())).to.throw(OptionError, 'name must be a text')
    for (const name of ['threads', 'loky']) {
      expect(() => register(name, () => bareBackend())).to.throw(OptionError, `name must be a name that no backend of the library has, got: '${name}'`)
    }
    expect(() => register('mine', bareBackend() as never)).to.throw(OptionError, 'factory must be a function that gives a backend')
    expect(() => register('mine', () => bareBackend(), { makeDefault: 1 as never })).to.throw(OptionError, 'makeDefault must be true or false, got: 1')
    expect(() => register('mine', () => bareBackend(), { makedefault: true } as object))
      .to.throw(OptionError, "unknown option 'makedefault'. Did you mean 'makeDefault'?")
      .that.includes({ code: 'ERR_UNKNOWN_OPTION', option: 'makedefault' })
    expect(() => register('mine', () => bareBackend(), null as never)).to.throw(OptionError, 'options must be an object such as { makeDefault: true }, got: null')
    expect(() => Parallel({ backend: 'mine' })).to.throw(OptionError)
  })

  describe('a backend that is not there', () => {
    const missing = (specifier: string) => {
      register('distributed', () => import(specifier))
      return rejectionOf(BackendError, squares({ backend: 'distributed' }))
    }

    it('[G13] says what to install', async () => {
      for (const [specifier, name] of [['no-such-package', 'no-such-package'], ['@no-such/package/sub', '@no-such/package']] as const) {
        const error = await missing(specifier)
        expect(error).to.include({ code: 'ERR_BACKEND_UNAVAILABLE', name: 'BackendError' })
        expect(error.message).to.equal(
          `backend 'distributed' is not available: it needs the package '${name}', which is not installed. Install it: npm install ${name}`,
        )
        expect(error.cause).to.have.property('code', 'ERR_MODULE_NOT_FOUND')
      }
    })

    it('[G13] says the same of what is required', async () => {
      const error = Object.assign(new Error("Cannot find module 'no-such'\nRequire stack:\n- /a.js"), { code: 'MODULE_NOT_FOUND' })
      register('distributed', () => { throw error })
      expect(await rejectionOf(BackendError, squares({ backend: 'distributed' }))).to.include({ cause: error }).and.have.property('message').that.contains('npm install no-such')
    })

    it('does not ask to install files', async () => {
      const error = await missing('./no-such-file.js')
      expect(error.message).to.match(/^backend 'distributed' is not available: Cannot find module '.*no-such-file\.js'/).and.not.contain('npm install')
    })

    it('the next call tries again', async () => {
      const errors = [new RangeError('not yet')]
      register('mine', () => {
        for (const error of errors.splice(0)) throw error
        return bareBackend()
      })
      const parallel = Parallel({ backend: 'mine' })
      expect(await rejection(parallel.map(square, [2]))).to.have.property('message', 'not yet')
      expect(await parallel.map(square, [2])).to.deep.equal([4])
    })

    it('says so when the factory gives something else, or is undone before the first call', async () => {
      for (const made of [{}, undefined, { default: {} }]) {
        register('mine', () => made as never)
        const error = await rejectionOf(BackendError, squares({ backend: 'mine' }))
        expect(error.message).to.contain("backend 'mine' is not available: its factory has to give an object with name, traits and open()")
      }
      const forget = register('yours', () => bareBackend())
      const parallel = Parallel({ backend: 'yours' })
      forget()
      expect((await rejectionOf(BackendError, parallel.map(square, [1]))).message).to.contain('not registered any more')
    })

    it('a generator is told so, too', async () => {
      register('mine', () => ({}) as never)
      const results = Parallel({ backend: 'mine', returnAs: 'generator' }).map(square, [1])
      await rejectionOf(BackendError, results.next())
    })
  })

  describe('how many workers a backend has', () => {
    const withWorkers = (answer: (nJobs: number) => number) => Object.assign(new ManualBackend(), { effectiveNJobs: answer })

    it('[G11] none: the call says so', async () => {
      for (const answer of [0, NaN]) {
        const backend = withWorkers(() => answer)
        const error = await rejectionOf(BackendError, squares({ backend, nJobs: 2 }))
        expect(error).to.include({ code: 'ERR_NO_WORKERS' })
        expect(error.message).to.contain("backend 'manual' has no active worker")
        expect(backend.opened).to.deep.equal([])
      }
      register('cluster', () => withWorkers(() => 0))
      await rejectionOf(BackendError, squares({ backend: 'cluster', nJobs: 2 }))
    })

    it('[G11] asks anew for each call', async () => {
      const workers = [0, 2]
      const parallel = Parallel({ backend: Object.assign(bareBackend(), { effectiveNJobs: () => workers.shift()! }), nJobs: 2 })
      await rejectionOf(BackendError, parallel.map(square, [1]))
      expect(await parallel.map(square, [2])).to.deep.equal([4])
    })

    it('is asked with nJobs as it was given, and its answer counts: for tasks under way, and what is read ahead', async () => {
      const asked: number[] = []
      const backend = withWorkers((nJobs) => (asked.push(nJobs), 5))
      const read: number[] = []
      function* items() {
        for (let i = 0; i < 100; i++) yield (read.push(i), i)
      }
      const call = Parallel({ backend, nJobs: '2', batchSize: 1, preDispatch: 'nJobs' }).map((n: number) => n, items())
      await turn()
      expect(asked).to.deep.equal([2])
      expect(backend.opened.map(({ nJobs }) => nJobs)).to.deep.equal([5])
      expect(read).to.have.length(5)
      await backend.serve()
      expect(await call).to.have.length(100)
      await rejectionOf(BackendError, squares({ backend: withWorkers((nJobs) => (asked.push(nJobs), 0)), nJobs: -1 }))
      expect(asked).to.deep.equal([2, -1])
    })

    it('effectiveNJobs tells what the backend of a scope says', () => {
      parallelConfig({ backend: withWorkers(() => 0) }, () => expect(effectiveNJobs(2)).to.equal(0))
    })
  })

  it('[G12] a backend is opened once for a call, though its tasks make calls of their own', async () => {
    let opened = 0
    const backend: Backend = { ...bareBackend(), open: (options) => (opened++, bareBackend().open(options)) }
    const sums = await Parallel({ backend, nJobs: 2 }).map(async (n: number) => {
      const inner = await Parallel().map(square, [n, n])
      return inner.reduce((a, b) => a + b)
    }, [1, 2, 3, 4])
    expect(sums).to.deep.equal([2, 8, 18, 32])
    expect(opened).to.equal(1)
  })
})
