import { expect } from 'chai'
import { useProject } from './project.js'

const COMMONJS = `const { delayed, Parallel } = require('allcores')
const { basename } = require('node:path')`
const MODULE = `import { delayed, Parallel } from 'allcores'
import { basename } from 'node:path'`

const PROGRAM = `
var factor = 2
let offset = 1
const names = new Map([['a', '/x/y']])
function scale(x) { return x * factor + offset }
class Point { constructor(x) { this.x = x } moved() { return new Point(scale(this.x)) } }
const file = (name) => basename(names.get(name))
const parallel = Parallel({ nJobs: 2, backend: 'threads' })
parallel([delayed(scale)(4), delayed((x) => new Point(x).moved().x)(1), delayed(file)('a')])
  .then((values) => console.log(JSON.stringify(values)), (error) => console.log(error.message))
`
const GIVES = '[9,3,"y"]\n'

describe('code that is in no file', function () {
  this.timeout(240_000)
  const project = useProject()

  for (const [title, args, text, isInput] of [
    ['node -e', ['-e'], COMMONJS + PROGRAM, false],
    ['node -e, as an ES module', ['--input-type=module', '-e'], MODULE + PROGRAM, false],
    ['standard input', ['-'], COMMONJS + PROGRAM, true],
    ['standard input, as an ES module', ['--input-type=module', '-'], MODULE + PROGRAM, true],
  ] as const) {
    it(`${title}: functions travel with what they capture`, async () => {
      const { stdout, stderr } = await project.run(isInput ? args : [...args, text], isInput ? text : '')
      expect({ stdout, stderr }).to.deep.equal({ stdout: GIVES, stderr: '' })
    })
  }

  it('the REPL: so do those of earlier lines', async () => {
    const lines = [
      "const { delayed, Parallel } = require('allcores')",
      'const factor = 2; let offset = 0',
      'offset = 1',
      'function scale(x) { return x * factor + offset }',
      "const parallel = Parallel({ nJobs: 2, backend: 'threads' })",
      "(await parallel([delayed(x => scale(x))(4)]).catch(e => [e.message])).join() + ' is what came'",
      '.exit',
    ]
    const { stdout } = await project.run(['-i'], `${lines.join('\n')}\n`)
    expect(/["'](.*) is what came["']/.exec(stdout)?.[1]).to.equal('9')
  })

  it('scripts of the vm module: so do those of an earlier one', async () => {
    project.write('main.mjs', `
      import vm from 'node:vm'
      import { delayed, Parallel } from 'allcores'
      vm.runInThisContext('const factor = 2; let offset = 0; class Point { constructor(x) { this.x = x } }')
      vm.runInThisContext('offset = 1; function scale(x) { return new Point(x * factor + offset).x }')
      const tasks = ['scale', '(x) => scale(x)'].map((text) => delayed(vm.runInThisContext(text))(4))
      await Parallel({ nJobs: 2, backend: 'threads' })(tasks).then(
        (values) => console.log(JSON.stringify(values)),
        (error) => console.log(error.message),
      )
    `)
    const { stdout, stderr } = await project.run(['main.mjs'])
    expect({ stdout, stderr }).to.deep.equal({ stdout: '[9,9]\n', stderr: '' })
  })
})
