import { expect } from 'chai'
import { useProject } from './project.js'

const PERMISSION = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission'
const WORKER = '--allow-worker'
const CHILD = '--allow-child-process'

/** Makes two calls with the options of the command line, and tells results, errors and warnings. */
const PROGRAM = `
  import { Parallel, parallelConfig } from 'allcores'
  process.on('warning', ({ name, code, message }) => name === 'AllcoresWarning' && console.log(code, message))
  const options = JSON.parse(process.argv[2])
  const square = (x) => x * x
  for (let call = 0; call < 2; call++) {
    await parallelConfig({}, () => Parallel(options).map(square, [1, 2, 3])).then(
      (results) => console.log(results.join()),
      ({ name, code, message }) => console.log(name, code, message),
    )
  }
  await new Promise((resolve) => setImmediate(resolve))
`

describe('where workers are forbidden', function () {
  this.timeout(240_000)
  const project = useProject()
  before(() => project.write('main.mjs', PROGRAM))

  async function run(options: object, allowed: readonly string[] = []): Promise<string[]> {
    const flags = [PERMISSION, '--no-warnings', '--allow-fs-read=*', ...allowed]
    const { stdout, stderr } = await project.run([...flags, 'main.mjs', JSON.stringify(options)])
    expect(stderr).to.equal('')
    return stdout.trimEnd().split('\n').sort()
  }

  for (const options of [{}, { nJobs: 1, prefer: 'processes' }, { nJobs: 2, backend: 'async' }, { nJobs: 2, require: 'sharedmem' }]) {
    it(`[A20] ${JSON.stringify(options)} needs none, and says nothing`, async () => {
      expect(await run(options)).to.deep.equal(['1,4,9', '1,4,9'])
    })
  }

  const serially: readonly (readonly [options: object, wanted: string, allowed: readonly string[], missing: string])[] = [
    [{ nJobs: 2 }, 'threads', [], WORKER],
    [{ nJobs: 2, prefer: 'threads' }, 'threads', [], WORKER],
    [{ nJobs: 2, prefer: 'processes' }, 'processes', [], `${WORKER} ${CHILD}`],
    [{ nJobs: 2, prefer: 'processes' }, 'processes', [WORKER], CHILD],
  ]
  for (const [options, wanted, allowed, missing] of serially) {
    it(`[A20] [K3] ${JSON.stringify(options)} with ${allowed.join() || 'nothing'} allowed works serially, and says once why`, async () => {
      expect(await run(options, allowed)).to.deep.equal([
        '1,4,9',
        '1,4,9',
        `WARN_NO_WORKERS tasks run one after the other: Node's permission model forbids the workers of backend '${wanted}'. Start Node with ${missing} too`,
      ])
    })
  }

  const refused: readonly (readonly [backend: string, allowed: readonly string[], missing: string])[] = [
    ['threads', [], WORKER],
    ['processes', [], `${WORKER} ${CHILD}`],
    ['processes', [WORKER], CHILD],
    ['processes', [CHILD], WORKER],
  ]
  for (const [backend, allowed, missing] of refused) {
    it(`[A20] backend ${backend} with ${allowed.join() || 'nothing'} allowed is refused: somebody wants it`, async () => {
      const message =
        `BackendError ERR_BACKEND_UNAVAILABLE backend '${backend}' is not available: Node's permission model forbids its workers. ` +
        `Start Node with ${missing} too, or take backend 'async' or 'sequential'`
      expect(await run({ nJobs: 2, backend }, allowed)).to.deep.equal([message, message])
    })
  }
})
