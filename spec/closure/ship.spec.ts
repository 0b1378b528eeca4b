import { expect } from 'chai'
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { setTimeout } from 'node:timers/promises'
import { runInThisContext } from 'node:vm'
import { revive } from '../../lib/closure/revive.js'
import { ship } from '../../lib/closure/ship.js'
import type { Shipment } from '../../lib/closure/shipment.js'
import { ClosureError } from '../../lib/model/errors.js'
import type { TaskFunction } from '../../lib/model/task.js'
import * as exported from '../fixtures/closure-exports.js'
import { outcomeOf } from '../fixtures/closure-outcome.js'
import { namedShapes, oddShapes, plainShapes } from '../fixtures/closure-shapes.js'
import { rejectionOf } from '../helpers/rejection.js'

async function copyOf(fn: TaskFunction): Promise<TaskFunction> {
  return revive(structuredClone(await ship(fn)))
}

async function kindOf(fn: TaskFunction): Promise<Shipment['kind']> {
  return (await ship(fn)).kind
}

/** The message of a refusal, with the place taken out of it. */
async function refusalOf(fn: TaskFunction): Promise<{ message: string; variable: string | undefined }> {
  const { message, variable, code } = await rejectionOf(ClosureError, Promise.resolve().then(() => ship(fn)))
  expect(code).to.equal('ERR_CLOSURE_CAPTURE')
  return { message: message.replace(/ \(\S+:\d+:\d+\)/, ' (PLACE)'), variable }
}

function resolveOfPromise(): TaskFunction {
  let resolve: TaskFunction
  void new Promise<never>((given) => (resolve = given))
  return resolve!
}

