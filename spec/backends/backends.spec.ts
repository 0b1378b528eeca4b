import type { Backend, ExecutorOptions } from 'allcores'
import { delayed, Parallel } from 'allcores'
import { expect } from 'chai'
import { loadBackend } from '../../lib/backends/registry.js'
import { BACKEND_NAMES } from '../../lib/options/backend-names.js'
import { bareBackend } from '../helpers/bare-backend.js'
import { contract } from './contract.js'

const bare = bareBackend()

/** Backends without an executor have nothing of the contract to keep; what their tasks do is in spec/parallel. */
const WITHOUT_EXECUTOR = { sequential: 'its tasks run in schedule/inline.ts, on the stack of the caller' }

for (const name of BACKEND_NAMES) {
  if (!(name in WITHOUT_EXECUTOR)) contract(name, () => loadBackend(name, { backend: name }))
}

contract('bare', async () => bare)

describe('a backend of the user', () => {
  it('is used as it is, for every call of the instance', async () => {
    let opened = 0
    const counted: Backend = { ...bare, open: (options) => (opened++, bare.open(options)) }
    const parallel = Parallel({ backend: counted, nJobs: 3 })
    expect(opened).to.equal(0)
    expect(await parallel.map((n: number) => n + 1, [1, 2, 3])).to.deep.equal([2, 3, 4])
    expect(await parallel([delayed((n: number) => n + 1)(4)])).to.deep.equal([5])
    expect(opened).to.equal(1)
  })

  it('is opened with the number of jobs and the initializer; what is not set is undefined', async () => {
    const seen: ExecutorOptions[] = []
    const watched: Backend = { ...bare, open: (options) => (seen.push(options), bare.open(options)) }
    const initializer = delayed((n: number) => n)(7)
    await Parallel({ backend: watched, nJobs: 3, initializer }).map((n: number) => n, [1])
    expect(seen).to.have.length(1)
    const { traced, arrays, ...given } = seen[0]!
    expect(traced).to.equal(false)
    expect(arrays).to.include({ maxNbytes: 2 ** 20, mmapMode: 'r' })
    expect(Object.entries(given).filter(([, value]) => value !== undefined)).to.have.deep.members([['nJobs', 3], ['initializer', initializer]])
  })
})
