import { expect } from 'chai'
import { readdirSync, readFileSync } from 'node:fs'
import { sameBytes } from '../../../lib/arrays/files/bytes.js'
import type { ArrayFile } from '../../../lib/arrays/files/file.js'
import { makePart } from '../../../lib/arrays/files/part.js'
import { useScratch } from '../../helpers/scratch.js'
import { useVariables } from '../../helpers/variables.js'

const STEP = 64

describe('a part of a file, for a small array', () => {
  const scratch = useScratch()
  const setVariables = useVariables()
  const all: ArrayFile[] = []
  afterEach(() => all.splice(0).forEach((part) => part.close()))

  function make(first: number, byteLength = 100): ArrayFile {
    const part = makePart(new Uint8Array(byteLength).fill(first), scratch.file('base'))
    all.push(part)
    return part
  }

  it('has a place of its own, and an id, next to others', () => {
    const parts = [make(1), make(2, STEP + 1), make(3)]
    expect(parts.map(({ part }) => part?.position)).to.deep.equal([0, 2 * STEP, 4 * STEP])
    expect(new Set(parts.map(({ path }) => path)).size).to.equal(1)
    expect(new Set(parts.map(({ id }) => id)).size).to.equal(3)
    for (const [i, { fd, part, byteLength }] of parts.entries()) {
      expect(sameBytes(fd, new Uint8Array(byteLength).fill(i + 1), part?.position)).to.equal(true)
    }
  })

  it('keeps the file, which goes with the last of them; the next one has another', () => {
    setVariables({ ALLCORES_NAMED_FILES: '1' })
    const [first, second] = [make(1), make(2)]
    first.close()
    first.close() // again
    expect(readFileSync(second.path).subarray(2 * STEP)).to.deep.equal(Buffer.alloc(100, 2))
    second.close()
    expect(readdirSync(scratch.file('base'))).to.deep.equal([])
    expect(make(3)).to.have.nested.property('part.position', 0)
  })

  it('is none of a file that is full, and a large array has a file of its own', () => {
    const [first, large] = [make(1), make(2, 2 ** 20)]
    expect(large).not.to.include({ path: first.path }).and.not.to.have.property('part')
    const many = Array.from({ length: 2 ** 8 + 1 }, () => make(3, 2 ** 16))
    expect(many.at(-2)).to.include({ path: first.path })
    expect(many.at(-1)).not.to.include({ path: first.path })
    expect(many.at(-1)).to.have.nested.property('part.position', 0)
  })
})
