import { AssertionError } from 'node:assert'
import { createRequire } from 'node:module'
import { inherits, inspect } from 'node:util'
import { expect } from 'chai'
import { delayed, Parallel, ParallelActionError, shared, taskOf } from 'allcores'
import { FileProblem, RemoteProblem } from '../fixtures/error-classes.js'
import { giveProblem, throwProblem } from '../fixtures/error-classes-tasks.js'
import { loose } from '../helpers/calls-of.js'
import { rejection, rejectionOf } from '../helpers/rejection.js'

interface QuotaProblem extends Error {
  readonly isOurs: boolean
}
const { QuotaProblem, throwQuota } = createRequire(import.meta.url)('../fixtures/error-classes-commonjs.cjs') as {
  QuotaProblem: new () => QuotaProblem
  throwQuota: () => never
}

let constructed = 0

class HttpError extends Error {
  readonly status: number

  constructor(status: number, options?: ErrorOptions) {
    super(`status ${status}`, options)
    this.status = status
    constructed++
  }

  get retryable(): boolean {
    return this.status >= 500
  }

  describe(): string {
    return `${this.name}: ${this.message}, ${this.retryable ? 'again' : 'never'}`
  }
}

class NotFound extends HttpError {
  static {
    this.prototype.name = 'NotFoundError'
  }
}

class Problems extends AggregateError {
  get count(): number {
    return this.errors.length
  }
}

class Locked extends Error {
  readonly #key = 7
  get code(): string {
    return `E${this.#key}`
  }
  hasKey(): boolean {
    return #key in this
  }
}

class Sealed extends Error {
  readonly #seal = 7
  override get cause(): string {
    return `cause ${this.#seal}`
  }
  get [Symbol.toStringTag](): string {
    return `tag ${this.#seal}`
  }
  [inspect.custom](): string {
    return `inspected ${this.#seal}`
  }
  override toString(): string {
    return `text ${this.#seal}`
  }
  toJSON(): string {
    return `json ${this.#seal}`
  }
}

class Brief extends Error {
  [inspect.custom](): string {
    return `brief: ${this.message}`
  }
}

class Hostile extends Error {
  static override readonly name = 'not a name'
  static override [Symbol.hasInstance](): boolean {
    throw new TypeError('nobody may ask')
  }
  set detail(_: unknown) {
    throw new TypeError('nobody may set it')
  }
}
Object.freeze(Hostile.prototype)
Object.freeze(Hostile)

interface Old extends Error {}
const Old = function (this: Old, message: string) {
  this.message = message
} as unknown as new (message: string) => Old
inherits(Old, Error)

const withDetail = (error: Error) => Object.defineProperty(error, 'detail', { value: 'x', enumerable: true })
const throwHttp = (status: number) => {
  throw new HttpError(status)
}

