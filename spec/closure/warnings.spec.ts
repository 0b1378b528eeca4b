import { delayed, Parallel } from 'allcores'
import { expect } from 'chai'
import { useWarnings } from '../helpers/warnings.js'

/** With the place taken out. */
function told(warnings: readonly Error[]): { code: string; name: string; message: string }[] {
  return warnings.map((warning) => {
    const { code, name, message } = warning as Error & { code: string }
    return { code, name, message: message.replace(/ \(.+?warnings\.spec\.[jt]s:\d+:\d+\)/, ' (PLACE)') }
  })
}

describe('warnings of captures', () => {
  const warnings = useWarnings()
  const parallel = Parallel({ backend: 'threads', nJobs: 1, maxNbytes: null })
  after(() => parallel.close())
  const settled = () => new Promise(setImmediate)

  it('[A17] a function that assigns to a variable around it warns once, whatever the number of calls', async () => {
    let [count, total] = [0, 10]
    const tally = (x: number) => [++count, (total += x)]
    expect(await parallel([1, 2].map((x) => delayed(tally)(x)))).to.deep.equal([[1, 11], [2, 13]])
    expect(await parallel([delayed(tally)(1)])).to.deep.equal([[1, 11]])
    expect([count, total]).to.deep.equal([0, 10])
    await settled()
    expect(told(warnings)).to.deep.equal([{
      code: 'WARN_ASSIGNED_CAPTURE',
      name: 'AllcoresWarning',
      message:
        "function 'tally' (PLACE) assigns to 'count', 'total' of the code around it: only the worker's copy changes. " +
        'Return the value instead.',
    }])
  })

  it('one that assigns to its own variables, or to properties, does not', async () => {
    const state = { n: 0 }
    const fn = (x: number) => {
      let sum = x
      sum += ++state.n
      return sum
    }
    expect(await parallel([delayed(fn)(1)])).to.deep.equal([2])
    await settled()
    expect(warnings).to.deep.equal([])
  })

  it('a large capture warns once, with its size and the variables that may be the reason', async () => {
    const table = new Float64Array(1_250_000)
    const [row, name] = [{ at: 1 }, 'row']
    const read = () => [table.length, row.at, name]
    for (const _ of [1, 2]) expect(await parallel([delayed(read)()])).to.deep.equal([[1_250_000, 1, 'row']])
    await settled()
    expect(told(warnings)).to.deep.equal([{
      code: 'WARN_LARGE_CAPTURE',
      name: 'AllcoresWarning',
      message:
        "function 'read' (PLACE) captures 10.0 MB ('table', 'row'), which every worker gets a copy of. " +
        'Use shared(value), which sends it once to each worker, or load it in a module that the function imports.',
    }])
  })
})
