import { expect } from 'chai'
import { mkdirSync, symlinkSync } from 'node:fs'
import { runProgram } from '../helpers/program.js'
import { useScratch } from '../helpers/scratch.js'

const SHIP = JSON.stringify(new URL('../../lib/closure/ship.js', import.meta.url).href)
const REVIVE = JSON.stringify(new URL('../../lib/closure/revive.js', import.meta.url).href)

/** Tells how a function was shipped, or why it wasn't. */
const TELL = `
  const tell = async (fn, ...args) => {
    const { ship } = await import(${SHIP})
    const { revive } = await import(${REVIVE})
    try {
      const shipment = await ship(fn)
      console.log(shipment.kind, (await revive(structuredClone(shipment)))(...args))
    } catch (error) {
      console.log(error.code, error.message)
    }
  }
`
const REFUSAL = /^ERR_CLOSURE_CAPTURE .* \((\S+):\d+:\d+\) can't be sent to a worker: it uses the variable 'factor' /

describe("ship, of functions of the program's main file", () => {
  const scratch = useScratch()

  async function run(file: string, ...flags: string[]): Promise<string[]> {
    const { stdout, stderr } = await runProgram(undefined, { flags: [...flags, scratch.file(file)] })
    expect(stderr).to.equal('')
    return stdout.trimEnd().split('\n')
  }

  const EXPORTING = `${TELL}
    console.log('the program runs')
    const factor = 2
    export const scale = (x) => x * factor
    export const double = (x) => x * 2
    await tell(double, 4)
    await tell(scale, 4)
  `

  it('of an ES module: text goes, a name does not', async () => {
    scratch.write('main.mjs', EXPORTING)
    const [started, double, scale, ...more] = await run('main.mjs')
    expect([started, double]).to.deep.equal(['the program runs', 'source 8'])
    expect(REFUSAL.exec(scale!)![1]).to.equal(scratch.file('main.mjs'))
    expect(more).to.deep.equal([])
  })

  it('of an ES module that is started through a link', async () => {
    mkdirSync(scratch.file('folder'))
    scratch.write('folder/main.mjs', EXPORTING)
    symlinkSync(scratch.file('folder/main.mjs'), scratch.file('link.mjs'))
    const [started, , scale, ...more] = await run('link.mjs')
    expect(started).to.equal('the program runs')
    expect(scale).to.match(REFUSAL)
    expect(more).to.deep.equal([])
  })

  it('of an ES module that is started by its folder', async () => {
    mkdirSync(scratch.file('folder'))
    scratch.write('folder/package.json', '{ "type": "module", "main": "main.js" }')
    scratch.write('folder/main.js', EXPORTING)
    const [started, , scale, ...more] = await run('folder')
    expect(started).to.equal('the program runs')
    expect(scale).to.match(REFUSAL)
    expect(more).to.deep.equal([])
  })

  it('of a CommonJS module', async () => {
    scratch.write('main.cjs', `${TELL}
      const factor = 2
      const scale = (x) => x * factor
      const double = (x) => x * 2
      Object.assign(exports, { scale, double })
      tell(double, 4).then(() => tell(scale, 4))
    `)
    const [double, scale, ...more] = await run('main.cjs')
    expect(double).to.equal('source 8')
    expect(REFUSAL.exec(scale!)![1]).to.equal(scratch.file('main.cjs'))
    expect(more).to.deep.equal([])
  })

  it('modules that it imports are no main files', async () => {
    scratch.write('module.mjs', 'const factor = 2; export const scale = (x) => x * factor')
    scratch.write('main.mjs', `${TELL}\nimport { scale } from './module.mjs'\nawait tell(scale, 4)`)
    expect(await run('main.mjs')).to.deep.equal(['import 8'])
  })

  it('a module that waits for the call at its top level is no reason to wait for ever', async () => {
    scratch.write('module.mjs', `${TELL}
      const factor = 2
      export const scale = (x) => x * factor
      await tell(scale, 4)
    `)
    scratch.write('main.mjs', "import './module.mjs'")
    const [line, ...more] = await run('main.mjs')
    expect(line).to.include('its module is still being loaded, perhaps because it awaits this very call')
    expect(more).to.deep.equal([])
  })

  it('functions of Node are found however they were reached', async () => {
    scratch.write('main.mjs', `${TELL}
      import fs from 'node:fs'
      const { ship } = await import(${SHIP})
      await tell(process.uptime.call.bind(() => 'called'))
      console.log((await ship(process.cwd)).module)
      console.log((await ship(fs.promises.readFile)).module)
    `)
    expect(await run('main.mjs')).to.deep.equal(['bound called', 'node:process', 'node:fs/promises'])
  })

  for (const [title, flags] of [
    ['-e', ['-e']],
    ['-e as an ES module', ['--input-type=module', '-e']],
  ] as const) {
    it(`code given by ${title} goes by text`, async () => {
      const script = `${TELL}
        const factor = 2
        tell((x) => x * 2, 4)
          .then(() => tell(async () => (await import('./closure-neighbour.js')).next(1)))
          .then(() => tell((x) => x * factor, 4))
      `
      const { stdout, stderr } = await runProgram(undefined, { flags: [...flags, script] })
      expect(stderr).to.equal('')
      const [double, neighbour, scale] = stdout.split('\n')
      expect([double, neighbour]).to.deep.equal(['source 8', 'source Promise { <pending> }'])
      expect(scale).to.match(REFUSAL)
    })
  }

  describe('without an inspector', () => {
    const { allowedNodeEnvironmentFlags: known } = process
    const permission = known.has('--permission') ? '--permission' : '--experimental-permission'
    const flags = [permission, '--allow-fs-read=*', '--no-warnings']

    it('functions that need nothing go by text, what every isolate has by name', async () => {
      scratch.write('main.mjs', `${TELL}
        import { basename } from 'node:path'
        await tell((x) => Math.abs(x) * 2, -4)
        await tell(async function* () {}.constructor.prototype.constructor ? Math.sqrt : 0, 4)
        await tell(basename, '/a/b')
      `)
      expect(await run('main.mjs', ...flags)).to.deep.equal(['source 8', 'global 2', 'builtin b'])
    })

    it('functions that a CommonJS module exports go by name, if they must', async () => {
      scratch.write('module.cjs', 'const factor = 2; exports.scale = (x) => x * factor; exports.sloppy = () => 010')
      scratch.write('main.mjs', `${TELL}
        import module from './module.cjs'
        await tell(module.scale, 4)
        await tell(module.sloppy)
      `)
      expect(await run('main.mjs', ...flags)).to.deep.equal(['require 8', 'source 8'])
    })

    it('others are refused by an error that says so', async () => {
      scratch.write('module.mjs', 'const factor = 2; export const scale = (x) => x * factor')
      scratch.write('main.mjs', `${TELL}
        import { scale } from './module.mjs'
        await tell(scale, 4)
        await tell([].at.bind([1]), 0)
        await tell(() => import('./x.js'))
      `)
      expect(await run('main.mjs', ...flags)).to.deep.equal([
        "ERR_CLOSURE_CAPTURE function 'scale' can't be sent to a worker: it uses the variable 'factor' of the code " +
          'around it. Pass it as an argument, or declare it inside the function. ' +
          "Without Node's inspector, which this process hasn't got, " +
          'functions are found by name in CommonJS modules only.',
        "ERR_CLOSURE_CAPTURE function 'bound at' can't be sent to a worker: it seems to be bound, and to what " +
          "can't be told without Node's inspector, which this process hasn't got. " +
          'Send a function that takes as arguments what this one is bound to.',
        "ERR_CLOSURE_CAPTURE an anonymous function can't be sent to a worker: it imports or names something " +
          "relative to its own file, which can't be told here. " +
          'Pass the absolute URL as an argument, or export the function from a CommonJS module.',
      ])
    })
  })

  it('and of another file, all of whose other code V8 has thrown away', async () => {
    scratch.write('module.cjs', 'exports.where = () => __filename\n')
    scratch.write('main.mjs', `${TELL}
      import { createRequire } from 'node:module'
      const { where } = createRequire(import.meta.url)('./module.cjs')
      for (let i = 0; i < 3; i++) {
        gc()
        await new Promise(setImmediate)
      }
      await tell(where)
    `)
    expect(await run('main.mjs', '--expose-gc')).to.deep.equal([`source ${scratch.file('module.cjs')}`])
  })
})
