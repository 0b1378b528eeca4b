import { expect } from 'chai'
import { delayed, Parallel, type ParallelInstance, type ParallelOptions } from 'allcores'
import { double, here, meet } from '../fixtures/errors-tasks.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { IN_WORKERS } from '../helpers/every-backend.js'
import { isRunning } from '../helpers/places.js'
import { runProgram } from '../helpers/program.js'
import { randomNumbers } from '../helpers/random.js'
import { useScratch } from '../helpers/scratch.js'
import { until } from '../helpers/until.js'
import { useWarnings } from '../helpers/warnings.js'

const range = (count: number) => Array.from({ length: count }, (_, n) => n)
const doubles = (count: number) => range(count).map((n) => delayed(double)(n))
const doubled = (count: number) => range(count).map((n) => 2 * n)

/** An argument that takes its time to be read, as one that is large does. */
function slow(n: number, ms: number): { readonly n: number } {
  return {
    get n() {
      const end = performance.now() + ms
      while (performance.now() < end);
      return n
    },
  }
}

for (const backend of IN_WORKERS) {
  describe(`idleTimeout on ${backend}`, () => {
    const scratch = useScratch()
    const warnings = useWarnings()
    let meetings = 0
    const open = (options: ParallelOptions = {}) =>
      Parallel({ backend, nJobs: 2, batchSize: 1, idleTimeout: 1, initializer: coldWorkers(), ...options, returnAs: 'list', onError: 'raise' })
    const gone = (places: readonly string[]) => until(() => !places.some(isRunning), 'idle workers have ended')

    /** Where so many tasks run that all wait for each other. */
    function meeting(parallel: ParallelInstance, size: number): Promise<string[]> {
      const file = scratch.file(`meeting-${++meetings}`)
      return parallel(range(size).map(() => delayed(meet)(file, size)))
    }
    const take = ({ n }: { readonly n: number }) => n

    it('[E5] of 1 ms ends idle workers between calls, and all results are right', async () => {
      await using parallel = open()
      const seen = new Set<string>()
      for (let call = 0; call < 3; call++) {
        const places = await parallel(range(4).map(() => delayed(here)()))
        for (const place of places) expect(seen.has(place), 'a worker of an earlier call').to.equal(false)
        for (const place of places) seen.add(place)
        await gone(places)
      }
      expect(warnings).to.deep.equal([])
    })

    for (const idleTimeout of [0, 3]) {
      it(`[E5] of ${idleTimeout} ms goes with calls that come just then: nothing is lost, nobody is warned`, async () => {
        const random = randomNumbers(7 + idleTimeout)
        await using parallel = open({ idleTimeout })
        for (let call = 0; call < 8; call++) {
          expect(await parallel(doubles(5))).to.deep.equal(doubled(5))
          const pause = Math.floor(4 * random())
          if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause))
        }
        expect(warnings).to.deep.equal([])
      })
    }

    for (const [ms, idleTimeout] of [[20, 1], [30, 25]] as const) {
      it(`[E6] of ${idleTimeout} ms ends no worker that waits for arguments which take ${ms} ms to be sent`, async () => {
        await using parallel = open({ idleTimeout })
        expect(await parallel(range(5).map((n) => delayed(take)(slow(n, ms))))).to.deep.equal(range(5))
        expect(warnings).to.deep.equal([])
      })
    }

    it('[E7] goes with close() while slow arguments are sent: the results are there', async () => {
      const parallel = open()
      const call = parallel(range(5).map((n) => delayed(take)(slow(n, 20))))
      await parallel.close()
      expect(await Promise.race([call, 'not done'])).to.deep.equal(range(5))
      const places = await parallel([delayed(here)()])
      await Promise.all([gone(places), parallel.close()])
    })

    const sizes = backend === 'threads' ? [2, 8, 2] : [2, 4, 2] // eight processes take their time to start
    it(`[E8] goes with more and fewer workers from call to call: ${sizes.join(', ')}`, async () => {
      const initializer = coldWorkers()
      for (const nJobs of sizes) {
        await using parallel = open({ nJobs, initializer })
        const places = await meeting(parallel, nJobs)
        expect(new Set(places).size).to.equal(nJobs)
        await gone(places)
      }
      expect(warnings).to.deep.equal([])
    })

    for (const idleTimeout of [Infinity, 2 ** 31]) {
      it(`of ${idleTimeout} ms keeps workers, although no timer can wait for so long`, async () => {
        await using parallel = open({ idleTimeout })
        const places = (await meeting(parallel, 2)).sort()
        for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setTimeout(resolve, 1))
        expect(places.map(isRunning)).to.deep.equal([true, true])
        expect((await meeting(parallel, 2)).sort()).to.deep.equal(places)
        expect(warnings).to.deep.equal([])
      })
    }

    it('of Infinity keeps workers, but not the program', async () => {
      const ended = await runProgram('idle-for-ever', { args: [backend] })
      expect(ended).to.deep.equal({ exitCode: 0, signal: null, stdout: '2,4,6\n', stderr: '' })
    })

    it('keeps nobody that works: a worker that waits for its task is not idle', async () => {
      await using parallel = open()
      const places = await meeting(parallel, 2)
      expect(places).to.have.lengthOf(2)
      const wait = async (ms: number) => {
        await new Promise((resolve) => setTimeout(resolve, ms))
        return ms
      }
      expect(await parallel([delayed(wait)(60), delayed(wait)(60), ...doubles(3)])).to.deep.equal([60, 60, 0, 2, 4])
    })
  })
}
