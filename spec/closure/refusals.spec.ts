import { ClosureError, delayed, Parallel, type Task } from 'allcores'
import { expect } from 'chai'
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer, Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { deprecate } from 'node:util'
import v8 from 'node:v8'
import { runInThisContext } from 'node:vm'
import { MessageChannel, Worker } from 'node:worker_threads'
import type { TaskFunction } from '../../lib/model/task.js'
import { useMessages } from '../helpers/messages.js'
import { rejectionOf } from '../helpers/rejection.js'
import { useScratch } from '../helpers/scratch.js'

interface Refused {
  readonly fn: TaskFunction
  /** Where that is not the name and a place. */
  readonly who?: string
  readonly why: string
  readonly trail?: readonly string[]
  readonly hint: string
  readonly variable?: string | undefined
}

const EXPORT = "export the function from a module other than the program's main file"
const MAKE = 'Make it inside the function'
const MAKE_OR_IMPORT = 'Make it inside the function, send the data it is made of, or import it from a module of your own'
const GET = 'Get or make it inside the function'
const LIST = 'Send an array of what it gives'
const CALL = 'Send a function that makes the object and calls the method'

/** The function's own variable holds what can't be sent. */
function captured(variable: string, what: string, hint: string, fn: TaskFunction): Refused {
  const trail = [`its variable '${variable}' is ${what}`]
  return { fn, why: trail[0]!, trail, hint, variable }
}

/** What the variable holds could be sent, but for something about it. */
function troubled(variable: string, what: string, which: string, hint: string, fn: TaskFunction): Refused {
  const { why, ...rest } = captured(variable, what, hint, fn)
  return { ...rest, why: `${why}, which ${which}` }
}

/** The trouble is at the end of a trail. */
function led(why: string, trail: readonly string[], hint: string, fn: TaskFunction): Refused {
  return { fn, why: `${why}.\n${trail.map((line) => `    ${line}\n`).join('')}`, trail, hint, variable: /'(.*?)'/.exec(why)?.[1] }
}

const promise = Promise.resolve(1)
const weakRef = new WeakRef({})
const given = (function* () {})()
const givenLater = (async function* () {})()
const values = [1].values()
const entries = new Map().entries()
const letters = 'abc'[Symbol.iterator]()
const matches = 'abc'.matchAll(/b/g)
const controller = new AbortController()
const { signal } = controller
const timeout = setTimeout(() => {})
const immediate = setImmediate(() => {})
const socket = new Socket()
const server = createServer()
const stream = new PassThrough()
const { port1: port, port2: closedPort } = new MessageChannel()
const worker = new Worker('', { eval: true })
const proxy = new Proxy({}, {})
const called = new Proxy(() => {}, {})
const key = {}
class Key {}
const instance = new Key()
const weakMap = new WeakMap<object, number>([[key, 1]])
const weakSet = new WeakSet([instance])
const { resolve } = withResolvers()
const shared = new SharedArrayBuffer(8)
const [view, dataView, buffer] = [new Int32Array(shared), new DataView(shared), Buffer.from(shared)]
const detached = new ArrayBuffer(8)
const outdated = deprecate(() => 1, 'outdated')
const wasm = runInThisContext('new WebAssembly.Memory({ initial: 1 })') as object
structuredClone(detached, { transfer: [detached] })
clearTimeout(timeout)
clearImmediate(immediate)

function withResolvers(): { resolve: () => void } {
  let resolve: () => void
  void new Promise<void>((given) => (resolve = given))
  return { resolve: resolve! }
}

/** Only with that flag it is JavaScript. */
function unreadable(): TaskFunction {
  v8.setFlagsFromString('--allow-natives-syntax')
  try {
    return runInThisContext('(x) => %StringLessThan(x, x)', { filename: import.meta.filename })
  } finally {
    v8.setFlagsFromString('--no-allow-natives-syntax')
  }
}

