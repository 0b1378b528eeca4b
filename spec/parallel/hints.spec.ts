import { delayed, OptionError, Parallel, parallelConfig, type ParallelOptions, registerParallelBackend } from 'allcores'
import { expect } from 'chai'
import { bareBackend } from '../helpers/bare-backend.js'
import { captureOutput } from '../helpers/capture-output.js'
import { rejectionOf } from '../helpers/rejection.js'
import { useUndo } from '../helpers/undo.js'

const square = (n: number) => n * n
const chosen = (options: ParallelOptions) => {
  const { backend, nJobs } = Parallel(options).config
  return [typeof backend === 'string' ? backend : backend.name, nJobs]
}
const REFUSED = "does not share the caller's memory, which require: 'sharedmem' asks for"

describe('prefer', () => {
  it('[G9] decides where no backend is named', () => {
    expect(chosen({ prefer: 'threads', nJobs: 2 })).to.deep.equal(['threads', 2])
    expect(chosen({ prefer: 'processes', nJobs: 2 })).to.deep.equal(['processes', 2])
    parallelConfig({ prefer: 'processes', nJobs: 2 }, () => {
      expect(chosen({})).to.deep.equal(['processes', 2])
      expect(chosen({ prefer: 'threads', nJobs: 3 })).to.deep.equal(['threads', 3])
    })
  })

  it('[G9] is a hint only: one job is a plain loop, and a backend that is named comes first', () => {
    for (const prefer of ['threads', 'processes'] as const) {
      expect(chosen({ prefer })).to.deep.equal(['sequential', 1])
      expect(chosen({ prefer, nJobs: 2, backend: 'async' })).to.deep.equal(['async', 2])
      parallelConfig({ backend: 'async', nJobs: 2 }, () => {
        expect(chosen({ prefer })).to.deep.equal(['async', 2])
        expect(chosen({ prefer, nJobs: 3 })).to.deep.equal(['async', 3])
        parallelConfig({ prefer }, () => expect(chosen({})).to.deep.equal(['async', 2]))
      })
    }
  })

  for (const prefer of ['threads', 'processes'] as const) {
    it(`[G9] ${prefer}: results are those of a loop, and tasks may be elsewhere than the caller`, async () => {
      const items = Array.from({ length: 100 }, (_, i) => i)
      expect(await Parallel({ prefer, nJobs: 2 }).map(square, items)).to.deep.equal(items.map(square))
    })
  }
})

