import { expect } from 'chai'
import { useProject } from './project.js'

const { allowedNodeEnvironmentFlags: known } = process
const PERMISSION = [known.has('--permission') ? '--permission' : '--experimental-permission', '--no-warnings']

const PROGRAM = `
  import { delayed, Parallel } from 'allcores'
  const factor = 2
  const offset = 1
  const double = (x) => x * 2
  const scale = (x) => x * factor + offset
  const scaleTwice = (x) => again(again(x))
  const again = (x) => x * factor
  const parallel = Parallel({ nJobs: 2, backend: process.argv[2] })
  const tell = (task) =>
    parallel([task]).then(
      ([value]) => console.log(value),
      ({ code, variable, message }) => console.log(code, variable, message),
    )
  await tell(delayed(double)(4))
  await tell(delayed(Math.sqrt)(4))
  await tell(delayed(scale)(4))
  await tell(delayed(scale, { capture: { factor, offset } })(4))
  await tell(delayed(scaleTwice, { capture: { again: (x) => x + 1 } })(4))
  await tell(delayed(scaleTwice, { capture: { again } })(4))
`

describe("under Node's permission model", function () {
  this.timeout(60_000)
  const project = useProject()
  before(() => project.write('main.mjs', PROGRAM))

  for (const [backend, allowed] of [
    ['threads', ['--allow-worker']],
    // each has a thread that watches over it
    ['processes', ['--allow-worker', '--allow-child-process']],
  ] as const) {
    const flags = [...PERMISSION, '--allow-fs-read=*', ...allowed]

    it(`functions that need nothing go to ${backend}, others say what they miss`, async () => {
      const { stdout, stderr } = await project.run([...flags, 'main.mjs', backend])
      expect(stderr).to.equal('')
      const [double, root, scale, captured, chain, unknown, ...more] = stdout.trimEnd().split('\n')
      expect([double, root]).to.deep.equal(['8', '2'])
      expect(scale).to.match(/^ERR_CLOSURE_CAPTURE factor .*'factor', 'offset'/)
      expect(scale).to.include('delayed(fn, { capture: { factor, offset } })')
      expect([captured, chain]).to.deep.equal(['9', '6'])
      expect(unknown).to.match(/^ERR_CLOSURE_CAPTURE factor /).and.include("'again'")
      expect(more).to.deep.equal([])
    })

    const inspector = known.has('--allow-inspector')
    const title = `with --allow-inspector, all go to ${backend}`
    if (!inspector) it.skip(`${title} (needs Node 24)`)
    else {
      it(title, async () => {
        const { stdout, stderr } = await project.run([...flags, '--allow-inspector', 'main.mjs', backend])
        expect(stderr).to.equal('')
        expect(stdout.trimEnd().split('\n')).to.deep.equal(['8', '2', '9', '9', '6', '16'])
      })
    }
  }
})
