import { expect } from 'chai'
import { createRequire } from 'node:module'
import type inspector from 'node:inspector'
import { runInNewContext } from 'node:vm'
import { inspectAll, inspectFunction, privateNamesOf, proxyTargetOf } from '../../lib/closure/engine/inspector.js'
import type { Inspected } from '../../lib/closure/engine/inspector.js'
import { scriptSource, scriptUrl } from '../../lib/closure/engine/scripts.js'
import { runProgram } from '../helpers/program.js'

/** The value of a variable in the innermost scope that has it. */
function valueOf(name: string, inspected: Inspected | undefined): unknown {
  const scope = inspected?.scopes.find(({ variables }) => Object.hasOwn(variables, name))
  return scope && Reflect.get(scope.variables, name)
}

const urlOf = (file: string) => JSON.stringify(new URL(`../../lib/closure/engine/${file}`, import.meta.url).href)

describe('inspectFunction', () => {
  it('gives the variables around a function themselves', () => {
    const object = {}
    expect(valueOf('object', inspectFunction(() => object))).to.equal(object)
    expect(valueOf('urlOf', inspectFunction(() => urlOf))).to.equal(urlOf)
  })

  it('gives a variable of every round of a loop', () => {
    const fns: (() => number)[] = []
    for (let i = 0; i < 3; i++) fns.push(() => i)
    expect(fns.map((fn) => valueOf('i', inspectFunction(fn)))).to.deep.equal([0, 1, 2])
  })

  it('tells what a bound function is made of', () => {
    const self = {}
    const args = [undefined, null, NaN, -0, Infinity, 7n, 'text', true, Symbol.iterator, Symbol('own'), {}, () => 1]
    const target = () => 1
    const { location, scopes, bound } = inspectFunction(target.bind(self, ...(args as []))) ?? {}
    expect([location, scopes]).to.deep.equal([undefined, []])
    expect(bound!.target).to.equal(target)
    expect(bound!.self).to.equal(self)
    expect([...bound!.args]).to.deep.equal(args)
    expect(args.every((arg, i) => Object.is(bound!.args[i], arg))).to.equal(true)
    const selves = args.map((value) => inspectFunction(target.bind(value))!.bound!.self)
    expect(selves.every((self, i) => Object.is(self, args[i]))).to.equal(true)
  })

  it('finds nothing in native functions, and runs no trap of a Proxy', () => {
    const nothing = { location: undefined, scopes: [], bound: undefined }
    expect(inspectFunction(Math.sqrt)).to.deep.equal(nothing)
    const handler = new Proxy({}, { get: () => expect.fail('a trap was looked for') })
    expect(inspectFunction(new Proxy(() => 1, handler))).to.deep.equal(nothing)
  })

  it('looks at scopes with variables that are not initialised yet', () => {
    const there = 1
    const inspected = inspectFunction(() => [late, there])
    expect(valueOf('there', inspected)).to.equal(1)
    const late = 2
  })

  it('looks at functions of another realm', () => {
    const fn = runInNewContext('const local = { a: 1 }; (function () { const own = local; return () => own })()')
    expect(valueOf('own', inspectFunction(fn))).to.equal(fn())
  })

  it('leaves nothing on the global object', () => {
    const before = Reflect.ownKeys(globalThis)
    inspectFunction(() => 1)
    expect(Reflect.ownKeys(globalThis)).to.deep.equal(before)
  })
})

describe('inspectAll', () => {
  it('gives for many functions what inspectFunction gives for each', () => {
    const own = {}
    const fns = [() => own, Math.sqrt, own.hasOwnProperty.bind(own, 'a'), function () { return own }, class { own = own }]
    expect(inspectAll(fns)).to.deep.equal(fns.map(inspectFunction))
    expect(inspectAll([])).to.deep.equal([])
  })

  it('keeps the order of more functions than share round trips', () => {
    const fns = Array.from({ length: 1201 }, (_, i) => () => i)
    expect(inspectAll(fns)!.map((inspected) => valueOf('i', inspected))).to.deep.equal(fns.map((fn) => fn()))
  })
})

describe('privateNamesOf', () => {
  class Base {
    #x = 1
    get #y() {
      return this.#x
    }
    sum = () => this.#x + this.#y
  }

  it('names what an object carries, of all its classes', () => {
    class Derived extends Base {
      #z = 2
      more = () => this.#z
    }
    expect([...privateNamesOf(new Base())].sort()).to.deep.equal(['#x', '#y'])
    expect([...privateNamesOf(new Derived())].sort()).to.deep.equal(['#x', '#y', '#z'])
  })

  it('names nothing of an object without any', () => {
    for (const object of [{}, [1], () => 1, new Map(), Base.prototype]) expect(privateNamesOf(object)).to.deep.equal([])
  })
})

