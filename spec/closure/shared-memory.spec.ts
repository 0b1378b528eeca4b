import { delayed, Parallel } from 'allcores'
import { expect } from 'chai'
import { until } from '../helpers/until.js'

const parallel = Parallel({ backend: 'threads', nJobs: 2 })

const counts = new Int32Array(new SharedArrayBuffer(16))
const shared = new SharedArrayBuffer(8)
const [bytes, view] = [new Uint8Array(shared, 2, 4), new DataView(shared)]
const table = {
  lock: new Int32Array(new SharedArrayBuffer(4)),
  rows: new Map([['a', new Float64Array(new SharedArrayBuffer(16))]]),
}

class Tally {
  readonly cells = new Int32Array(new SharedArrayBuffer(8))
  add(n: number) {
    return Atomics.add(this.cells, 0, n)
  }
}
const tally = new Tally()
const copied = new Uint8Array(4)

describe('captured shared memory, on threads', () => {
  it('what a worker writes is seen here', async () => {
    await parallel([delayed((at: number) => void (counts[at] = at * 10))(1), delayed(() => void (counts[2] = 7))()])
    expect([...counts]).to.deep.equal([0, 10, 7, 0])
  })

  it('what is written here while tasks run is seen there', async () => {
    const answer = parallel([
      delayed(() => {
        Atomics.store(counts, 3, 1)
        Atomics.wait(counts, 3, 1)
        return Atomics.load(counts, 3)
      })(),
    ])
    let over = false
    void answer.catch(() => {}).finally(() => (over = true))
    await until(() => counts[3] === 1 || over)
    Atomics.store(counts, 3, 2)
    Atomics.notify(counts, 3)
    expect(await answer).to.deep.equal([2])
  })

  it('tasks in different workers count together', async () => {
    const tasks = Array.from({ length: 100 }, () => delayed(() => void Atomics.add(counts, 0, 1))())
    await parallel(tasks)
    expect(counts[0]).to.equal(100)
  })

  it('views of one memory stay views of it', async () => {
    const write = () => {
      bytes[0] = 5
      view.setUint8(7, 9)
      return [bytes.buffer === shared, view.buffer === shared, bytes.byteOffset, bytes.length]
    }
    expect(await parallel([delayed(write)()])).to.deep.equal([[true, true, 2, 4]])
    expect([...new Uint8Array(shared)]).to.deep.equal([0, 0, 5, 0, 0, 0, 0, 9])
  })

  it('also in objects and maps', async () => {
    const fill = () => {
      table.rows.get('a')!.fill(1.5)
      return Atomics.exchange(table.lock, 0, 1)
    }
    expect(await parallel([delayed(fill)()])).to.deep.equal([0])
    expect([...table.rows.get('a')!, table.lock[0]]).to.deep.equal([1.5, 1.5, 1])
  })

  it('also in instances of classes', async () => {
    await parallel([1, 2, 3].map((n) => delayed((n: number) => tally.add(n))(n)))
    expect(tally.cells[0]).to.equal(6)
  })

  it('memory that is not shared is a copy', async () => {
    expect(await parallel([delayed(() => copied.fill(1).length)()])).to.deep.equal([4])
    expect([...copied]).to.deep.equal([0, 0, 0, 0])
  })
})
