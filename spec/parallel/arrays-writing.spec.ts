import { expect } from 'chai'
import { delayed, LargeArrayError, Parallel, WorkerDiedError } from 'allcores'
import * as tasks from '../fixtures/arrays-tasks.js'
import { describeArrays } from '../helpers/array-suite.js'
import { coldWorkers } from '../helpers/cold-workers.js'
import { rejectionOf } from '../helpers/rejection.js'
import { until } from '../helpers/until.js'

const { count, readAt, sum, writeAt } = tasks
const range = (length: number) => Array.from({ length }, (_, n) => n)

describeArrays('what tasks write to large arrays', ({ place, where, options, parallel, scratch, codes, isMapped, test }) => {
  it("with mmapMode 'r': what a task writes never reaches the caller, nor the next call of others", async () => {
    const array = count(1000)
    const parallel = Parallel({ ...options, nJobs: 1 })
    await parallel(range(3).map(() => delayed(writeAt)(array, 3, -1)))
    expect(array).to.deep.equal(count(1000))
    if (place === 'threads') expect(await codes()).to.deep.equal(['WARN_ARRAY_WRITTEN'])
    if (place === 'threads') expect(await parallel([delayed(readAt)(array, 3)])).to.deep.equal([3])
    const others = Parallel({ ...options, initializer: coldWorkers() })
    expect(await others([delayed(readAt)(array, 3)])).to.deep.equal([3])
    await others.close()
  })

  test("with mmapMode 'r': what the only task writes is not there for later calls", async () => {
    const array = count(1000)
    expect(await parallel([delayed(writeAt)(array, 3, -1)])).to.deep.equal([-1])
    if (place === 'threads') expect(await codes()).to.deep.equal(['WARN_ARRAY_WRITTEN'])
    array[3] = 7
    expect(await parallel([delayed(readAt)(array, 3), delayed(readAt)(array, 3)])).to.deep.equal([7, 7])
  })

  it("with mmapMode 'c': tasks have copies", async () => {
    const array = count(1000)
    const parallel = Parallel({ ...options, mmapMode: 'c' })
    const writeIfClean = (array: Float64Array) => (array[3] === 3 ? writeAt(array, 3, -1) : 'seen')
    for (let call = 0; call < 2; call++) expect(await parallel(range(10).map(() => delayed(writeIfClean)(array)))).to.deep.equal(Array(10).fill(-1))
    expect(array).to.deep.equal(count(1000))
  })

  test('with mmapMode null: tasks have copies', async () => {
    const array = count(1000)
    expect(await Parallel({ ...options, mmapMode: null })(range(4).map(() => delayed(writeAt)(array, 0, 5)))).to.deep.equal([5, 5, 5, 5])
    expect(array[0]).to.equal(0)
  })

  if (place === 'processes without koffi') {
    it("with mmapMode 'r+': only the task with the array fails, and says what is missing", async () => {
      const parallel = Parallel({ ...options, mmapMode: 'r+', onError: 'return' })
      const results = await parallel([delayed(readAt)(count(1000), 0), delayed(sum)([1, 2])])
      expect(results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.code))).to.deep.equal(['ERR_ARRAY_NO_MMAP', 3])
      const [failed] = results
      if (failed?.status === 'rejected') {
        expect(failed.reason).to.be.an.instanceOf(LargeArrayError).with.property('bytes', 8000)
        expect(failed.reason.message).to.match(/koffi/)
      }
    })
  } else {
    for (const mmapMode of ['r+', 'w+'] as const) {
      it(`[J2] with mmapMode '${mmapMode}': what tasks write is seen by the others at once, and by the caller in the end`, async () => {
        const array = count(1000, 1000)
        const parallel = Parallel({ ...options, mmapMode })
        const seen = await parallel([0, 1].map((n) => delayed(tasks.writeAndMeet)(array, n, scratch.file('meeting'), 2)))
        expect(seen).to.deep.equal([[1, 2], [1, 2]])
        expect([...array.subarray(0, 3)]).to.deep.equal([1, 2, 1002])
        const view = array.subarray(900, 910)
        expect(await parallel([delayed(writeAt)(view, 2, -5), delayed(tasks.bufferLength)(view)])).to.deep.equal([-5, 8000])
        expect([...array.subarray(901, 904)]).to.deep.equal([1901, -5, 1903])
      })
    }

    it("with mmapMode 'r+': arrays of any size are shared, however many and deep within data, and results travel as ever", async () => {
      const arrays = range(1500).map(() => new Uint8Array(3))
      const lists = [arrays.slice(0, 1100), ...arrays.slice(1100).map((array) => [array])]
      const parallel = Parallel({ ...where, nJobs: 2, mmapMode: 'r+' })
      const results = await parallel.map((list: Uint8Array[]) => {
        for (const array of list) array[1] = 5
        return list[0]
      }, lists)
      expect(new Set(arrays.map((array) => array.join()))).to.deep.equal(new Set(['0,5,0']))
      expect(new Set(results.map((array) => array!.join()))).to.deep.equal(new Set(['0,5,0']))
    })

    it("with mmapMode 'r+': smaller arrays than maxNbytes are copied", async () => {
      const array = count(100)
      expect(await Parallel({ ...options, mmapMode: 'r+' })([delayed(writeAt)(array, 0, 5)])).to.deep.equal([5])
      expect(array).to.deep.equal(count(100))
    })

    it("with mmapMode 'r+': a warning tells of arrays that can't be shared", async () => {
      const buffer = Reflect.construct(ArrayBuffer, [8000, { maxByteLength: 9000 }]) as ArrayBuffer
      await Parallel({ ...options, mmapMode: 'r+' })([delayed(writeAt)(new Float64Array(buffer), 0, 5)])
      if (place !== 'threads') return expect(await codes()).to.deep.equal([]) // once a program
      expect(await codes()).to.deep.equal(['WARN_ARRAY_COPIED'])
      const write = ({ array }: { array: Float64Array; memory: SharedArrayBuffer }) => writeAt(array, 0, 5)
      await Parallel({ ...options, mmapMode: 'r+' }).map(write, [{ array: count(1000), memory: new SharedArrayBuffer(8) }])
      expect(await codes()).to.deep.equal(['WARN_ARRAY_COPIED'])
    })

    it("with mmapMode 'r+': a call that fails, or whose worker dies, leaves what was written until then", async () => {
      const array = count(1000)
      const parallel = Parallel({ ...options, mmapMode: 'r+', nJobs: 1 })
      await rejectionOf(RangeError, parallel([delayed(writeAt)(array, 5, -1), delayed(tasks.failWith)(array)]))
      expect(array[5]).to.equal(-1)
      await rejectionOf(WorkerDiedError, parallel([delayed(writeAt)(array, 6, -2), delayed(tasks.exitOnce)(array, scratch.file('marker'))]))
      expect(array[6]).to.equal(-2)
    })

    it("with mmapMode 'r+': a task that is run again finds what it has left", async () => {
      const array = count(1000)
      const parallel = Parallel({ ...options, mmapMode: 'r+', retries: { limit: 1, minDelay: 0 } })
      expect(await parallel([delayed(tasks.addThenFail)(array, scratch.file('marker'))])).to.deep.equal([2])
      expect(array[0]).to.equal(2)
    })

    it("with mmapMode 'r+': calls at the same time don't take back what the others write", async () => {
      const array = count(1000)
      const parallel = Parallel({ ...options, mmapMode: 'r+' })
      const calls = [0, 1].map((n) => parallel([delayed(tasks.writeAndMeet)(array, n, scratch.file('meeting'), 2)]))
      await Promise.all(calls)
      expect([...array.subarray(0, 3)]).to.deep.equal([1, 2, 2])
    })

    it("with mmapMode 'r+': what no array that tasks were given sees stays the program's", async () => {
      const array = count(1000)
      const parallel = Parallel({ ...options, mmapMode: 'r+' })
      const parts = [array.subarray(100, 200), array.subarray(150, 300), array.subarray(500, 501)]
      const call = parallel(parts.map((part, n) => delayed(tasks.writeAndWait)(part, scratch.file(`here ${n}`), scratch.file('gate'))))
      await until(() => scratch.has('here 0') && scratch.has('here 1'), 'tasks have begun')
      for (const place of [0, 99, 300, 499, 501, 999]) array[place] = 7
      scratch.write('gate')
      await call
      expect([0, 99, 300, 499, 501, 999].map((place) => array[place])).to.deep.equal(Array(6).fill(7))
      expect([98, 100, 299, 301, 500].map((place) => array[place])).to.deep.equal([98, -1, -1, 301, -1])
    })

    it("with mmapMode 'r+': views of a small Buffer that overlap are one memory", async () => {
      const parallel = Parallel({ ...where, nJobs: 2, mmapMode: 'r+' })
      const buffer = Buffer.from('x'.repeat(100))
      const write = ({ all, end }: { all: Uint8Array; end: Uint8Array }) => {
        all[60] = 1
        end[1] = end[10]! + 1
      }
      await parallel.map(write, [{ all: buffer, end: buffer.subarray(50) }])
      expect([buffer[60], buffer[51]]).to.deep.equal([1, 2])
      const fill = (part: Uint8Array) => void part.fill(3)
      await Promise.all([parallel.map(fill, [buffer.subarray(0, 20)]), parallel.map(fill, [buffer.subarray(10, 30)])])
      expect([...buffer.subarray(0, 31)]).to.deep.equal([...Array(30).fill(3), 120])
    })

    it("with mmapMode 'r+': the memory of small Buffers may be filled as the call goes on", async () => {
      const parallel = Parallel({ ...where, nJobs: 2, mmapMode: 'r+', batchSize: 1 })
      const bytes = function* () {
        for (const n of range(20)) {
          const buffer = Buffer.from(String(n))
          yield new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
        }
      }
      const read = (array: Uint8Array) => Number(String.fromCharCode(...array))
      expect(await parallel.map(read, bytes())).to.deep.equal(range(20))
    })

    it("[J4] with mmapMode 'r+': different arrays stay different", async () => {
      const arrays = range(10).map((n) => new Float64Array(500).fill(n))
      const twice = (array: Float64Array, n: number) => {
        const isRight = array.every((value) => value === n)
        array.fill(2 * n)
        return isRight
      }
      expect(await Parallel({ ...options, mmapMode: 'r+' })(arrays.map((array, n) => delayed(twice)(array, n)))).to.deep.equal(Array(10).fill(true))
      expect(arrays.map((array) => [...new Set(array)])).to.deep.equal(range(10).map((n) => [2 * n]))
    })
  }

  it('with strictReadonly: only the task fails that writes', async () => {
    const array = count(1000)
    const parallel = Parallel({ ...options, nJobs: 1, strictReadonly: true, onError: 'return' })
    const all = [delayed(sum)(array), delayed(writeAt)(array, 5, -1), delayed(sum)(array.subarray(0))]
    const [before, written, after] = await parallel(all)
    expect([before, after].map((result) => result?.status === 'fulfilled' && result.value)).to.deep.equal([sum(array), sum(array)])
    expect(written!.status).to.equal('rejected')
    if (written?.status !== 'rejected') return
    if (isMapped) {
      expect(written.reason).to.be.an.instanceOf(WorkerDiedError).with.property('signal', 'SIGSEGV')
      expect(written.reason.message).to.match(/strictReadonly/)
    } else {
      expect(written.reason).to.be.an.instanceOf(LargeArrayError).with.property('code', 'ERR_ARRAY_READ_ONLY')
      expect(written.reason.message).to.match(/writeAt/).and.match(/byte 4[0-7] of 8000/)
    }
    expect(array).to.deep.equal(count(1000))
  })
})
