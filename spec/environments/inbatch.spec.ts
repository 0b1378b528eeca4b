import { mkdirSync, readFileSync } from 'node:fs'
import { build } from 'esbuild'
import { expect } from 'chai'
import { command, runNode, useProject } from './project.js'

const PROGRAM = `
import { writeFileSync } from 'node:fs'
import { inbatchParallel } from 'allcores'

const factor = 10
const keep = (results: unknown[]) => results

class Base {
  unit = 2
  scaled(x: number) { return x * this.unit }
}

class Numbers extends Base {
  static offset = 100
  indices = [0, 1]
  data = new Float64Array([1, 2])
  add = (x: number) => x + this.unit
  get size() { return this.data.length }
  override scaled(x: number) { return super.scaled(x) * factor }
  static sum(a: number, b: number) { return a + b }
  async later(x: number) {
    await null
    const { unit } = this
    return [super.scaled(x), unit].map((each) => each + this.unit)
  }
  double = inbatchParallel({ init: 'indices' }, function double(this: Numbers, i: number) { this.data[i]! *= this.unit })
  all = inbatchParallel({ init: 'indices', post: keep, target: 'threads' }, async function all(this: Numbers, i: number) {
    const statics = this.constructor as typeof Numbers
    return [this.scaled(i), this.add(i), this.size, await this.later(i), statics.offset, Numbers.sum(i, 1)]
  })
  write = inbatchParallel({ init: 'indices' }, function write(this: Numbers) { this.unit = 3 })
}

async function main() {
  const numbers = new Numbers()
  const all = await numbers.all()
  await numbers.double()
  const error = await numbers.write().catch(({ cause }) => cause.message)
  writeFileSync(process.env['OUTCOME']!, JSON.stringify({ all, data: [...numbers.data], error }))
}
`
const RUN = '\nvoid main()\n'
const TEST = "\nit('runs', main, 180_000)\n"

const EXPECTED = {
  all: [[0, 2, 2, [2, 4], 100, 1], [20, 3, 2, [4, 4], 100, 2]],
  data: [2, 4],
  error:
    "Cannot assign to read only property 'unit' of object '#<Object>'. `this` is a copy in a worker thread: " +
    "return the value and use post, write into a typed array, or take target 'async' or 'for'",
}

interface Environment {
  readonly main?: string
  readonly build?: (folder: string) => Promise<unknown>
  readonly run: readonly string[]
}

const tsc = (target: string): Environment => ({
  build: (folder) => runNode(folder, [
    command('typescript', 'tsc'), 'program.ts', '--ignoreConfig', '--target', target, '--module', 'es2022', '--noCheck', '--types', '', '--outDir', 'out',
  ]),
  run: ['out/program.js'],
})

const ENVIRONMENTS: Readonly<Record<string, Environment>> = {
  'tsx': { run: ['--import', 'tsx', 'program.ts'] },
  'tsc, es2015': tsc('es2015'),
  'tsc, es2022': tsc('es2022'),
  'esbuild, minified': {
    build: (absWorkingDir) => build({
      entryPoints: ['program.ts'], absWorkingDir, outfile: 'out.mjs', format: 'esm', bundle: true, minify: true, platform: 'node', external: ['allcores'],
    }),
    run: ['out.mjs'],
  },
  'vitest': { main: 'program.test.ts', run: [command('vitest'), 'run', '--root', '.', '--globals'] },
}

describe('a method on a snapshot, in', function () {
  this.timeout(240_000)
  const project = useProject()

  for (const [i, [title, { main = 'program.ts', build, run }]] of Object.entries(ENVIRONMENTS).entries()) {
    it(title, async () => {
      const folder = project.file(`${i}`)
      mkdirSync(folder)
      project.write(`${i}/package.json`, '{ "type": "module" }')
      project.write(`${i}/${main}`, PROGRAM + (main === 'program.ts' ? RUN : TEST))
      await build?.(folder)
      const OUTCOME = project.file(`${i}/outcome.json`)
      const { exitCode, stdout, stderr } = await runNode(folder, run, { OUTCOME })
      expect(exitCode, stdout + stderr).to.equal(0)
      expect(JSON.parse(readFileSync(OUTCOME, 'utf8'))).to.deep.equal(EXPECTED)
    })
  }
})
