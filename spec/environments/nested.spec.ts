import { expect } from 'chai'
import { useProject } from './project.js'

const PROGRAM = `
import { delayed, Parallel } from 'allcores'

interface Typed { readonly n: number }
type Other = Typed

const fail = ({ n }: Typed) => { throw new RangeError(String(n)) }
function isStrict(this: unknown) { return this === undefined }
const here = (typed: Other) => [isStrict(), import.meta.url.endsWith('main.ts'), typed.n]
function inner<T>(fn: (typed: Typed) => T) {
  return Parallel({ nJobs: 1, backend: 'threads' })([delayed((typed: Typed) => fn(typed))({ n: 1 })])
}

for (const backend of ['threads', 'processes'] as const) {
  const parallel = Parallel({ nJobs: 1, backend })
  console.log(JSON.stringify(await parallel([delayed(() => inner(here))()])))
  await parallel([delayed(() => inner(fail))()]).catch(({ stack }) => console.log(/main.ts:[0-9:]+/.exec(stack)![0]))
}
`

describe('a function that a worker sends on to another', function () {
  this.timeout(240_000)
  const project = useProject()

  it('is still code of its module, and its errors tell where it was written', async () => {
    project.write('package.json', '{ "type": "module" }')
    project.write('main.ts', PROGRAM)
    const { stdout, stderr } = await project.run(['--import', 'tsx', 'main.ts'])
    const [line, text] = [...PROGRAM.split('\n').entries()].find(([, text]) => text.includes('new RangeError'))!
    const gives = `[[[true,true,1]]]\nmain.ts:${line + 1}:${text.indexOf('new RangeError') + 1}\n`
    expect({ stdout, stderr }).to.deep.equal({ stdout: gives.repeat(2), stderr: '' })
  })
})