describe('proxyTargetOf', () => {
  it('gives what is behind a Proxy, whose traps do not run', () => {
    const target = {}
    const handler = new Proxy({}, { get: () => expect.fail('a trap was looked for') })
    expect(proxyTargetOf(new Proxy(target, handler))).to.equal(target)
  })

  it('gives nothing of a revoked Proxy or another object', () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    expect([proxyTargetOf(proxy), proxyTargetOf({})]).to.deep.equal([undefined, undefined])
  })
})

describe('sessions with the inspector', () => {
  const { Session } = createRequire(import.meta.url)('node:inspector') as typeof inspector
  const { connect, disconnect } = Session.prototype
  let open = 0
  let opened = 0
  beforeEach(() => {
    open = opened = 0
    Session.prototype.connect = function () {
      connect.call(this)
      open += 1
      opened += 1
    }
    Session.prototype.disconnect = function () {
      disconnect.call(this)
      open -= 1
    }
  })
  afterEach(() => void Object.assign(Session.prototype, { connect, disconnect }))

  it('are closed after each use', () => {
    inspectAll([() => 1, () => 2])
    privateNamesOf({})
    proxyTargetOf({})
    const { scriptId } = inspectFunction(() => 1)!.location!
    expect(scriptSource(scriptId)).to.include('are closed after each use')
    expect(scriptUrl('no such script')).to.equal(undefined)
    expect([open, opened]).to.deep.equal([0, 6])
  })

  it('are closed after a failure', () => {
    const { post } = Session.prototype
    Session.prototype.post = function (method: string, ...rest: unknown[]) {
      if (method === 'Runtime.callFunctionOn') throw new Error('lost')
      return Reflect.apply(post, this, [method, ...rest])
    }
    try {
      expect(() => inspectFunction(() => 1)).to.throw('lost')
    } finally {
      Session.prototype.post = post
    }
    expect([open, opened]).to.deep.equal([0, 1])
  })
})

describe('inspectFunction, in a program', () => {
  const LOAD = `
    import { inspectAll, inspectFunction, privateNamesOf, proxyTargetOf } from ${urlOf('inspector.js')}
    const makeAll = (n) => Array.from({ length: n }, (_, i) => (x) => x + i)
    const settle = async () => {
      for (let i = 0; i < 3; i++) {
        await new Promise(setImmediate)
        gc()
      }
    }
  `

  async function run(script: string, ...flags: string[]): Promise<string[]> {
    const { stdout, stderr } = await runProgram(undefined, {
      flags: [...flags, '--input-type=module', '-e', LOAD + script],
    })
    expect(stderr.replace(/^(Debugger listening|For help).*\n/gm, '')).to.equal('')
    return stdout.trimEnd().split('\n')
  }

  const TELL = "const [a] = makeAll(1); console.log(inspectFunction(a).scopes.find(({ variables: { i } }) => i === 0).description)"

  it('works while a debugger may attach', async () => {
    expect(await run(TELL, '--inspect=0')).to.deep.equal(['Closure'])
  })

  it('keeps nothing', async () => {
    const script = `
      inspectAll(makeAll(1000))
      makeAll(500).forEach(inspectFunction)
      await settle()
      const before = process.memoryUsage().heapUsed
      for (let i = 0; i < 8; i++) {
        inspectAll(makeAll(500))
        makeAll(500).forEach(inspectFunction)
      }
      await settle()
      console.log(process.memoryUsage().heapUsed - before)
    `
    const [grown] = await run(script, '--expose-gc')
    expect(Number(grown)).to.be.below(2e6)
  })

  it('lets go of what the program logs', async () => {
    const script = `
      inspectFunction(() => 1)
      const logged = Array.from({ length: 100 }, () => {
        const object = { a: 1 }
        console.debug(object)
        return new WeakRef(object)
      })
      await settle()
      console.log(logged.filter((reference) => reference.deref()).length < 10)
    `
    expect((await run(script, '--expose-gc')).at(-1)).to.equal('true')
  })

  it('works in a worker thread', async () => {
    const script = `
      import { Worker } from 'node:worker_threads'
      const program = ${JSON.stringify(LOAD + TELL)}
      new Worker(new URL('data:text/javascript,' + encodeURIComponent(program)))
    `
    expect(await run(script)).to.deep.equal(['Closure'])
  })

  const ASK_ALL = `
    console.log(inspectFunction(() => 1), inspectAll(makeAll(2)), privateNamesOf({}), proxyTargetOf(new Proxy({}, {})))
  `
  const NOTHING = ['undefined undefined [] undefined']

  it('gives undefined where no session may be opened', async () => {
    const { allowedNodeEnvironmentFlags: known } = process
    const permission = known.has('--permission') ? '--permission' : '--experimental-permission'
    expect(await run(ASK_ALL, permission, '--allow-fs-read=*', '--no-warnings')).to.deep.equal(NOTHING)
  })

  it('gives undefined where answers come late', async () => {
    const late = `
      import { Session } from 'node:inspector'
      const { post } = Session.prototype
      Session.prototype.post = (...args) => setImmediate(() => args.at(-1)(null, {}))
    `
    expect(await run(late + ASK_ALL)).to.deep.equal(NOTHING)
  })
})
