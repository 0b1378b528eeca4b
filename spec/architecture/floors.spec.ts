import { expect } from 'chai'
import { fileURLToPath } from 'node:url'
import { ambientUses, commandLineImports, cycles, readSources, violations } from './imports.js'

const sources = readSources(fileURLToPath(new URL('../../../lib', import.meta.url)))
const withPlanted = (file: string, source: string) => new Map([...sources, [file, source]])

describe('architecture', () => {
  it('imports run from higher floors to lower ones only', () => {
    expect(sources.size).to.be.greaterThan(30)
    expect(violations(sources)).to.deep.equal([])
  })

  it('no import runs in a circle', () => {
    expect(cycles(sources)).to.deep.equal([])
  })

  it('a planted upward import is found', () => {
    const planted = withPlanted('schedule/planted.ts', "import { threads } from '../backends/threads.js'\n")
    expect(violations(planted)).to.deep.equal([
      'schedule/planted.ts imports ../backends/threads.js: backends (floor 4) is not below schedule (floor 1)',
    ])
  })

  it('a planted import of a neighbour on the same floor is found, also as a type', () => {
    const planted = withPlanted('closure/planted.ts', "import type { Config } from '../options/options.js'\n")
    expect(violations(planted)).to.have.length(1)
  })

  it('a planted upward import within the closures is found', () => {
    const planted = withPlanted('closure/engine/planted.ts', "import { surroundingsOf } from '../encode/surroundings.js'\n")
    expect(violations(planted)).to.deep.equal([
      'closure/engine/planted.ts imports ../encode/surroundings.js: encode (floor 4) is not below engine (floor 2)',
    ])
  })

  it('the sending and the receiving end of closures do not import each other', () => {
    const planted = withPlanted('closure/encode/planted.ts', "import { build } from '../revive/build.js'\n")
    expect(violations(planted)).to.have.length(1)
  })

  it('a planted upward import within the arrays is found', () => {
    const planted = withPlanted('arrays/borrow/planted.ts', "import { Loans } from '../lend/loans.js'\n")
    expect(violations(planted)).to.deep.equal(['arrays/borrow/planted.ts imports ../lend/loans.js: lend (floor 3) is not below borrow (floor 2)'])
  })

  it('a file that all of the closures use imports none that few use', () => {
    const planted = withPlanted('closure/recall.ts', "import { Capture } from './capture.js'\n")
    expect(violations(planted)).to.have.length(1)
  })

  it('a folder within the closures without a floor is found', () => {
    const planted = withPlanted('closure/misc/planted.ts', "import { recall } from '../recall.js'\n")
    expect(violations(planted)).to.deep.equal(['closure/misc/planted.ts imports ../recall.js: misc has no floor'])
  })

  it('only one file of the library asks for its own URL: a bundle of CommonJS has none, and is told so', () => {
    const asking = [...sources].filter(([file, source]) => !file.startsWith('cli/') && source.includes('import.meta.url'))
    expect(asking.map(([file]) => file)).to.deep.equal(['model/own-url.ts'])
  })

  it('a clock, Node or npm in the scheduler is found', () => {
    const planted = withPlanted('schedule/planted.ts', "import { performance } from 'node:perf_hooks'\n")
    expect(violations(planted)).to.deep.equal(['schedule/planted.ts imports node:perf_hooks: schedule must do without it'])
  })

  it('a clock, or a way to wait, that the scheduler imports from nowhere is found', () => {
    const planted = withPlanted('schedule/planted.ts', 'export const later = (then: () => void) => setTimeout(then, 1)\n')
    expect(ambientUses(sources)).to.deep.equal([])
    expect(ambientUses(planted)).to.deep.equal(['schedule/planted.ts uses setTimeout'])
  })

  it('an import of the command line that is not the public surface is found', () => {
    const planted = withPlanted('cli/planted.ts', "import { threads } from '../backends/threads.js'\n")
    expect(violations(planted)).to.deep.equal(['cli/planted.ts imports ../backends/threads.js: cli must do without it'])
  })

  it('a package of the command line elsewhere is found', () => {
    const planted = withPlanted('options/planted.ts', "const { Command } = await import('commander')\n")
    expect(commandLineImports(sources)).to.deep.equal([])
    expect(commandLineImports(planted)).to.deep.equal(['options/planted.ts imports commander'])
  })

  it('a bar is drawn by a package that is loaded when there is one to draw', () => {
    const planted = (file: string, source: string) => commandLineImports(withPlanted(file, source))
    expect(planted('progress/screen.ts', "const { MultiBar } = await import('cli-progress')\n")).to.deep.equal([])
    expect(planted('progress/screen.ts', "import type { MultiBar } from 'cli-progress'\n")).to.deep.equal([])
    expect(planted('progress/screen.ts', "import { MultiBar } from 'cli-progress'\n")).to.have.length(1)
    expect(planted('progress/planted.ts', "const { MultiBar } = await import('cli-progress')\n")).to.have.length(1)
  })

  it('a folder without a floor is found', () => {
    const planted = withPlanted('misc/planted.ts', "import { Task } from '../model/task.js'\n")
    expect(violations(planted)).to.deep.equal(['misc/planted.ts imports ../model/task.js: misc has no floor'])
  })

  it('a planted circle is found', () => {
    const planted = new Map([
      ['a.ts', "export * from './b.js'"],
      ['b.ts', "import './c.js'"],
      ['c.ts', "const a = () => import('./a.js')"],
    ])
    expect(cycles(planted)).to.deep.equal([['a.ts', 'b.ts', 'c.ts', 'a.ts']])
  })
})