describe("require: 'sharedmem'", () => {
  const undo = useUndo()
  const inScope = (backend: ParallelOptions['backend'], options: ParallelOptions = {}) =>
    parallelConfig({ backend, nJobs: 2 }, () => chosen({ require: 'sharedmem', ...options }))

  it("[G10] is 'async' where no backend is named, or a plain loop for one job", () => {
    expect(chosen({ require: 'sharedmem' })).to.deep.equal(['sequential', 1])
    expect(chosen({ require: 'sharedmem', nJobs: 2 })).to.deep.equal(['async', 2])
    expect(chosen({ require: 'sharedmem', nJobs: 2, prefer: 'threads' })).to.deep.equal(['async', 2])
  })

  it("[G10] puts 'async' in the place of a scope's backend that hasn't the caller's memory: one job, unless it is given more", () => {
    for (const backend of ['threads', 'processes', 'loky', bareBackend('far', 'none')]) {
      expect(inScope(backend)).to.deep.equal(['async', 1])
      expect(inScope(backend, { nJobs: 3 })).to.deep.equal(['async', 3])
    }
    parallelConfig({ backend: 'processes', nJobs: 2 }, () => {
      parallelConfig({ require: 'sharedmem' }, () => expect(chosen({})).to.deep.equal(['async', 1]))
    })
  })

  it("[G10] options of the backend that gave way are forgotten", () => {
    parallelConfig({ backend: 'processes', backendOptions: { env: {} }, innerMaxNumThreads: 1 }, () => {
      expect(Parallel({ require: 'sharedmem' }).config).to.include({ backend: 'async', backendOptions: undefined, innerMaxNumThreads: undefined })
    })
  })

  it('[G10] leaves a backend of a scope that has it, a custom one included', () => {
    expect(inScope('async')).to.deep.equal(['async', 2])
    expect(inScope('sequential')).to.deep.equal(['sequential', 2])
    expect(inScope(bareBackend('near'))).to.deep.equal(['near', 2])
  })

  it('[A10] refuses a backend without it that is named for the call itself', () => {
    for (const [backend, name] of [['threads', 'threads'], ['loky', 'processes'], [bareBackend('far', 'shared-buffers'), 'far']] as const) {
      expect(() => Parallel({ backend, require: 'sharedmem' }))
        .to.throw(OptionError, `backend '${name}' ${REFUSED}. Take backend 'async' or 'sequential', or leave require out`)
        .that.includes({ code: 'ERR_INVALID_OPTION', option: 'require' })
      parallelConfig({ require: 'sharedmem' }, () => expect(() => Parallel({ backend })).to.throw(OptionError, REFUSED))
    }
  })

  it('[A10] refuses to prefer processes, wherever it is said', () => {
    const message = "require: 'sharedmem' excludes prefer: 'processes'"
    parallelConfig({ prefer: 'processes' }, () => expect(() => Parallel({ require: 'sharedmem' })).to.throw(OptionError, message))
    parallelConfig({ require: 'sharedmem' }, () => expect(() => parallelConfig({ prefer: 'processes' }, () => 0)).to.throw(OptionError, message))
  })

  describe('of a registered backend', () => {
    const register = (memory: 'caller' | 'none') =>
      undo(registerParallelBackend('registered', async () => bareBackend('registered', memory)))
    const places = () => Parallel({ require: 'sharedmem', verbose: 10 })([delayed(square)(2)])

    it('[G10] shows when it is loaded: one that has it is taken', async () => {
      register('caller')
      const { stderr } = await captureOutput(() => parallelConfig({ backend: 'registered', nJobs: 2 }, places))
      expect(stderr).to.contain('Using backend registered with 2 concurrent workers')
    })

    it('[G10] one that has not gives way where a scope names it', async () => {
      register('none')
      const { stderr } = await captureOutput(() => parallelConfig({ backend: 'registered', nJobs: 2 }, places))
      expect(stderr).to.match(/^Using backend async instead of registered, .*\n\[Parallel\(nJobs=1\)\]: Done/)
    })

    it('[A10] one that has not is refused where the call names it', async () => {
      register('none')
      const error = await rejectionOf(OptionError, Parallel({ backend: 'registered', require: 'sharedmem' })([delayed(square)(2)]))
      expect(error.message).to.contain(`backend 'registered' ${REFUSED}`)
    })
  })

  describe('what is told of it', () => {
    const told = (verbose: number, backend: string) =>
      captureOutput(() => parallelConfig({ backend, nJobs: 2, verbose }, async () => {
        const parallel = Parallel({ require: 'sharedmem' })
        for (let call = 0; call < 2; call++) await parallel([delayed(square)(2)])
      }))
    const LINE = 'Using backend async instead of processes, as the latter does not provide shared memory semantics.\n'

    it('[G10] [K3] one line from verbose 10 on, for all calls of an instance', async () => {
      expect((await told(10, 'processes')).stderr.split(LINE)).to.have.length(2)
      expect((await told(50, 'processes')).stdout.split(LINE)).to.have.length(2)
    })

    it('[G10] nothing below, and nothing where nothing was replaced', async () => {
      expect(await told(0, 'processes')).to.deep.equal({ stdout: '', stderr: '' })
      expect((await told(9, 'processes')).stderr).not.to.contain('instead of')
      expect((await told(10, 'async')).stderr).not.to.contain('instead of')
    })
  })

  it('[G14] tasks change the objects of the caller', async () => {
    for (const options of [{ require: 'sharedmem', nJobs: 2 }, { backend: 'threading', nJobs: 2 }, { backend: 'sequential' }] as const) {
      const queue: number[] = []
      await Parallel(options).map((n: number) => void queue.push(n), [0, 1, 2, 3, 4])
      expect(queue).to.deep.equal([0, 1, 2, 3, 4])
    }
    const queue: number[] = []
    await parallelConfig({ backend: 'processes', nJobs: 2 }, () =>
      Parallel({ require: 'sharedmem' }).map((n: number) => void queue.push(n), [0, 1, 2, 3, 4]))
    expect(queue).to.have.members([0, 1, 2, 3, 4])
  })
})
