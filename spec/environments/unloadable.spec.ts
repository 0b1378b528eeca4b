import { expect } from 'chai'
import { useProject } from './project.js'

/** Only the program's own thread can load `.odd` files: as with loaders that aren't active in workers. */
const MODULE = '@let by = 3; exports.scale = (x) => x * by; exports.prepare = (x) => { globalThis.ready = x * by }; exports.read = () => ready'

const PROGRAM = `
  const { readFileSync } = require('node:fs')
  require.extensions['.odd'] = (module, file) => module._compile(readFileSync(file, 'utf8').slice(1), file)
  const { scale, prepare, read } = require('./module.odd')
  const { delayed, Parallel } = require('allcores')
  const factor = 2
  const tell = (results) => results.then((values) => console.log(JSON.stringify(values)), (error) => console.log(error.message))
`

describe('a module that workers cannot load', function () {
  this.timeout(240_000)
  const project = useProject()
  before(() => project.write('module.odd', MODULE))

  async function outputOf(calls: string): Promise<string> {
    project.write('main.cjs', PROGRAM + calls)
    const { stdout, stderr } = await project.run(['main.cjs'])
    expect(stderr).to.equal('')
    return stdout
  }

  for (const backend of ['threads', 'processes'] as const) {
    it(`lends its functions to ${backend} all the same, to several at once`, async () => {
      const tasks = 'Array.from({ length: 12 }, (_, i) => delayed(i % 2 ? scale : (x) => scale(x) * factor)(i))'
      const output = await outputOf(`tell(Parallel({ nJobs: 4, batchSize: 1, backend: '${backend}' })(${tasks}))`)
      expect(output).to.equal('[0,3,12,9,24,15,36,21,48,27,60,33]\n')
    })

    it(`has functions that shared values of ${backend} hold`, async () => {
      const output = await outputOf(`
        const table = require('allcores').shared({ scale, factor })
        const each = ({ value }, x) => value.scale(x) * value.factor
        const tasks = Array.from({ length: 4 }, (_, i) => i % 2 ? delayed(each)(table, i) : delayed(() => each(table, i))())
        tell(Parallel({ nJobs: 2, batchSize: 1, backend: '${backend}' })(tasks))
      `)
      expect(output).to.equal('[0,6,12,18]\n')
    })

    it(`has functions that are initializers of ${backend}`, async () => {
      const options = `{ nJobs: 3, batchSize: 1, backend: '${backend}', initializer: delayed(prepare)(5) }`
      const output = await outputOf(`tell(Parallel(${options})([1, 2, 3, 4].map(() => delayed(() => globalThis.ready)())))`)
      expect(output).to.equal('[15,15,15,15]\n')
    })
  }

  it('has functions of so short tasks that they are not sent', async () => {
    const items = 'Array.from({ length: 20_000 }, (_, i) => i)'
    const output = await outputOf(`
      const sum = async (parallel) => (await parallel.map((x) => scale(x), ${items})).reduce((a, b) => a + b)
      tell(sum(Parallel({ nJobs: 2 })))
    `)
    expect(output).to.equal('599970000\n')
  })
})