describe('ship', () => {
  describe('a function and its copy do the same:', () => {
    for (const { title, fn, args } of [...plainShapes, ...oddShapes, ...namedShapes]) {
      it(title, async () => {
        const copy = await copyOf(fn)
        expect(copy).to.not.equal(undefined)
        expect(await outcomeOf(copy, args)).to.deep.equal(await outcomeOf(fn, args))
      })
    }

    it('and have the same name', async () => {
      for (const { title, fn } of [...plainShapes, ...oddShapes]) {
        expect((await copyOf(fn)).name, title).to.equal(fn.name)
      }
    })
  })

  it('the shapes are many, and are shipped in the way that their list is named after', async () => {
    expect(plainShapes.length + oddShapes.length + namedShapes.length).to.be.greaterThan(90)
    for (const { title, fn } of [...plainShapes, ...oddShapes]) expect(await kindOf(fn), title).to.equal('source')
    for (const { title, fn } of namedShapes) expect(await kindOf(fn), title).to.be.oneOf(['global', 'builtin', 'bound'])
  })

  describe('functions that every isolate has', () => {
    it('go by name', () => {
      expect(ship(Math.sqrt)).to.deep.equal({ kind: 'global', path: ['Math', 'sqrt'] })
      expect(ship(String.prototype.trim)).to.deep.equal({ kind: 'global', path: ['String', 'prototype', 'trim'] })
      expect(ship(fetch)).to.deep.equal({ kind: 'global', path: ['fetch'] })
      expect(ship(gzipSync)).to.deep.equal({ kind: 'builtin', module: 'node:zlib', path: ['gzipSync'] })
    })

    it('a function that the program put in their place goes by text', async () => {
      const { atob } = globalThis
      globalThis.atob = (text) => `mine: ${String(text)}`
      try {
        expect(await kindOf(globalThis.atob)).to.equal('source')
        globalThis.atob = function atob(text) {
          return String(text) + String(expect)
        }
        expect((await refusalOf(globalThis.atob)).variable).to.equal('expect')
      } finally {
        globalThis.atob = atob
      }
    })
  })

  describe('functions that an ES module exports', () => {
    const { href: url } = new URL('../fixtures/closure-exports.js', import.meta.url)

    it('go by name when their text is not enough', async () => {
      expect(await ship(exported.scale)).to.deep.equal({ kind: 'import', url, path: ['scale'] })
      expect(await ship(exported.default)).to.deep.equal({ kind: 'import', url, path: ['default'] })
      expect(await ship(exported.api.offset)).to.deep.equal({ kind: 'import', url, path: ['api', 'offset'] })
      expect(await ship(exported.Scales.by)).to.deep.equal({ kind: 'import', url, path: ['Scales', 'by'] })
      expect((await copyOf(exported.scale)) as unknown).to.equal(exported.scale)
    })

    it('go by name when they refer to themselves and have properties', async () => {
      expect(await ship(exported.memoized)).to.deep.equal({ kind: 'import', url, path: ['memoized'] })
    })

    it('go by name when they are an arrow function with a this, or a class', async () => {
      expect(await ship(exported.whatThisIs)).to.deep.equal({ kind: 'import', url, path: ['whatThisIs'] })
      const Scales = exported.Scales as unknown as TaskFunction
      expect(await ship(Scales)).to.deep.equal({ kind: 'import', url, path: ['Scales'] })
    })

    it('are asked for once, however often they are shipped', async () => {
      const shipping = [ship(exported.askedTwice), ship(exported.askedTwice)]
      expect(shipping[0]).to.be.instanceOf(Promise)
      const [first, second] = await Promise.all(shipping)
      expect(second).to.equal(first)
      expect(ship(exported.askedTwice)).to.equal(first)
    })

    it('what the module keeps to itself is refused', async () => {
      expect(await refusalOf(exported.expose())).to.deep.equal({
        message:
          "function 'hidden' (PLACE) can't be sent to a worker: it uses the variable 'factor' of the code around it. " +
          "Pass it as an argument, declare it inside the function, or export the function from a module other " +
          "than the program's main file.",
        variable: 'factor',
      })
    })

    it('the private name of a class can be used by its exported methods only', async () => {
      expect(await refusalOf(exported.Scales.prototype.peek)).to.deep.equal({
        message:
          "function 'peek' (PLACE) can't be sent to a worker: it uses a private name, which only the code of its " +
          'class may do. Call a public method from a function that a module exports.',
        variable: undefined,
      })
    })
  })

  describe('what depends on the file of a function', () => {
    it('is taken from its own file', async () => {
      const { withImport, withMeta } = exported.relatives
      expect(await kindOf(withImport)).to.equal('source')
      expect(await outcomeOf(await copyOf(withImport), [1])).to.deep.equal({ value: 2 })
      expect(await outcomeOf(await copyOf(withMeta), [])).to.deep.equal({ value: withMeta() })
    })

    it('is never shared by functions of the same text', async () => {
      const here = () => import.meta.url
      expect(here.toString()).to.equal(exported.relatives.here.toString())
      expect(await outcomeOf(await copyOf(here), [])).to.deep.equal({ value: here() })
      const there = exported.relatives.here
      expect(await outcomeOf(await copyOf(there), [])).to.deep.equal({ value: there() })
    })

    it('is taken from there too by what a shipped function makes and ships on', async () => {
      const copy = (await copyOf(exported.relatives.returning)) as () => TaskFunction
      expect(await outcomeOf(await copyOf(copy()), [])).to.deep.equal({ value: exported.relatives.here() })
    })

    it('is refused when the function is in no file', async () => {
      expect(await refusalOf(new Function('return import("./closure-neighbour.js")') as TaskFunction)).to.deep.equal({
        message:
          "function 'anonymous' can't be sent to a worker: it imports or names something relative to its own file, " +
          "which can't be told here. Pass the absolute URL as an argument, or export the function from a " +
          "CommonJS module.",
        variable: undefined,
      })
    })
  })

  describe('one function', () => {
    it('has one shipment', () => {
      const fn = (x: number) => Math.abs(x)
      expect(ship(fn)).to.equal(ship(fn))
    })

    it('shares its shipment with all functions that a place in the code makes, if they use nothing else', () => {
      const makePure = () => (x: number) => x + 1
      const makeOther = () => (x: number) => Math.abs(x)
      expect(ship(makePure())).to.equal(ship(makePure()))
      expect(ship(makeOther())).to.deep.equal(ship(makeOther()))
    })

    it('is bound to what it is bound to when the shipment is cloned', async () => {
      const list = [1]
      const length = Array.prototype.concat.bind(list, [0])
      expect(await outcomeOf(await copyOf(length), [])).to.deep.equal({ value: [1, 0] })
      list.push(2)
      expect(await outcomeOf(await copyOf(length), [])).to.deep.equal({ value: [1, 2, 0] })
    })

    it('is refused by an error of its own each time', async () => {
      const fn = () => expect
      const errors = [1, 2].map(() => rejectionOf(ClosureError, Promise.resolve().then(() => ship(fn))))
      const [first, second] = await Promise.all(errors)
      expect(first).to.not.equal(second)
      expect(first).to.include({ message: second!.message, variable: 'expect', code: 'ERR_CLOSURE_CAPTURE' })
    })

    it('is bound to functions as well, exported ones included', async () => {
      const apply = (f: (x: number) => number, x: number) => f(x) + 1
      expect(await outcomeOf(await copyOf(apply.bind(null, exported.scale)), [2])).to.deep.equal({ value: 7 })
      expect(await outcomeOf(await copyOf(exported.scale.bind(null, 2)), [])).to.deep.equal({ value: 6 })
    })
  })

  describe('what a function uses of the code around it is refused:', () => {
    const OR_EXPORT = "or export the function from a module other than the program's main file"
    const PASS = `Pass it as an argument, declare it inside the function, ${OR_EXPORT}`
    const IMPORT = `Import or declare it inside the function, ${OR_EXPORT}`
    const ANONYMOUS = 'an anonymous function (PLACE)'

    const factor = 3
    const other = 4
    const helper = (x: number) => x
    class Model extends Object {
      weight = 2
      #bias = 1
      run = () => this.weight
      score(x: number) {
        return this.weight * x
      }
      name() {
        return super.toString()
      }
      bias() {
        return this.#bias
      }
    }

    interface Refused {
      readonly fn: TaskFunction
      readonly who: string
      readonly why: string
      readonly wayOut: string
      readonly variable?: string
    }

    const variable = (name: string, fn: TaskFunction, wayOut: string): Refused => ({
      fn,
      who: ANONYMOUS,
      why: `it uses the variable '${name}' of the code around it`,
      wayOut,
      variable: name,
    })

    const refusals: Readonly<Record<string, Refused>> = {
      'a variable': variable('factor', (x: number) => x * factor, PASS),
      'a variable that it only asks for': variable('factor', () => typeof factor, PASS),
      'a variable of a bound function': variable('factor', ((x: number) => x * factor).bind(null, 1), PASS),
      'several variables': {
        fn: function total(x: number) {
          return x * other * factor
        },
        who: "function 'total' (PLACE)",
        why: "it uses the variables 'other', 'factor' of the code around it",
        wayOut: `Pass them as an argument, declare them inside the function, ${OR_EXPORT}`,
        variable: 'other',
      },
      'a function': variable('helper', (x: number) => helper(x), IMPORT),
      'an import': variable('createHash', (x: string) => createHash('md5').update(x), IMPORT),
      'an import with the name of a global': variable('setTimeout', async () => setTimeout(1), IMPORT),
      'a module': variable('exported', () => exported.scale(1), IMPORT),
      'a counter of istanbul': variable(
        'cov_1abc',
        runInThisContext('(() => { const cov_1abc = () => ({ f: [0] }); return () => cov_1abc().f[0]++ })()'),
        "'cov_1abc' counts coverage for istanbul: measure with c8, or leave this file out",
      ),
      'an import that vitest has rewritten': variable(
        '__vi_import_0__',
        runInThisContext('(() => { const __vi_import_0__ = {}; return () => __vi_import_0__.x })()'),
        "'__vi_import_0__' is vitest's for an import: " +
          'get modules of Node by `process.getBuiltinModule()` in the function, ' +
          'or export the function from a module that vitest leaves alone (`server.deps.external`)',
      ),
      'what is nowhere': {
        fn: runInThisContext('() => nowhere + 1'),
        who: ANONYMOUS,
        why: "it uses 'nowhere', which is not defined",
        wayOut: 'Define it, or ask with `typeof nowhere` whether somebody has',
        variable: 'nowhere',
      },
      'this': {
        fn: new Model().run,
        who: "function 'run' (PLACE)",
        why: 'it is an arrow function that uses the `this` of the code around it',
        wayOut: 'Read what it needs from `this` before, and pass that as an argument',
      },
      'super': {
        fn: Model.prototype.name,
        who: "function 'name' (PLACE)",
        why: 'it uses `super`, which only a method of its class or object may do',
        wayOut: 'Call the method from a function that a module exports',
      },
      'a private name': {
        fn: Model.prototype.bias,
        who: "function 'bias' (PLACE)",
        why: 'it uses a private name, which only the code of its class may do',
        wayOut: 'Call a public method from a function that a module exports',
      },
      'arguments': {
        fn: (function (..._: unknown[]) {
          return () => arguments.length
        })(1, 2),
        who: ANONYMOUS,
        why: 'it is an arrow function that uses the `arguments` of the function around it',
        wayOut: 'Pass what it needs of them as arguments of its own',
      },
      'new.target': {
        fn: (function () {
          return () => new.target
        })(),
        who: ANONYMOUS,
        why: 'it is an arrow function that uses the `new.target` of the function around it',
        wayOut: 'Read it before, and pass it as an argument',
      },
      'whatever eval may use': {
        fn: runInThisContext('(text) => eval(text)'),
        who: ANONYMOUS,
        why: 'it calls `eval`, which may use any variable of the code around it',
        wayOut: 'Call `globalThis.eval(text)` or `new Function(text)`, which may not',
      },
      'more of import.meta than the place of the file': {
        fn: () => import.meta.resolve('x'),
        who: "function 'fn' (PLACE)",
        why: 'it uses more of `import.meta` than url, filename and dirname',
        wayOut: 'Read that before, and pass it as an argument',
      },
      'the instance that it is bound to': {
        fn: new Model().score.bind(new Model()),
        who: "function 'bound score'",
        why: 'it is bound to an instance of Model, which would arrive as plain data without its methods',
        wayOut: 'Send a function that takes the data as an argument and makes the object itself',
      },
      'its own properties': {
        fn: (() => {
          const counted = Object.assign(() => counted.count++, { count: 0 })
          return counted
        })(),
        who: ANONYMOUS,
        why: "it refers to itself and has properties of its own, which don't travel",
        wayOut: `Keep them elsewhere, ${OR_EXPORT}`,
      },
    }
    const unfit: Readonly<Record<string, Refused>> = {
      'what new gives to a class': {
        fn: Model as unknown as TaskFunction,
        who: "function 'Model' (PLACE)",
        why: "it is a class, which a task can't call without `new`",
        wayOut: 'Send a function that calls `new` itself',
      },
      'the handler of a Proxy': {
        fn: new Proxy(() => 1, {}),
        who: 'an anonymous function',
        why: 'it is a Proxy, whose handler is hidden',
        wayOut: 'Send a function that makes the Proxy itself',
      },
      'native code without a name': {
        fn: resolveOfPromise(),
        who: 'an anonymous function',
        why: 'it is native code, and neither a global nor a loaded module has it',
        wayOut: 'Send a function that gets and calls it',
      },
      'a text that looks like native code': {
        fn: () => '{ [native code] }',
        who: "function 'fn' (PLACE)",
        why: 'its text contains `{ [native code] }`, by which native functions are known',
        wayOut: `Write it in another way, ${OR_EXPORT}`,
      },
    }

    for (const [title, { fn, who, why, wayOut, variable }] of Object.entries({ ...refusals, ...unfit })) {
      it(title, async () => {
        const message = `${who} can't be sent to a worker: ${why}. ${wayOut}.`
        expect(await refusalOf(fn)).to.deep.equal({ message, variable })
      })
    }

    it('a global of the program', async () => {
      Object.assign(globalThis, { puthere: 1 })
      try {
        expect(await refusalOf(runInThisContext('() => puthere'))).to.deep.equal({
          message:
            `${ANONYMOUS} can't be sent to a worker: it uses the global 'puthere', which the program made itself. ` +
            `${PASS}.`,
          variable: 'puthere',
        })
      } finally {
        Reflect.deleteProperty(globalThis, 'puthere')
      }
    })

    it('a variable that has no value yet', async () => {
      const fn = () => later
      const { message, variable } = await refusalOf(fn)
      expect(variable).to.equal('later')
      expect(message).to.include("it uses the variable 'later' of the code around it")
      const later = 1
    })

    it('and the place of the function is the one that a stack names', async () => {
      const [fn, made] = [() => factor, new Error('made here')] // both in this line
      const line = /ship\.spec\.[jt]s:(\d+):/.exec(made.stack!)![1]!
      const { message } = await rejectionOf(ClosureError, Promise.resolve().then(() => ship(fn)))
      expect(message).to.match(new RegExp(`^an anonymous function \\(/.*ship\\.spec\\.[jt]s:${line}:\\d+\\) can't`))
    })
  })
})