class Model extends Object {
  weight = 2
  run = () => this.weight
  name() {
    return super.toString()
  }
  naming() {
    return () => super.toString()
  }
}
class Secret {
  readonly #key = 1
  peek() {
    return this.#key
  }
}
class Hidden {
  get #key() {
    return 1
  }
  peek() {
    return this.#key
  }
}
class Locked {
  #open() {
    return 1
  }
  peek() {
    return this.#open()
  }
}
class Heir extends Secret {}
const [model, secret, hidden, locked, heir] = [new Model(), new Secret(), new Hidden(), new Locked(), new Heir()]

const deeper = () => promise
const helper = () => deeper()
const deep = { a: { b: [{ c: new Map([['d', new Set([{ e: { f: promise } }])]]) }] } }
const tagged = { [Symbol('tag')]: promise }
const keyed = new Map([[promise, 1]])
const lazy = {
  get value() {
    return promise
  },
}
class Holder {
  static held = promise
}
const failure = Object.assign(new RangeError('no'), { promise })
const ownThis = model.run
const bound = helper.bind(undefined)
const counter = () => {
  let n = 0
  return () => ++n
}
const [one, other] = [counter(), counter()]

const refused: Readonly<Record<string, Refused>> = {
  'a Promise': captured('promise', 'a Promise', 'Await it before the task is made', () => promise),
  'a WeakRef': captured('weakRef', 'a WeakRef', 'Hold the object itself', () => weakRef),
  'a generator': captured(
    'given', "a generator object, which can't be copied", 'Send the generator function, or an array of what it gives', () => given,
  ),
  'an asynchronous generator': captured(
    'givenLater', "a generator object, which can't be copied", 'Send the generator function, or an array of what it gives', () => givenLater,
  ),
  'an iterator of an array': captured('values', "an Array Iterator, which can't be copied", LIST, () => values),
  'an iterator of a Map': captured('entries', "a Map Iterator, which can't be copied", LIST, () => entries),
  'an iterator of a string': captured('letters', "a String Iterator, which can't be copied", LIST, () => letters),
  'an iterator of matches': captured('matches', "a RegExp String Iterator, which can't be copied", LIST, () => matches),
  'an AbortController': captured(
    'controller', 'an AbortController', 'Give its signal to Parallel instead: Parallel({ signal })', () => controller,
  ),
  'an AbortSignal': captured('signal', 'an AbortSignal', 'Give it to Parallel instead: Parallel({ signal })', () => signal),
  'a timer': captured('timeout', 'a Timeout, which lives in this thread only', MAKE, () => timeout),
  'an immediate': captured('immediate', 'an Immediate, which lives in this thread only', MAKE, () => immediate),
  'a socket': captured('socket', 'a Socket, which lives in this thread only', MAKE, () => socket),
  'a server': captured('server', 'a Server, which lives in this thread only', MAKE, () => server),
  'a stream': captured('stream', 'a PassThrough, which lives in this thread only', MAKE, () => stream),
  'a worker': captured('worker', 'a Worker, which lives in this thread only', MAKE, () => worker),
  'a MessagePort': captured(
    'port', 'a MessagePort, which lives in this thread only', 'Make a BroadcastChannel inside the function', () => port,
  ),
  'a MessagePort that is closed': captured(
    'closedPort', 'a MessagePort, which lives in this thread only', 'Make a BroadcastChannel inside the function', () => closedPort,
  ),
  'memory of WebAssembly': captured('wasm', 'a Memory, which lives in this thread only', MAKE, () => wasm),
  'a Proxy': captured('proxy', 'a Proxy, whose handler is hidden', 'Make the Proxy inside the function', () => proxy),
  'a Proxy of a function': captured('called', 'a Proxy, whose handler is hidden', 'Make the Proxy inside the function', () => called()),
  'a Proxy as the task': {
    fn: called, who: 'an anonymous function', why: 'it is a Proxy, whose handler is hidden', hint: 'Make the Proxy inside the function',
  },
  'a WeakMap with one of its keys': captured(
    'weakMap', 'a WeakMap that has something for an object that goes along', 'Make it inside the function, or use a Map', () => [weakMap, key],
  ),
  'a WeakSet with one of its elements': captured(
    'weakSet', 'a WeakSet that has something for an instance of Key that goes along', 'Make it inside the function, or use a Set',
    () => [weakSet, instance],
  ),

  'a native function without a name': troubled(
    'resolve', 'an anonymous function', 'is native code that is neither a global nor in a module of Node', GET, () => resolve(),
  ),
  'a native function without a name as the task': {
    fn: resolve, who: 'an anonymous function', why: 'it is native code that is neither a global nor in a module of Node', hint: GET,
  },
  'code of Node that it gave': troubled(
    'outdated', `function '${outdated.name}' (PLACE)`, 'is code of Node that is in none of its modules', GET, () => outdated(),
  ),

  'the `this` of the code around an arrow function': {
    fn: model.run,
    why: 'it is an arrow function that uses the `this` of the code around it',
    hint: 'Write `const self = this` around it and use `self`, or send `this.method.bind(this)`',
  },
  'the same in a function that is captured': troubled(
    'ownThis', "function 'run' (PLACE)", 'is an arrow function that uses the `this` of the code around it',
    'Write `const self = this` around it and use `self`, or send `this.method.bind(this)`', () => ownThis(),
  ),
  'the `new.target` of the function around an arrow function': {
    fn: (function () {
      return () => new.target
    })(),
    why: 'it is an arrow function that uses the `new.target` of the function around it',
    hint: 'Write `const target = new.target` around it and use `target`',
  },
  'super in a method': {
    fn: model.name,
    why: "it uses `super`, and which object it is a method of can't be seen",
    hint: 'Send a function that calls the method: `() => object.method()`',
  },
  'super in an arrow function': {
    fn: model.naming(),
    why: "it uses `super`, and which object it is a method of can't be seen",
    hint: 'Send a function that calls the method: `() => object.method()`',
  },
  'a private name outside its class': {
    fn: secret.peek, why: 'it uses `#key`, which only the code of its class may do', hint: CALL,
  },
  'whatever eval may use': {
    fn: runInThisContext('(text) => eval(text)', { filename: import.meta.filename }),
    why: 'it calls `eval`, which may use any variable of the code around it',
    hint: 'Call `globalThis.eval(text)` or `new Function(text)`, which may not',
  },
  'an import relative to no file': {
    fn: new Function('return import("./x.js")') as TaskFunction,
    who: "function 'anonymous'",
    why: "it uses `import()` or `import.meta`, and which file that is relative to can't be told",
    hint: 'Pass the absolute URL as an argument, or export the function from a CommonJS module',
  },
  'a text that the parser does not know': {
    fn: unreadable(),
    why: 'it is written in a JavaScript that the parser of this library does not know',
    hint: `Write it in another way, or ${EXPORT}`,
  },

  'what the engine can not clone': troubled(
    'detached', 'an ArrayBuffer', "can't be cloned: An ArrayBuffer is detached and could not be cloned", 'Send plain data, or make it inside the function',
    () => detached,
  ),
  'an instance with a private field': captured(
    'secret', 'an instance of Secret, which has private members (#key)', MAKE_OR_IMPORT, () => secret.peek(),
  ),
  'an instance with an inherited private field': captured(
    'heir', 'an instance of Heir, which has private members (#key)', MAKE_OR_IMPORT, () => heir.peek(),
  ),
  'an instance with a private accessor': captured(
    'hidden', 'an instance of Hidden, which has private members (#key)', MAKE_OR_IMPORT, () => hidden.peek(),
  ),
  'an instance with a private method': captured(
    'locked', 'an instance of Locked, which has private members', MAKE_OR_IMPORT, () => locked.peek(),
  ),

  'closures that may or may not share a variable': {
    ...troubled(
      'other', 'an anonymous function (PLACE)', "uses 'n', and whether another closure of the same code uses the very same one can't be seen",
      'Keep what changes in a property of an object', () => one() + other(),
    ),
    variable: 'n',
  },

  'what a helper of a helper captures': led(
    "its variable 'helper' leads to a Promise",
    ["its variable 'helper' is function 'helper' (PLACE)", "its variable 'deeper' is function 'deeper' (PLACE)", "its variable 'promise' is a Promise"],
    'Await it before the task is made', () => helper(),
  ),
  'what a bound function captures': {
    ...led(
      "its target leads to a Promise",
      ["its target is function 'helper' (PLACE)", "its variable 'deeper' is function 'deeper' (PLACE)", "its variable 'promise' is a Promise"],
      'Await it before the task is made', bound,
    ),
  },
  'what is deep inside': {
    ...led(
      "its variable 'deep' leads to a Promise",
      [
        "its variable 'deep' is an object", "its property 'a' is an object", "its property 'b' is an array", 'its element [0] is an object',
        "its property 'c' is a Map", "its entry 'd' is a Set", 'its element is an object', "its property 'e' is an object", "its property 'f' is a Promise",
      ],
      'Await it before the task is made', () => deep,
    ),
    why: [
      "its variable 'deep' leads to a Promise.", "    its variable 'deep' is an object", "    its property 'a' is an object",
      "    its property 'b' is an array", '    … 4 more …', "    its property 'e' is an object", "    its property 'f' is a Promise", '',
    ].join('\n'),
  },
  'what an object has under a symbol': led(
    "its variable 'tagged' leads to a Promise",
    ["its variable 'tagged' is an object", 'its property [Symbol(tag)] is a Promise'], 'Await it before the task is made', () => tagged,
  ),
  'the key of a Map': led(
    "its variable 'keyed' leads to a Promise",
    ["its variable 'keyed' is a Map", 'its key is a Promise'], 'Await it before the task is made', () => keyed,
  ),
  'what a getter captures': led(
    "its variable 'lazy' leads to a Promise",
    ["its variable 'lazy' is an object", "its getter property 'value' is function 'get value' (PLACE)", "its variable 'promise' is a Promise"],
    'Await it before the task is made', () => lazy.value,
  ),
  'a static property': led(
    "its variable 'Holder' leads to a Promise",
    ["its variable 'Holder' is class 'Holder' (PLACE)", "its property 'held' is a Promise"], 'Await it before the task is made', () => Holder,
  ),
  'a property of an error': led(
    "its variable 'failure' leads to a Promise",
    ["its variable 'failure' is an instance of RangeError", "its property 'promise' is a Promise"],
    'Await it before the task is made', () => failure,
  ),
}

