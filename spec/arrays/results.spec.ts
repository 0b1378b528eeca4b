import { expect } from 'chai'
import { constants } from 'node:buffer'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { borrow } from '../../lib/arrays/borrow/borrow.js'
import { giveBack } from '../../lib/arrays/give-back.js'
import { ownFolder, useFolders } from '../../lib/arrays/files/folder.js'
import { ownName } from '../../lib/arrays/files/owner.js'
import { discard, dropResultsOf, receive } from '../../lib/arrays/receive.js'
import { LargeArrayError } from '../../lib/model/errors.js'
import type { ResultSettings, ResultToken, WrittenToken } from '../../lib/model/tokens.js'
import { useScratch } from '../helpers/scratch.js'

const SETTINGS = { thread: false, process: true }

for (const [kind, isProcess] of Object.entries(SETTINGS)) {
  describe(`a large result of a ${kind}`, () => {
    const scratch = useScratch()
    const owner = isProcess ? ownName() : undefined
    const settings = (): ResultSettings => ({ maxNbytes: 800, tempFolder: scratch.file('.'), owner })
    const give = (view: ArrayBufferView, message?: Map<ArrayBufferLike, ResultToken>) => giveBack(view, settings(), message)
    const array = () => new Float64Array(100).map((_, place) => place)

    it('arrives as a plain array of its own', () => {
      const result = array()
      const { token, byteOffset } = give(result)!
      result[0] = 99 // somebody in the worker still has it
      const buffer = receive(token)
      expect(buffer.constructor).to.equal(ArrayBuffer)
      expect(new Float64Array(buffer, byteOffset)).to.deep.equal(array())
    })

    it('is one for all views of a buffer in a message, offsets kept', () => {
      const message = new Map()
      const result = array()
      const [whole, half] = [give(result, message)!, give(result.subarray(50), message)!]
      expect(whole.token).to.equal(half.token)
      expect([whole.byteOffset, half.byteOffset]).to.deep.equal([0, 400])
      expect(give(result)!.token).to.not.equal(whole.token)
    })

    it('is one for a small view too, of what is given already', () => {
      const message = new Map()
      const result = array()
      const [whole, small] = [give(result, message)!, give(result.subarray(50, 51), message)!]
      expect(whole.token).to.equal(small.token)
      expect(small.byteOffset).to.equal(400)
    })

    it('is only what a small view sees of a large buffer', () => {
      const { token, byteOffset } = give(new Float64Array(1000).map((_, place) => place).subarray(500, 600))!
      expect(byteOffset).to.equal(0)
      expect(new Float64Array(receive(token))).to.deep.equal(array().map((value) => value + 500))
    })

    it('may be of another realm', () => {
      const result = runInNewContext('Float64Array.from({ length: 100 }, (_, place) => place)') as Float64Array
      const buffer = receive(give(result)!.token)
      expect(buffer.constructor).to.equal(ArrayBuffer)
      expect(new Float64Array(buffer)).to.deep.equal(array())
    })

    it('travels as ever if it is not large, or could not be the same', () => {
      expect(give(new Uint8Array(799))).to.equal(undefined)
      expect(give(new Uint8Array(new SharedArrayBuffer(800)))).to.equal(undefined)
      const resizable = Reflect.construct(ArrayBuffer, [800, { maxByteLength: 900 }]) as ArrayBuffer
      expect(give(new Uint8Array(resizable))).to.equal(undefined)
    })

    it('travels as ever if it is more than this Node can see the bytes of', function () {
      const size = 5 * 2 ** 30
      // newer Nodes can
      if (constants.MAX_LENGTH >= size) this.skip()
      expect(give(new Float64Array(new ArrayBuffer(size)))).to.equal(undefined)
    })

    if (isProcess) {
      const path = (given: ReturnType<typeof give>) => (given!.token as WrittenToken).path

      it('is in a file in the folder of the parent until it has arrived', () => {
        const end = useFolders(scratch.file('.'))
        const given = give(array())
        expect(readdirSync(join(scratch.file('.'), ownName()))).to.have.length(1)
        receive(given!.token)
        expect(existsSync(path(given))).to.equal(false)
        end()
        expect(readdirSync(scratch.file('.'))).to.deep.equal([])
      })

      it('travels as ever if it is a small view', () => {
        expect(give(new Uint8Array(10_000).subarray(0, 10))).to.equal(undefined)
      })

      it('travels as ever if no file can be made', () => {
        scratch.write('file')
        expect(giveBack(array(), { ...settings(), tempFolder: scratch.file('file') })).to.equal(undefined)
      })

      it('that nobody waits for is removed', () => {
        const given = give(array())
        discard(given!.token)
        expect(existsSync(path(given))).to.equal(false)
      })

      it('of a worker that is dead is removed, those of others are not', () => {
        const end = useFolders(scratch.file('.'))
        const folder = ownFolder(scratch.file('.'))
        for (const name of ['r-12-1', 'r-12-2', 'r-123-1', 'a-12']) writeFileSync(join(folder, name), '')
        dropResultsOf(12)
        expect(readdirSync(folder)).to.have.members(['r-123-1', 'a-12'])
        end()
      })

      it('that is gone is an error', () => {
        const given = give(array())
        receive(given!.token)
        expect(() => receive(given!.token)).to.throw(LargeArrayError, /result of 800 bytes.*ENOENT.*tempFolder/)
          .that.includes({ code: 'ERR_ARRAY_LOST', bytes: 800 })
      })

      it('that is not all there is an error', () => {
        const given = give(array())
        writeFileSync(path(given), 'short')
        expect(() => receive(given!.token)).to.throw(LargeArrayError, 'expected 800 bytes, got 5')
        expect(existsSync(path(given))).to.equal(false)
      })
    } else {
      it('is a copy if it is memory that the worker was lent, however small', () => {
        const lent = borrow({ lent: 'memory', buffer: new SharedArrayBuffer(10_000), access: 'read' })
        for (const length of [0, 10, 10_000]) {
          const { token } = give(new Uint8Array(lent, 0, length))!
          expect(receive(token)).to.be.an.instanceof(ArrayBuffer).with.property('byteLength', length)
        }
      })
    }
  })
}
