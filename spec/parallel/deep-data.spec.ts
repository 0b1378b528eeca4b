import { expect } from 'chai'
import { NotCloneableError, Parallel, shared } from 'allcores'
import { IN_WORKERS } from '../helpers/every-backend.js'

interface Nested { readonly inner?: Nested | undefined; readonly array?: Float64Array | undefined }

/** Node writes data of 1,600 to 3,300 levels or so that it can't read (26: from 2,500 on), more it can't write either. */
const DEPTHS = [500, 2500, 3000, 10_000]

function nested(levels: number, array?: Float64Array): Nested {
  let value: Nested = { array }
  for (let level = 0; level < levels; level++) value = { inner: value }
  return value
}

function levelsOf(value: Nested): number {
  let levels = 0
  for (let at = value.inner; at; at = at.inner) levels++
  return levels
}

/** Each leads to the next: all can be reached at once, but are cloned one within the other. */
function chained(length: number): { next?: object; readonly place: number }[] {
  const links: { next?: object; readonly place: number }[] = Array.from({ length }, (_, place) => ({ place }))
  links.forEach((link, place) => place > 0 && (links[place - 1]!.next = link))
  return links
}

for (const backend of IN_WORKERS) {
  for (const mmapMode of ['r', null] as const) {
    describe(`data that is nested deep, on ${backend} with mmapMode ${mmapMode}`, () => {
      const parallel = Parallel({ backend, nJobs: 1, batchSize: 4, mmapMode })
      const returning = Parallel({ backend, nJobs: 1, batchSize: 4, mmapMode, onError: 'return' })
      const large = new Float64Array(2 ** 18)

      after(() => Promise.all([parallel.close(), returning.close()]))

      for (const depth of DEPTHS) {
        it(`is an argument, ${depth} levels deep, among others and with a large array`, async () => {
          expect(await parallel.map(levelsOf, [nested(1), nested(depth), nested(depth, large)])).to.deep.equal([1, depth, depth])
        })

        it(`is an argument, ${depth} levels deep, with a function in it`, async () => {
          const task = ({ value, extra }: { value: Nested; extra: () => number }) => levelsOf(value) + extra()
          expect(await parallel.map(task, [{ value: nested(depth), extra: () => 1 }])).to.deep.equal([depth + 1])
        })

        it(`is captured, ${depth} levels deep, and the value of shared()`, async () => {
          const value = nested(depth)
          const handle = shared(nested(depth, large))
          expect(await parallel.map((n) => levelsOf(value) + levelsOf(handle.value) + n, [1])).to.deep.equal([2 * depth + 1])
        })

        it(`is a list of ${depth} links`, async () => {
          const links = chained(depth)
          const count = (list: object[]) => list.length
          expect(await parallel.map(count, [links])).to.deep.equal([depth])
          expect(await parallel.map((n) => links.length + n, [1])).to.deep.equal([depth + 1])
        })
      }

      it('is no result: the task fails, and the error names it and says what to do; no other task does', async () => {
        const results = await returning.map((levels) => nested(levels), [1, 2500, 20_000, 2])
        expect(results.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
        for (const result of results) {
          if (result.status === 'fulfilled') continue
          expect(result.reason).to.be.instanceOf(NotCloneableError).with.property('message')
            .that.matches(/^the result of task [12]: .* can't be sent back: .* is data nested .* Return it flatter/)
        }
      })

      it('is no result with a large array either', async () => {
        const task = (levels: number) => nested(levels, new Float64Array(2 ** 18))
        const [result] = await returning.map(task, [2500])
        expect(result).to.have.nested.property('reason.message').that.matches(/^the result of task 0: .* data nested .* Return it flatter/)
      })
    })
  }
}
