import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { useProject } from './project.js'

/** Adds a line to a file whenever the program's main file runs; exports a task and a helper, and sends both. */
const MODULE = `
  import { appendFileSync } from 'node:fs'
  import { delayed, Parallel } from 'allcores'
  import { increase } from './module.mjs'
  appendFileSync('started.txt', 'started\\n')
  const factor = 2
  export const scale = (x) => x * factor
  export function scaleTwice(x) { return scale(scale(x)) }
  export class Scaler { scale(x) { return scale(x) } }
  for (const backend of ['threads', 'processes']) {
    const fns = [scale, scaleTwice, (x) => new Scaler().scale(x), (x) => increase(scaleTwice(x))]
    await Parallel({ nJobs: 2, backend })(fns.map((fn) => delayed(fn)(4))).then(
      (values) => console.log(JSON.stringify(values)),
      (error) => console.log(error.message),
    )
  }
`

const COMMONJS = `
  const { appendFileSync } = require('node:fs')
  const { delayed, Parallel } = require('allcores')
  const { increase } = require('./module.cjs')
  appendFileSync('started.txt', 'started\\n')
  const factor = 2
  exports.scale = (x) => x * factor
  const scaleTwice = exports.scaleTwice = (x) => exports.scale(exports.scale(x))
  class Scaler { scale(x) { return exports.scale(x) } }
  Object.assign(exports, { Scaler })
  const run = async () => {
    for (const backend of ['threads', 'processes']) {
      const fns = [exports.scale, scaleTwice, (x) => new Scaler().scale(x), (x) => increase(exports.scaleTwice(x))]
      await Parallel({ nJobs: 2, backend })(fns.map((fn) => delayed(fn)(4))).then(
        (values) => console.log(JSON.stringify(values)),
        (error) => console.log(error.message),
      )
    }
  }
  run()
`

const GIVES = '[8,16,8,17]\n'.repeat(2)

describe("the program's main file", function () {
  this.timeout(240_000)
  const project = useProject()
  const starts = () => readFileSync(project.file('started.txt'), 'utf8').trimEnd().split('\n').length
  beforeEach(() => project.write('started.txt', ''))

  for (const [kind, extension, module, program] of [
    ['ES', 'mjs', 'let by = 1; export const increase = (x) => x + by', MODULE],
    ['CommonJS', 'cjs', 'let by = 1; exports.increase = (x) => x + by', COMMONJS],
  ] as const) {
    it(`is not run by workers that get its functions: an ${kind} module`.replace('an C', 'a C'), async () => {
      project.write(`module.${extension}`, module)
      project.write(`main.${extension}`, program)
      const { stdout, stderr } = await project.run([`main.${extension}`])
      expect({ stdout, stderr, starts: starts() }).to.deep.equal({ stdout: GIVES, stderr: '', starts: 1 })
    })
  }

  /** A program whose main file is imported by the module of its task. */
  function writeCircle(backend: string, start: string): void {
    // what a WeakRef holds can't be copied: the worker has to import the module
    project.write('module.mjs', `
      import { factor } from './main.mjs'
      const seen = new WeakRef({})
      export function scale(x) { return seen === factor ? 0 : x * factor }
    `)
    project.write('main.mjs', `
      import { appendFileSync } from 'node:fs'
      import { delayed, Parallel } from 'allcores'
      import { scale } from './module.mjs'
      appendFileSync('started.txt', 'started\\n')
      export const factor = 2
      const run = () =>
        Parallel({ nJobs: 2, backend: '${backend}' })([delayed(scale)(4), delayed(scale)(5)]).then(
          (values) => console.log(JSON.stringify(values)),
          ({ name, code, message, cause }) => console.log(name, code, message, cause?.cause?.code ?? ''),
        )
      ${start}
    `)
  }

  for (const [backend, title, start] of [
    ['threads', 'threads', 'void run()'],
    ['processes', 'processes', 'void run()'],
    ['threads', 'threads, if it waits for them', 'await run()'],
  ] as const) {
    it(`that a module of a task's own imports, too, ends in an error on ${title}`, async () => {
      writeCircle(backend, start)
      const { exitCode, stdout } = await project.run(['main.mjs'])
      expect(exitCode).to.equal(0)
      expect(starts()).to.be.at.most(3)
      expect(stdout).to.match(/^ClosureError ERR_\w+ .*module\.mjs.* ERR_MAIN_FILE_IN_WORKER$/m)
    })
  }

  for (const [backend, start] of [
    ['threads', 'setTimeout(run, 10)'],
    ['processes', 'void import("node:fs").then(run)'],
  ] as const) {
    it(`does not start workers of workers on ${backend}, if it gets to that when it is loaded`, async () => {
      writeCircle(backend, start)
      const { exitCode, stdout } = await project.run(['main.mjs'])
      expect(exitCode).to.equal(0)
      expect(starts()).to.be.at.most(3)
      expect(stdout).to.match(/^\[8,10\]$/m)
    })
  }
})