for (const backend of [undefined, 'threads', 'processes'] as const) {
  describe(`the class of an error from ${backend ?? 'a backend that is left to us'}`, () => {
    const options = { nJobs: 2, ...(backend && { backend }) }
    const parallel = Parallel(options)
    after(() => parallel.close())

    it('is the one that its function captured, with getters and methods', async () => {
      const before = constructed
      const error = await rejectionOf(HttpError, parallel.map(throwHttp, [503]))
      expect([error.retryable, error.describe()]).to.deep.equal([true, 'Error: status 503, again'])
      expect(Object.entries(error)).to.deep.equal([['status', 503]])
      expect(error.stack).to.match(/^Error: status 503\n +at throwHttp \(.*error-classes\.spec\.[jt]s:\d+:\d+\)/)
      expect(taskOf(error)).to.include({ index: 0, fn: 'throwHttp' })
      expect(constructed, 'no constructor is run').to.equal(before)
    })

    it('has what its prototype has, and no copies of that', async () => {
      const error = await rejectionOf(NotFound, parallel.map(() => {
        throw new NotFound(404)
      }, [1]))
      expect([error.constructor, error.name, Object.hasOwn(error, 'name')]).to.deep.equal([NotFound, 'NotFoundError', false])
    })

    it('is the one that a module exports, captured by its name', async () => {
      const error = await rejectionOf(FileProblem, parallel.map((path) => {
        throw new FileProblem(path)
      }, ['/a/b']))
      expect(error.folder).to.equal('/a')
    })

    it('is the one that a module exports, which other modules alone have led to', async () => {
      for (const task of [delayed(throwProblem)('remote'), delayed(() => throwProblem('remote'))()]) {
        const error = await rejectionOf(RemoteProblem, parallel([task]))
        expect([error.constructor, error.folder]).to.deep.equal([RemoteProblem, '/a'])
      }
    })

    it('is the one that a CommonJS module exports', async () => {
      const error = await rejectionOf(QuotaProblem, parallel([delayed(throwQuota)()]))
      expect([error.message, error.isOurs]).to.deep.equal(['no quota left', true])
    })

    it('is the nearest that the caller knows, below which another stands in by its name', async () => {
      for (const [kind, name] of [['hidden', 'HiddenProblem'], ['local', 'LocalProblem']] as const) {
        const error = await rejectionOf(FileProblem, parallel([delayed(throwProblem)(kind)]))
        expect([error.constructor.name, error.folder]).to.deep.equal([name, '/a'])
        expect(Object.getPrototypeOf(error.constructor)).to.equal(FileProblem)
      }
      const later = await rejectionOf(NotFound, parallel.map(() => {
        throw new (class Gone extends NotFound {})(410)
      }, [1]))
      expect([later.constructor.name, later.name]).to.deep.equal(['Gone', 'NotFoundError'])
      expect(later.describe()).to.equal('NotFoundError: status 410, never')
    })

    it('is known in causes, in AggregateErrors and in their subclasses', async () => {
      const error = await rejectionOf(Problems, parallel.map(() => {
        throw new Problems([new HttpError(500, { cause: new NotFound(404) })], 'one')
      }, [1]))
      const [first] = error.errors as HttpError[]
      expect([error.count, first!.describe()]).to.deep.equal([1, 'Error: status 500, again'])
      expect(first!.cause).to.be.instanceOf(NotFound)
    })

    it('is known where the error is a result', async () => {
      const given = await parallel([
        delayed((status: number) => new HttpError(status))(500), delayed(giveProblem)('remote'), delayed(Math.abs)(-1),
      ] as const)
      expect(given[0]).to.be.instanceOf(HttpError)
      expect([(given[0] as HttpError).status, (given[0] as HttpError).retryable]).to.deep.equal([500, true])
      expect(given[1]).to.be.instanceOf(RemoteProblem).with.property('path', '/a/b')
      expect(given[2]).to.equal(1)
    })

    it("is Node's where it is Node's", async () => {
      const assert = process.getBuiltinModule('node:assert')
      const error = await rejectionOf(AssertionError, parallel.map((x) => assert.equal(x, 2), [1]))
      expect([error.constructor, error.actual, error.code]).to.deep.equal([AssertionError, 1, 'ERR_ASSERTION'])
    })

    it("is the language's where it is that of WebAssembly", async () => {
      const { CompileError } = Reflect.get(globalThis, 'WebAssembly') as { CompileError: new () => Error }
      const compile = async () => {
        const { compile } = Reflect.get(globalThis, 'WebAssembly') as { compile(bytes: Uint8Array): Promise<unknown> }
        await compile(Uint8Array.of(1))
      }
      await rejectionOf(CompileError, parallel([delayed(compile)()]))
    })

    it('is known whatever the class is like', async () => {
      const error = await rejection(parallel.map(() => {
        throw withDetail(new Hostile('mine'))
      }, [1]))
      expect(Object.getPrototypeOf(error)).to.equal(Hostile.prototype)
      expect(error).to.include({ message: 'mine', detail: 'x' })
      const old = await rejectionOf(Old, parallel.map(() => {
        throw new Old('of old')
      }, [1]))
      expect(old.message).to.equal('of old')
    })

    it('gives what its getters of private fields gave; the fields stay behind', async () => {
      const error = await rejectionOf(Locked, parallel.map(() => {
        throw new Locked('no')
      }, [1]))
      expect([error.code, error.hasKey()]).to.deep.equal(['E7', false])
    })

    it('has it printed without private fields where they would be needed', async () => {
      const error = await rejectionOf(Sealed, parallel.map(() => {
        throw Object.assign(new Sealed('no'), { detail: 1 })
      }, [1]))
      expect(inspect(error)).to.match(/^.*Error.*: no\n +at /).and.to.include('detail: 1').and.to.include("[cause]: 'cause 7'")
      expect([`${error}`, JSON.stringify(error)]).to.deep.equal(['Error: no', '{"detail":1}'])
      expect(Object.keys(error)).to.deep.equal(['detail'])
    })

    it('says how it is printed where it can', async () => {
      const error = await rejectionOf(Brief, parallel.map(() => {
        throw new Brief('no')
      }, [1]))
      expect(inspect({ error })).to.equal('{ error: brief: no }')
    })

    it('is known to shouldRetry', async () => {
      const seen: boolean[] = []
      const shouldRetry = (error: unknown) => seen.push(error instanceof HttpError) < 3 && error instanceof HttpError
      const retrying = Parallel({ ...options, retries: { limit: 5, minDelay: 0, shouldRetry } })
      await rejectionOf(HttpError, retrying.map(throwHttp, [500]))
      expect(seen).to.deep.equal([true, true, true])
    })

    it('is known with onError "return"', async () => {
      const [outcome] = await Parallel({ ...options, onError: 'return' }).map(throwHttp, [500])
      expect(outcome).to.have.property('reason').that.is.instanceOf(HttpError)
    })

    it('is known where the class was an argument, or part of a shared value', async () => {
      const throwOne = (Class: new (status: number) => Error) => {
        throw new Class(1)
      }
      await rejectionOf(NotFound, parallel([delayed(throwOne)(NotFound)]))
      const handle = shared({ NotFound })
      for (let call = 0; call < 2; call++) {
        await rejectionOf(NotFound, parallel.map((status) => {
          throw new handle.value.NotFound(status)
        }, [404]))
      }
    })

    it('is known to each call of several inside of each other', async () => {
      const inside = async (status: number) => {
        try {
          return await Parallel({ nJobs: 2, backend: 'threads' }).map(throwHttp, [status])
        } catch (error) {
          if (error instanceof HttpError && error.retryable) throw error
          throw new TypeError('the task does not know its own class', { cause: error })
        }
      }
      expect((await rejectionOf(HttpError, parallel.map(inside, [502]))).status).to.equal(502)
    })

    it('is known where an initializer or a codec fails', async () => {
      const decode = (status: unknown) => throwHttp(status as number)
      await rejectionOf(HttpError, Parallel({ ...options, initializer: delayed(throwHttp)(1) }).map(Math.abs, [1]))
      const coded = Parallel({ ...options, codec: { arguments: { encode: (value) => value, decode } } })
      await rejectionOf(HttpError, coded.map(Math.abs, [1]))
    })
  })
}

describe('the class of an error from an action', () => {
  it('is one that only modules have led to which the method uses', async () => {
    const act = (kind: 'remote') => throwProblem(kind)
    const error = await rejectionOf(ParallelActionError, loose({ init: ['remote'], target: 'threads', nJobs: 2 }, act).call({}))
    expect(error.errors[0]).to.be.instanceOf(RemoteProblem)
  })

  for (const target of ['threads', 'mpc'] as const) {
    it(`is known among the errors of a ParallelActionError, target ${target}`, async () => {
      const act = target === 'mpc' ? () => throwHttp : throwHttp
      const error = await rejectionOf(ParallelActionError, loose({ init: [500, 501], target, nJobs: 2 }, act)())
      expect(error.errors).to.have.lengthOf(2)
      for (const each of error.errors) expect(each).to.be.instanceOf(HttpError)
    })
  }
})
