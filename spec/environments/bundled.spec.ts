import { expect } from 'chai'
import { build, type Format } from 'esbuild'
import { useProject } from './project.js'

const PROGRAM = `
  import { Parallel } from 'allcores'
  const call = (backend) => Parallel({ nJobs: 2, backend }).map((n) => 2 * n, [1, 2])
  const told = ({ code, message }) => code + ' ' + message
  Promise.all(['threads', 'processes'].map((backend) => call(backend).catch(told))).then((all) => console.log(JSON.stringify(all)))`
const TOLD = 'ERR_WORKER_START allcores has to stay outside of the bundle'

describe('a bundle', function () {
  this.timeout(240_000)
  const project = useProject()

  async function run(format: Format, external: string[]) {
    project.write('program.mjs', PROGRAM)
    const outfile = format === 'cjs' ? 'out.cjs' : 'out.mjs'
    const options = { bundle: true, platform: 'node', logLevel: 'error' } as const
    await build({ entryPoints: ['program.mjs'], absWorkingDir: project.file('.'), outfile, format, external, ...options })
    return project.run([outfile])
  }

  for (const format of ['esm', 'cjs'] as const) {
    it(`that leaves allcores outside runs: ${format}`, async () => {
      const { stdout, stderr } = await run(format, ['allcores'])
      expect(JSON.parse(stdout), stderr).to.deep.equal([[2, 4], [2, 4]])
    })
  }

  it('with allcores inside says that it has to stay outside, when a worker is to start', async () => {
    const { stdout, stderr } = await run('esm', [])
    expect(stderr).to.equal('')
    for (const told of JSON.parse(stdout) as string[]) expect(told).to.include(TOLD)
  })

  it('of CommonJS with allcores inside says so when it is loaded', async () => {
    const { exitCode, stderr } = await run('cjs', [])
    expect(exitCode).to.equal(1)
    expect(stderr).to.include("allcores has to stay outside of the bundle").and.to.include("code: 'ERR_WORKER_START'")
  })
})
