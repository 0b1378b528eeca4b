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
  await tell(delayed(scaleTwice, { capture: { again, factor } })(4))
`

const EXTRAS = `
  import { parallel } from 'allcores'
  const all = (...all) => all
  const options = { nWorkers: 2, threadpool: process.argv[2] === 'threads', args: ['A'], kwargs: { k: 5 } }
  console.log(JSON.stringify(await parallel(all, [1, 2], options)))
`

const unseen = (names: string, captured: string) =>
  `it uses ${names} of the code around it, which can't be seen without Node's inspector (forbidden by --permission). ` +
  `Give what it uses: delayed(fn, { capture: { ${captured} } }), or allow the inspector: --allow-inspector, from Node 24 on.`

describe("under Node's permission model", function () {
  this.timeout(240_000)
  const project = useProject()
  before(() => {
    project.write('main.mjs', PROGRAM)
    project.write('extras.mjs', EXTRAS)
  })

  for (const [backend, allowed] of [
    ['threads', ['--allow-worker']],
    // each has a thread that watches over it
    ['processes', ['--allow-worker', '--allow-child-process']],
  ] as const) {
    const flags = [...PERMISSION, '--allow-fs-read=*', ...allowed]

    it(`the further arguments of parallel go to ${backend}`, async () => {
      const { stdout, stderr } = await project.run([...flags, 'extras.mjs', backend])
      expect(stderr).to.equal('')
      expect(stdout.trimEnd()).to.equal('[["A",1,{"k":5}],["A",2,{"k":5}]]')
    })

    it(`functions that need nothing go to ${backend}, others say what they miss`, async () => {
      const { stdout, stderr } = await project.run([...flags, 'main.mjs', backend])
      expect(stderr).to.equal('')
      expect(stdout.trimEnd().split('\n')).to.deep.equal([
        '8',
        '2',
        `ERR_CLOSURE_CAPTURE factor function 'scale' can't be sent to a worker: ${unseen("'factor', 'offset'", 'factor, offset')}`,
        '9',
        '6',
        "ERR_CLOSURE_CAPTURE factor function 'scaleTwice' can't be sent to a worker: its variable 'again' is function 'again', which " +
          unseen("'factor'", 'factor').replace(/^it /, ''),
        '16',
      ])
    })

    const inspector = known.has('--allow-inspector')
    const title = `with --allow-inspector, all go to ${backend}`
    // Node has the flag from 24 on: before, nothing can be allowed
    if (!inspector) it.skip(`${title} (needs Node 24)`)
    else {
      it(title, async () => {
        const { stdout, stderr } = await project.run([...flags, '--allow-inspector', 'main.mjs', backend])
        expect(stderr).to.equal('')
        expect(stdout.trimEnd().split('\n')).to.deep.equal(['8', '2', '9', '9', '6', '16', '16'])
      })
    }
  }
})