/** With places in this file, in the packages of a spec or in Node taken out. */
function withoutPlaces(text: string): string {
  return text.replace(/ \((?:\/|[A-Z]:\\|node:).+?:\d+:\d+\)/g, ' (PLACE)')
}

function nameOf({ name }: TaskFunction): string {
  return name ? `function '${name}' (PLACE)` : 'an anonymous function (PLACE)'
}

describe('refusals', () => {
  const messages = useMessages()
  const scratch = useScratch()
  after(async () => {
    port.close()
    await worker.terminate()
  })

  for (const backend of ['threads', 'processes'] as const) {
    describe(`on ${backend}`, () => {
      const parallel = Parallel({ backend, nJobs: 1 })
      before(() => parallel([delayed(Math.abs)(1)])) // starts the worker
      after(() => parallel.close())

      async function refusalOf(fn: TaskFunction): Promise<ClosureError> {
        const error = await rejectionOf(ClosureError, parallel([delayed(fn)(...([] as never[]))]))
        expect(messages).to.deep.equal([])
        return error
      }

      for (const [title, { fn, who = nameOf(fn), why, trail = [], hint, variable }] of Object.entries(refused)) {
        it(title, async () => {
          const error = await refusalOf(fn)
          const { message, location } = error
          const end = why.endsWith('\n') ? '' : '. '
          expect(withoutPlaces(message)).to.equal(`${who} can't be sent to a worker: ${why}${end}${hint}.`)
          expect(error).to.include({ code: 'ERR_CLOSURE_CAPTURE', hint, variable, function: fn.name })
          expect(error.trail.map(withoutPlaces)).to.deep.equal(trail)
          expect(location ?? '').to.match(who.includes('PLACE') ? /refusals\.spec\.[jt]s:\d+:\d+$/ : /^$/)
        })
      }
    })
  }

  describe('shared memory, on processes', () => {
    const parallel = Parallel({ backend: 'processes', nJobs: 1 })
    before(() => parallel([delayed(Math.abs)(1)]))
    after(() => parallel.close())

    for (const [title, what, fn] of [
      ['a SharedArrayBuffer', 'a SharedArrayBuffer', () => shared],
      ['a typed array', 'an Int32Array on a SharedArrayBuffer', () => view],
      ['a DataView', 'a DataView on a SharedArrayBuffer', () => dataView],
      ['a Buffer', 'a Buffer on a SharedArrayBuffer', () => buffer],
    ] as const) {
      it(title, async () => {
        const { message, hint } = await rejectionOf(ClosureError, parallel([delayed(fn as () => unknown)()]))
        const name = /=> (\w+)/.exec(String(fn))![1]!
        expect(withoutPlaces(message)).to.equal(
          `an anonymous function (PLACE) can't be sent to a worker: its variable '${name}' is ${what}, which processes can't share. ${hint}.`,
        )
        expect(hint).to.equal("Use backend 'threads', whose workers share memory, or send a copy")
        expect(messages).to.deep.equal([])
      })
    }
  })

  describe('in a call', () => {
    const parallel = Parallel({ backend: 'threads', nJobs: 1 })
    const errorOf = (task: Task) => rejectionOf(ClosureError, parallel([task]))
    after(() => parallel.close())

    it('name the place that a stack names', async () => {
      const [fn, made] = [() => promise, new Error('made here')] // both in this line
      const [, file, line] = /(\/.*refusals\.spec\.[jt]s):(\d+):/.exec(made.stack!)!
      const { message, location } = await errorOf(delayed(fn)())
      expect(location).to.match(new RegExp(`:${line}:\\d+$`)).and.include(`${file}:`)
      expect(message).to.match(/^an anonymous function \(/).and.include(`(${location}) can't be sent to a worker: `)
    })

    it('fail the tasks that they are about, each by an error of its own', async () => {
      const returning = Parallel({ backend: 'threads', nJobs: 1, onError: 'return' })
      const fn = () => promise
      const [first, good, second] = await returning([delayed(fn)(), delayed(Math.abs)(-1), delayed(fn)()])
      expect(good).to.deep.equal({ status: 'fulfilled', value: 1 })
      expect(first).to.have.nested.property('reason.code', 'ERR_CLOSURE_CAPTURE')
      expect(second).to.have.nested.property('reason.message', (first as PromiseRejectedResult).reason.message)
      await returning.close()
    })

    it('are over when their cause is', async () => {
      let held: unknown = promise
      const fn = () => typeof held
      await errorOf(delayed(fn)())
      held = 1
      expect(await parallel([delayed(fn)()])).to.deep.equal(['number'])
    })

    it('a function among arguments is refused as one that is called is', async () => {
      const call = (fn: () => unknown) => fn()
      const { message, variable } = await errorOf(delayed(call)(() => promise))
      expect(withoutPlaces(message)).to.equal(
        "an anonymous function (PLACE) can't be sent to a worker: its variable 'promise' is a Promise. Await it before the task is made.",
      )
      expect(variable).to.equal('promise')
    })

    it('what is beside a function in an argument is told by the argument', async () => {
      const error = await errorOf(delayed((_: number, options: object) => options)(0, { run: () => 1, until: promise }))
      expect(error.message).to.equal(
        "argument 1 of a task can't be sent to a worker: its property 'until' is a Promise. Await it before the task is made.",
      )
      expect(error).to.include({ function: undefined, variable: undefined, location: undefined })
      expect(error.trail).to.deep.equal(["its property 'until' is a Promise"])
    })

    it("by: 'reference' needs an export", async () => {
      const { message, hint } = await errorOf(delayed(() => 1, { by: 'reference' })())
      expect(hint).to.equal(`Leave the option out, or ${EXPORT}`)
      expect(withoutPlaces(message)).to.equal(
        `an anonymous function (PLACE) can't be sent to a worker: it is to go by reference (\`by: 'reference'\`), ` +
          `and no module that a worker can import exports it. ${hint}.`,
      )
    })

    // Node 20 takes the variable for undefined
    const itIfSeen = Number(process.versions.node.split('.')[0]) >= 22 ? it : it.skip
    itIfSeen('a variable that has no value yet', async () => {
      const { message, variable, hint } = await errorOf(delayed(() => later)())
      const later = 1
      expect(withoutPlaces(message)).to.equal(
        `an anonymous function (PLACE) can't be sent to a worker: it uses 'later', which has no value yet. ${hint}.`,
      )
      expect(hint).to.equal('Make the task after the line that declares it')
      expect(variable).to.equal('later')
    })

    it('what a package keeps to itself is cut, and the way out is another one', async () => {
      scratch.write('package.json', '{}')
      mkdirSync(scratch.file('node_modules/a-store'), { recursive: true })
      scratch.write('node_modules/a-store/index.js', `
        class Store { constructor() { this.state = { ready: Promise.resolve() } } }
        exports.open = () => new Store()
      `)
      const { open } = createRequire(scratch.file('main.js'))('a-store')
      const store = open()
      const { message, hint, trail } = await errorOf(delayed(() => store)())
      expect(withoutPlaces(message)).to.equal(
        "an anonymous function (PLACE) can't be sent to a worker: its variable 'store' leads to a Promise.\n" +
          "    its variable 'store' is an instance of Store\n" +
          "    … inside the package 'a-store'\n" +
          `${hint}.`,
      )
      expect(hint).to.equal("Make 'store' inside the function, or import it from a module of your own")
      expect(trail).to.have.length(3)
    })
  })

  it('a function can be a key of a WeakMap too', async () => {
    const cached = () => 1
    const cache = new WeakMap([[cached, 1]])
    await using parallel = Parallel({ backend: 'threads', nJobs: 1 })
    const error = await rejectionOf(ClosureError, parallel([delayed(() => cache.get(cached))()]))
    expect(error.variable).to.equal('cache')
    expect(error.message).to.include('a WeakMap that has something for a function that goes along')
  })

  it('a key of a WeakMap may be deep in data', async () => {
    const inner = {}
    const outer = { list: [inner] }
    const known = new WeakMap([[inner, 1]])
    await using parallel = Parallel({ backend: 'threads', nJobs: 1 })
    const error = await rejectionOf(ClosureError, parallel([delayed(() => known.get(outer.list[0]!))()]))
    expect(error.variable).to.equal('known')
  })

  it('a WeakMap or WeakSet none of whose keys goes along is an empty one there', async () => {
    const [known, seen] = [new WeakMap([[key, 1]]), new WeakSet([instance])]
    const check = () => [known.has({}), known.set(known, 2).get(known), seen.has({}), known instanceof WeakMap]
    await using parallel = Parallel({ backend: 'threads', nJobs: 1 })
    expect(await parallel([delayed(check)()])).to.deep.equal([[false, 2, false, true]])
  })
})
