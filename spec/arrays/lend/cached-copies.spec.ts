import { expect } from 'chai'
import type { Copy } from '../../../lib/arrays/lend/copy.js'
import { CachedCopies } from '../../../lib/arrays/lend/cached-copies.js'
import { copyIntoMemory } from '../../../lib/arrays/lend/memory-copy.js'
import { LargeArrayError } from '../../../lib/model/errors.js'

const KEEPING = { owner: {}, idleTimeout: Infinity }
const windowOf = ({ byteLength }: ArrayBuffer) => ({ byteOffset: 0, byteLength })
const full = new LargeArrayError('ERR_ARRAY_NO_SPACE', 'no space', 1)

/** Where only so many copies have room. */
function room(places: number) {
  const copyBytes = (bytes: Uint8Array): Copy => {
    if (places === 0) throw full
    places--
    return { ...copyIntoMemory(bytes, 'read'), dispose: () => void places++ }
  }
  const copies = new CachedCopies(new WeakMap(), copyBytes, KEEPING)
  return (buffer: ArrayBuffer) => copies.get(buffer, windowOf(buffer))!
}

describe('copies that are kept', () => {
  it('make room for others if no call uses them', () => {
    const get = room(1)
    const [first, second] = [new ArrayBuffer(1), new ArrayBuffer(1)]
    const kept = get(first)
    expect(get(first)).to.equal(kept)
    get(second)
    expect(get(first)).not.to.equal(kept)
  })

  it('leave it at an error if calls use them all', () => {
    const get = room(1)
    const [first, second] = [new ArrayBuffer(1), new ArrayBuffer(1)]
    get(first).beginUse()
    expect(() => get(second)).to.throw(full.message)
    const lasting = room(1)
    lasting(first).isLasting = true
    expect(() => lasting(second)).to.throw(full.message)
  })

  it('are given up where their array has changed before there is another', () => {
    const get = room(1)
    const array = new Uint8Array(1)
    const kept = get(array.buffer)
    array[0] = 1
    expect(get(array.buffer)).not.to.equal(kept)
    expect(kept.copy.isSame(array)).to.equal(false)
  })

  it('are given up once', () => {
    const get = room(1)
    const array = new Uint8Array(1)
    get(array.buffer)
    array[0] = 1
    get(array.buffer).beginUse()
    expect(() => get(new ArrayBuffer(1))).to.throw(full.message)
  })
})
