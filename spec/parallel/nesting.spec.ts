import { expect } from 'chai'
import { cpuCount, delayed, NestingError, OptionError, Parallel, TimeoutError } from 'allcores'
import { double, here } from '../fixtures/errors-tasks.js'
import { configInside, descend, doublesWith, meetInside, placesInside, spinBelow } from '../fixtures/nesting-tasks.js'
import { allGone } from '../helpers/alive.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { EVERY_BACKEND, IN_PROCESS, IN_WORKERS } from '../helpers/every-backend.js'
import { isRunning } from '../helpers/places.js'
import { runProgram } from '../helpers/program.js'
import { rejection, rejectionOf } from '../helpers/rejection.js'
import { useScratch } from '../helpers/scratch.js'
import { until } from '../helpers/until.js'
import { useWarnings } from '../helpers/warnings.js'

const CORES = cpuCount()

describe('calls inside tasks', () => {
  const scratch = useScratch()
  const warnings = useWarnings()
  afterEach(() => expect(warnings.map(({ message }) => message), '[H5] nothing is illegal').to.deep.equal([]))

  for (const parent of EVERY_BACKEND) {
    it(`[H1] on every backend inside ${parent} complete`, async () => {
      const parallel = Parallel({ backend: parent, nJobs: 2 })
      const doubled = async (ns: readonly number[]) => {
        const results = await parallel(EVERY_BACKEND.map((backend) => delayed(doublesWith)({ backend, nJobs: 2 }, ns)))
        return Object.fromEntries(EVERY_BACKEND.map((backend, i) => [backend, results[i]]))
      }
      for (const ns of [[1, 2, 3], [4], []]) {
        const right = ns.map((n) => 2 * n)
        expect(await doubled(ns)).to.deep.equal({ sequential: right, async: right, threads: right, processes: right })
      }
    })

    it(`[H2] run where the task does by default, one after the other, inside ${parent}`, async () => {
      const parallel = Parallel({ backend: parent, nJobs: 2 })
      for (const [outer, inner] of await parallel([1, 2].map(() => delayed(placesInside)({}, 3)))) {
        expect(inner).to.deep.equal([outer, outer, outer])
      }
      expect(await parallel([delayed(configInside)({})])).to.deep.equal([{ nJobs: 1, backend: 'sequential' }])
    })
  }

  for (const backend of IN_WORKERS) {
    it(`[H3] that ask for nothing but jobs get threads in a worker, and in these no more, inside ${backend}`, async function () {
      // nothing is left to share
      if (CORES < 2) this.skip()
      const parallel = Parallel({ backend, nJobs: 1 })
      const [first, second, third] = (await parallel([delayed(descend)({ nJobs: 2 }, 2)]))[0]!
      expect(first!.split('.')[0]).to.equal(second!.split('.')[0])
      expect(second).not.to.equal(first)
      expect(third).to.equal(second)
    })

    it(`[H3] are given no more jobs than cores are left, inside ${backend}`, async () => {
      const parallel = Parallel({ backend, nJobs: 2 * CORES })
      for (const inner of IN_WORKERS) {
        const [places] = await parallel([delayed(placesInside)({ backend: inner, nJobs: 8, batchSize: 1 }, 16)])
        expect(new Set(places![1]).size).to.equal(1)
      }
    })

    it(`[H4] one job at the top changes nothing for calls inside: ${backend} is used there as at the top`, async () => {
      const options = { backend, nJobs: 2 } as const
      const [[places], [config]] = await Promise.all([
        Parallel({ nJobs: 1 })([delayed(meetInside)(options, scratch.file('meeting'))]),
        Parallel({ nJobs: 1 })([delayed(configInside)({ nJobs: 2 })]),
      ])
      expect(new Set(places).size).to.equal(2)
      expect(places).not.to.include(here())
      expect(config).to.deep.equal({ nJobs: 2, backend: 'threads' })
      expect(await Parallel({ nJobs: 1 })([delayed(configInside)({})])).to.deep.equal([{ nJobs: 1, backend: 'sequential' }])
    })

    it(`[H6] in a thread that the program made itself run in parallel, on ${backend}`, async () => {
      const ended = await runProgram('nesting-own-thread', { args: [backend, scratch.file('meeting')] })
      expect(ended).to.deep.equal({ exitCode: 0, signal: null, stdout: '2 places, none of them mine\n', stderr: '' })
    })

    it(`[H7] without an end are ended by a NestingError, on ${backend}`, async () => {
      const { stdout } = await runProgram('nesting-bomb', { args: [backend, scratch.file('runs')] })
      expect(stdout).to.equal('ERR_NESTING_TOO_DEEP\n')
      expect(scratch.lines('runs').length).to.be.below(20)
    })

    it(`[H8] work to a depth of 10, and at 11 a NestingError says so, on ${backend}`, async () => {
      const options = { backend, nJobs: 1 } as const
      const parallel = Parallel({ ...options, initializer: coldWorkers() })
      const places = (await parallel([delayed(descend)(options, 9)]))[0]!
      expect(new Set(places).size, 'workers').to.equal(10)
      const error = await rejectionOf(NestingError, parallel([delayed(descend)(options, 10)]))
      expect(error.message).to.contain('10')
      expect(await parallel([delayed(double)(1)])).to.deep.equal([2])
      await parallel.close()
      if (backend === 'processes') await allGone(places.map((place) => Number(place.split('.')[0])))
      else await until(() => !isRunning(places[0]!))
    }).timeout(240_000)

    const variable = backend === 'threads' ? 'ALLCORES_MAX_DEPTH' : 'LOKY_MAX_DEPTH'
    it(`[H8] are bounded by ${variable} where that is set, on ${backend}`, async () => {
      const { stdout } = await runProgram('nesting-max-depth', { args: [backend, variable] })
      expect(stdout).to.equal('2\nERR_NESTING_TOO_DEEP\n')
    })

    it(`fail by errors of this library that are what they are at the top, inside ${backend}`, async () => {
      const parallel = Parallel({ backend, nJobs: 1 })
      const wrong = () => Parallel({ nJobs: 0 })
      const late = () => Parallel({ timeout: 1 })([delayed(() => new Promise(() => {}))()])
      const option = await rejectionOf(OptionError, parallel([delayed(wrong)()]))
      expect(option).to.include({ code: 'ERR_INVALID_OPTION', option: 'nJobs' })
      expect(await rejectionOf(TimeoutError, parallel([delayed(late)()]))).to.include({ timeout: 1 })
    })

    it(`[H9] leave no worker behind when the outer ones are closed, on ${backend}`, async () => {
      const parallel = Parallel({ backend, nJobs: 1, initializer: coldWorkers() })
      const places = (await parallel([delayed(descend)({ backend: 'processes', nJobs: 1 }, 2)]))[0]!
      await parallel.close()
      await allGone(places.slice(1).map((place) => Number(place.split('.')[0])))
    })

    it(`[H10] end with the outermost, four deep and busy, when that is closed by force, on ${backend}`, async () => {
      const parallel = Parallel({ backend, nJobs: 1, initializer: coldWorkers() })
      const call = rejection(parallel([delayed(spinBelow)('processes', 3, scratch.file('pids'))]))
      await until(() => scratch.lines('pids').length === 4, 'four levels run')
      await parallel.close({ force: true })
      expect(await call).to.include({ code: 'ERR_CLOSED' })
      await allGone(scratch.lines('pids').map(Number).filter((pid) => pid !== process.pid))
    })
  }

  for (const backend of IN_PROCESS) {
    it(`[H7] without an end are ended by a NestingError, on ${backend}`, async () => {
      const options = { args: [backend, scratch.file('runs')], flags: ['--max-old-space-size=256'] }
      const { stdout } = await runProgram('nesting-bomb', options)
      expect(stdout).to.equal('ERR_NESTING_TOO_DEEP\n')
    })

    it(`a hundred deep are no trouble, on ${backend}`, async () => {
      const options = { backend, nJobs: 2 } as const
      expect((await Parallel(options)([delayed(descend)(options, 100)]))[0]).to.have.lengthOf(101)
    })

    it(`1100 side by side are not deep, on ${backend}`, async () => {
      const options = { backend, nJobs: 2 } as const
      const wide = Parallel({ backend, nJobs: 1100 })(Array.from({ length: 1100 }, (_, n) => delayed(doublesWith)(options, [n])))
      expect(await wide).to.deep.equal(Array.from({ length: 1100 }, (_, n) => [2 * n]))
    })
  }
})
