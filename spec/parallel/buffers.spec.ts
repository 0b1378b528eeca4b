import { expect } from 'chai'
import { delayed, Parallel } from 'allcores'
import { EVERY_BACKEND } from '../helpers/every-backend.js'

const kind = (bytes: unknown) => `${Buffer.isBuffer(bytes) ? 'Buffer' : (bytes as object).constructor.name} ${String(bytes)}`
const itself = <T>(value: T) => value

for (const backend of [...EVERY_BACKEND, undefined]) {
  describe(`Buffers on ${backend ?? 'threads, or the caller\'s own thread'}`, () => {
    const parallel = Parallel({ backend, nJobs: 2 })
    after(() => parallel.close())
    const range = (count: number) => Array.from({ length: count }, (_, n) => n)

    it('arrive as such as arguments, alone or among others', async () => {
      const both = (n: number, bytes: unknown, more: unknown) => `${n} ${kind(bytes)} ${kind(more)}`
      expect(await parallel([delayed(kind)(Buffer.from('ab')), delayed(kind)(new Uint8Array([1, 2]))])).to.deep.equal(['Buffer ab', 'Uint8Array 1,2'])
      expect(await parallel.map(kind, range(20).map((n) => Buffer.from(`${n}`)))).to.deep.equal(range(20).map((n) => `Buffer ${n}`))
      const tasks = range(3).map((n) => delayed(both)(n, Buffer.from('ä'), new Uint8Array([n])))
      expect(await parallel([...tasks, delayed(kind)(Buffer.alloc(0))])).to.deep.equal([...range(3).map((n) => `${n} Buffer ä Uint8Array ${n}`), 'Buffer '])
    })

    it('arrive as such as results, among others', async () => {
      const make = (n: number) => (n % 3 === 0 ? Buffer.from(`${n}`) : n % 3 === 1 ? new Uint8Array([n]) : n)
      const results = await parallel.map(make, range(100))
      expect(results.map(kind)).to.deep.equal(range(100).map((n) => kind(make(n))))
      for (let round = 0; round < 3; round++) expect((await parallel.map(itself, [...range(50), Buffer.from('b')])).map(kind).at(-1)).to.equal('Buffer b')
    })

    it('give failures their places', async () => {
      const parallel = Parallel({ backend, nJobs: 2, onError: 'return' })
      const results = await parallel.map((bytes) => (bytes[0] === 97 ? Promise.reject(new Error('a')) : bytes), ['b', 'a', 'c'].map((text) => Buffer.from(text)))
      expect(results.map((result) => (result.status === 'fulfilled' ? kind(result.value) : result.status))).to.deep.equal(['Buffer b', 'rejected', 'Buffer c'])
      await parallel.close()
    })
  })
}
