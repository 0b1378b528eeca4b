import { expect } from 'chai'
import { execFileSync } from 'node:child_process'
import { merge } from '../../lib/options/merge.js'
import { runInScope, scopesHere, scopesOfProgram, setForProgram } from '../../lib/options/scope.js'
import { useUndo } from '../helpers/undo.js'

const later = () => new Promise((resolve) => setImmediate(resolve))

describe('scopes', () => {
  const undo = useUndo()
  const set = (nJobs: number) => undo(setForProgram({ nJobs }))
  const here = () => scopesHere().map(({ nJobs }) => nJobs)

  it('there are none at first', () => {
    expect(here()).to.deep.equal([])
  })

  it('come innermost first, and last what is set for the program, the newest first', () => {
    set(1)
    set(2)
    runInScope({ nJobs: 3 }, () => runInScope({ nJobs: 4 }, () => expect(here()).to.deep.equal([4, 3, 2, 1])))
    expect(here()).to.deep.equal([2, 1])
  })

  it('give what the function gives, and throw what it throws', async () => {
    expect(runInScope({}, () => 5)).to.equal(5)
    expect(await runInScope({}, async () => 6)).to.equal(6)
    expect(() => runInScope({}, () => JSON.parse('{'))).to.throw(SyntaxError)
    expect(here()).to.deep.equal([])
  })

  it('hold for all that follows from the function, also after it has returned', async () => {
    const seen = await runInScope({ nJobs: 3 }, async () => {
      await later()
      return here()
    })
    expect(seen).to.deep.equal([3])
  })

  it('what is set for the program within one is behind it, and outlasts it', () => {
    runInScope({ nJobs: 3 }, () => {
      set(2)
      expect(here()).to.deep.equal([3, 2])
    })
    expect(here()).to.deep.equal([2])
    runInScope({ nJobs: 3 }, () => expect(scopesOfProgram()).to.deep.equal([{ nJobs: 2 }]))
  })

  it('are taken back in any order, and once only', () => {
    const [first, second, third] = [set(1), set(2), set(3)]
    second!()
    expect(here()).to.deep.equal([3, 1])
    second!()
    third!()
    expect(here()).to.deep.equal([1])
    first!()
    expect(here()).to.deep.equal([])
  })

  it('make no AsyncLocalStorage before a function runs in one', () => {
    const scope = new URL('../../lib/options/scope.js', import.meta.url)
    const text = `
      const { runInScope, scopesHere, setForProgram } = await import(${JSON.stringify(scope.href)})
      const made = () => typeof globalThis[Symbol.for('allcores.scopes')].chains
      setForProgram({ nJobs: 2 })()
      scopesHere()
      console.log(made(), runInScope({}, made))
    `
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', text], { encoding: 'utf8' })).to.equal('undefined object\n')
  })
})

describe('merge', () => {
  it('takes each option from the first place that sets it, where undefined sets nothing', () => {
    const { given } = merge([{ nJobs: 1 }, { nJobs: 2, verbose: 3, batchSize: undefined }, { verbose: 4, batchSize: 5 }])
    expect(given).to.deep.equal({ nJobs: 1, verbose: 3, batchSize: 5 })
  })

  it('takes null as a value', () => {
    expect(merge([{ nJobs: null }, { nJobs: 2 }]).given.nJobs).to.equal(null)
  })

  it('says which place names the backend', () => {
    const places = [{ nJobs: 1 }, { backend: 'threads' }, { backend: 'async' }] as const
    expect(merge(places).namedBy).to.equal(places[1])
    expect(merge([{ prefer: 'threads' }]).namedBy).to.equal(undefined)
  })

  it('leaves out what is said of a backend further out', () => {
    const outer = { backend: 'processes', backendOptions: { env: { A: 'b' } }, innerMaxNumThreads: 2 }
    expect(merge([{ backend: 'threads' }, outer]).given).to.deep.equal({ backend: 'threads' })
    expect(merge([{ nJobs: 2 }, outer]).given).to.deep.include(outer)
    expect(merge([{ innerMaxNumThreads: 3 }, outer]).given).to.deep.include({ ...outer, innerMaxNumThreads: 3 })
  })
})
