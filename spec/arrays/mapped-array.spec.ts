import { expect } from 'chai'
import { readdirSync } from 'node:fs'
import { borrow, sourceOf } from '../../lib/arrays/borrow/borrow.js'
import { collectGarbage } from '../../lib/arrays/borrow/garbage.js'
import { mappedArray } from '../../lib/arrays/mapped-array.js'
import { canMap } from '../../lib/arrays/files/mmap.js'
import { LargeArrayError, OptionError } from '../../lib/model/errors.js'
import { runProgram } from '../helpers/program.js'
import { useScratch } from '../helpers/scratch.js'
import { until } from '../helpers/until.js'
import { useVariables } from '../helpers/variables.js'

/** All that hold numbers; one type for all of them will do. */
const CLASSES = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
  ...('Float16Array' in globalThis ? [Reflect.get(globalThis, 'Float16Array')] : []), // newer Nodes have it
] as readonly unknown[] as readonly Float64ArrayConstructor[]

describe('a mapped array', () => {
  const scratch = useScratch()
  const setVariables = useVariables()
  beforeEach(function () {
    // Koffi isn't there
    if (!canMap()) this.skip()
  })

  for (const type of CLASSES) {
    it(`of zeros or values: ${type.name}`, () => {
      expect(mappedArray(type, 3)).to.deep.equal(new type(3))
      expect(mappedArray(type, [1, 2, 3])).to.deep.equal(type.of(1, 2, 3))
    })
  }

  for (const type of [BigInt64Array, BigUint64Array as unknown as BigInt64ArrayConstructor]) {
    it(`of zeros or values: ${type.name}`, () => {
      expect(mappedArray(type, 3)).to.deep.equal(new type(3))
      expect(mappedArray(type, [1n, 2n])).to.deep.equal(type.of(1n, 2n))
    })
  }

  it('has its class also for the compiler', () => {
    const floats: Float64Array<ArrayBuffer> = mappedArray(Float64Array, 1)
    const bigs: BigInt64Array<ArrayBuffer> = mappedArray(BigInt64Array, 1)
    // @ts-expect-error numbers are no BigInts
    expect(() => mappedArray(BigInt64Array, [1])).to.throw(TypeError)
    expect([floats.length, bigs.length]).to.deep.equal([1, 1])
  })

  it('takes values from whatever holds them', () => {
    const generated = (function* () { yield 1; yield 2 })()
    for (const values of [new Set([1, 2]), { length: 2, 0: 1, 1: 2 }, Float32Array.of(1, 2).subarray(0), generated]) {
      expect(mappedArray(Int32Array, values)).to.deep.equal(Int32Array.of(1, 2))
    }
  })

  it('is larger than what is written at once', () => {
    const array = mappedArray(Uint8Array, 2.5 * 2 ** 20)
    expect(array.length).to.equal(2.5 * 2 ** 20)
    expect(array.every((byte) => byte === 0)).to.equal(true)
  })

  it('is the same memory for whoever is lent it [J2]', () => {
    const array = mappedArray(Float64Array, [1, 2, 3])
    const there = new Float64Array(borrow({ ...sourceOf(array.buffer)! }))
    expect(there).to.deep.equal(Float64Array.of(1, 2, 3))
    there[0] = 9
    array[1] = 8
    expect([array[0], there[1]]).to.deep.equal([9, 8])
  })

  it('has its file where it was told, for as long as it lives', async function () {
    setVariables({ ALLCORES_NAMED_FILES: '1' })
    const files = () => readdirSync(scratch.file('.'), { recursive: true }).length
    const make = () => mappedArray(Float64Array, 10, { tempFolder: scratch.file('.') })[0]
    expect([make(), files()]).to.deep.equal([0, 2])
    await until(() => (collectGarbage(), files() === 0), 'its file is gone')
  })

  it('leaves nothing behind at the end of the program', async () => {
    const { stdout, stderr } = await runProgram('arrays-mapped', { args: [scratch.file('base')] })
    expect(stdout, stderr).to.equal('Float64Array(2) [ 1, 2 ]\n')
    expect(readdirSync(scratch.file('base'))).to.deep.equal([])
  })

  const INVALID: readonly (readonly [name: string, args: readonly unknown[]])[] = [
    ...[0, -1, 1.5, NaN, Infinity, [], 'text', null, undefined]
      .map((given) => ['lengthOrValues', [Float64Array, given]] as const),
    ...[Buffer, DataView, Array, 'Float64Array', undefined].map((type) => ['type', [type, 1]] as const),
    ...['', 3, null].map((tempFolder) => ['tempFolder', [Float64Array, 1, { tempFolder }]] as const),
    ['options', [Float64Array, 1, null]],
  ]
  for (const [name, args] of INVALID) {
    it(`refuses ${name} where it is called: ${args.map(String).join(', ')}`, () => {
      expect(() => Reflect.apply(mappedArray, undefined, args)).to.throw(OptionError, `mappedArray: ${name} must be`)
        .that.includes({ code: 'ERR_INVALID_OPTION', option: name })
    })
  }

  it('that there is no room for is an error', () => {
    expect(() => mappedArray(Float64Array, 2 ** 49)).to.throw(LargeArrayError)
      .with.property('code').that.is.oneOf(['ERR_ARRAY_NO_SPACE', 'ERR_ARRAY_TOO_LARGE'])
  })

  it('for which no file can be made is an error that says why', () => {
    scratch.write('file')
    expect(() => mappedArray(Float64Array, 1, { tempFolder: scratch.file('file') }))
      .to.throw(LargeArrayError, 'name a folder').with.property('code', 'ERR_ARRAY_NO_FILE')
  })

  it('is an error without mmap', () => {
    setVariables({ ALLCORES_MMAP: '0' })
    expect(() => mappedArray(Float64Array, 1)).to.throw(LargeArrayError, 'Install koffi')
      .with.property('code', 'ERR_ARRAY_NO_MMAP')
  })
})
