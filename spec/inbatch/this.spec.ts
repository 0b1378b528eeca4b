import { expect } from 'chai'
import { type CallOptions, inbatchParallel, ParallelActionError } from 'allcores'
import { rejectionOf } from '../helpers/rejection.js'

class Signals {
  static components = ['samples', 'labels']
  indices = [0, 1, 2]
  samples = [0, 1, 2].map((id) => new Float64Array([id, id, id]))
  labels = ['a', 'b', 'c']
  means = new Float32Array(3)
  results: unknown[] = []
  dataset = { hold: () => this }

  mean(k: number, options?: CallOptions): Promise<this>
  @inbatchParallel({ init: 'indices' })
  mean(id: number, k?: any): any {
    this.means[id] = this.sum(id) / this.samples[id]!.length * k
  }

  sum(id: number) {
    return this.samples[id]!.reduce((a, b) => a + b)
  }

  collect(options?: CallOptions): Promise<this>
  @inbatchParallel({ init: 'labels', post: 'keep' })
  async collect(label: any): Promise<any> {
    return label + this.labels.length
  }

  keep(results: unknown[]) {
    this.results = results
    return this
  }

  rename(options?: CallOptions): Promise<this>
  @inbatchParallel({ init: 'indices' })
  rename(id?: any): any {
    this.labels[id] = 'x'
  }

  nested(options?: CallOptions): Promise<this>
  @inbatchParallel({ init: 'indices' })
  nested(id?: any): any {
    return this.mean(id)
  }
}

describe('inbatchParallel: this', () => {
  for (const target of ['threads', 'async', 'for'] as const) {
    it(`on '${target}': reads, methods, and typed arrays that are written in place`, async () => {
      const batch = new Signals()
      expect(await batch.mean(10, { target })).to.equal(batch)
      expect([...batch.means]).to.deep.equal([0, 10, 20])
      expect((await batch.collect({ target })).results).to.deep.equal(['a3', 'b3', 'c3'])
    })
  }

  it('typed arrays are the own ones again when the call has ended', async () => {
    const batch = new Signals()
    const { means } = batch
    await batch.mean(10)
    expect(batch.means).to.equal(means)
    expect(means.buffer).to.be.instanceOf(ArrayBuffer)
    batch.samples[0]!.fill(7)
    await batch.mean(1)
    expect([...means]).to.deep.equal([7, 1, 2])
  })

  it('calls at the same time write to the same arrays', async () => {
    const batch = new Signals()
    const half = inbatchParallel({ init: (from: number) => [from, from + 1] }, function (this: Signals, id: number, _from: number) {
      this.samples[id]![0] = 9
    })
    await Promise.all([half.call(batch, 0), half.call(batch, 1)])
    expect(batch.samples.map(([first]) => first)).to.deep.equal([9, 9, 9])
  })

  it("another write is an error on 'threads', and a write on 'async' and 'for'", async () => {
    const batch = new Signals()
    const error = await rejectionOf(ParallelActionError, batch.rename())
    expect(error.cause).to.be.instanceOf(TypeError).with.property('message').that.contains("target 'async' or 'for'")
    expect(batch.labels).to.deep.equal(['a', 'b', 'c'])
    await batch.rename({ target: 'for' })
    expect(batch.labels).to.deep.equal(['x', 'x', 'x'])
  })

  it("a parallel action of the batch can't be called from a thread, but with 'async'", async () => {
    const batch = new Signals()
    const error = await rejectionOf(ParallelActionError, batch.nested())
    expect(String(error.cause)).to.contain("'mean' is a parallel action")
    await batch.nested({ target: 'async' })
    expect([...batch.means].every((mean) => mean >= 0)).to.equal(true)
  })
})
