import { expect } from 'chai'
import { mkdirSync, symlinkSync } from 'node:fs'
import { runProgram } from '../helpers/program.js'
import { useScratch } from '../helpers/scratch.js'

const SHIP = JSON.stringify(new URL('../helpers/ship.js', import.meta.url).href)

/** Tells how a function is sent and what its copy gives, or why it isn't. */
const TELL = `
  const tell = async (fn, ...args) => {
    const { copyOf, kindOf } = await import(${SHIP})
    try {
      console.log(kindOf(fn), await (await copyOf(fn))(...args))
    } catch (error) {
      console.log(error.code, error.message)
    }
  }
`

describe("capture, of functions of the program's main file", () => {
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
  const RUN_ONCE = ['the program runs', 'code 8', 'code 8']

  it('of an ES module: text goes, a name does not', async () => {
    scratch.write('main.mjs', EXPORTING)
    expect(await run('main.mjs')).to.deep.equal(RUN_ONCE)
  })

  it('of an ES module that is started through a link', async () => {
    mkdirSync(scratch.file('folder'))
    scratch.write('folder/main.mjs', EXPORTING)
    symlinkSync(scratch.file('folder/main.mjs'), scratch.file('link.mjs'))
    expect(await run('link.mjs')).to.deep.equal(RUN_ONCE)
  })

  it('of an ES module that is started by its folder', async () => {
    mkdirSync(scratch.file('folder'))
    scratch.write('folder/package.json', '{ "type": "module", "main": "main.js" }')
    scratch.write('folder/main.js', EXPORTING)
    expect(await run('folder')).to.deep.equal(RUN_ONCE)
  })

  it('of a CommonJS module', async () => {
    scratch.write('main.cjs', `${TELL}
      const factor = 2
      const scale = (x) => x * factor
      const double = (x) => x * 2
      Object.assign(exports, { scale, double })
      tell(double, 4).then(() => tell(scale, 4))
    `)
    expect(await run('main.cjs')).to.deep.equal(['code 8', 'code 8'])
  })

  it('modules that it imports are no main files', async () => {
    scratch.write('module.mjs', 'const factor = 2; export const scale = (x) => x * factor')
    scratch.write('main.mjs', `${TELL}\nimport { scale } from './module.mjs'\nawait tell(scale, 4)`)
    expect(await run('main.mjs')).to.deep.equal(['import 8'])
  })

  it('functions of Node are found however they were reached', async () => {
    scratch.write('main.mjs', `${TELL}
      import fs from 'node:fs'
      const { nodeOf, ship } = await import(${SHIP})
      await tell(process.uptime.call.bind(() => 'called'))
      console.log(nodeOf(ship(process.cwd)).module)
      console.log(nodeOf(ship(fs.promises.readFile)).module)
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
      expect({ stdout, stderr }).to.deep.equal({ stdout: 'code 8\ncode 2\ncode 8\n', stderr: '' })
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
      expect(await run('main.mjs', ...flags)).to.deep.equal(['code 8', 'global 2', 'builtin b'])
    })

    it('functions that a CommonJS module exports go by name, if they must', async () => {
      scratch.write('module.cjs', 'const factor = 2; exports.scale = (x) => x * factor; exports.sloppy = () => 010')
      scratch.write('main.mjs', `${TELL}
        import module from './module.cjs'
        await tell(module.scale, 4)
        await tell(module.sloppy)
      `)
      expect(await run('main.mjs', ...flags)).to.deep.equal(['require 8', 'code 8'])
    })

    it('others are refused by an error that says so', async () => {
      scratch.write('module.mjs', 'const factor = 2; export const scale = (x) => x * factor')
      scratch.write('main.mjs', `${TELL}
        import { scale } from './module.mjs'
        await tell(scale, 4)
        await tell([].at.bind([1]), 0)
        await tell(() => import('./x.js'))
        await tell((function () { return () => arguments.length })(1))
      `)
      expect(await run('main.mjs', ...flags)).to.deep.equal([
        "ERR_CLOSURE_CAPTURE function 'scale' can't be sent to a worker: it uses 'factor' of the code around it, which " +
          "can't be seen without Node's inspector (forbidden by --permission). Give what it uses: " +
          'delayed(fn, { capture: { factor } }), or allow the inspector: --allow-inspector, from Node 24 on.',
        "ERR_CLOSURE_CAPTURE function 'bound at' can't be sent to a worker: it seems to be bound, and to what " +
          "can't be told without Node's inspector, which this process hasn't got. " +
          'Send a function that takes as arguments what this one is bound to.',
        "ERR_CLOSURE_CAPTURE an anonymous function can't be sent to a worker: it uses `import()` or " +
          "`import.meta`, and which file that is relative to can't be told. " +
          'Pass the absolute URL as an argument, or export the function from a CommonJS module.',
        "ERR_CLOSURE_CAPTURE an anonymous function can't be sent to a worker: it is an arrow function that uses the " +
          '`arguments` of the function around it. Write `(...args)` in the function around it and use `args`.',
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
    expect(await run('main.mjs', '--expose-gc')).to.deep.equal([`code ${scratch.file('module.cjs')}`])
  })
})
