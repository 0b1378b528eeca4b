import type { Case } from '../case.js'

const kinds = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
]
const numbers = kinds.map((Kind) => Kind.from([1, -2, 300, 1.5]))
const longs = [BigInt64Array.of(-1n, 2n), BigUint64Array.of(2n ** 64n - 1n)]
const floats = new Float64Array([NaN, -0, Infinity, 5e-324])
const memory = new ArrayBuffer(16)
const [bytes, words, rest] = [new Uint8Array(memory), new Uint32Array(memory, 4, 2), new DataView(memory, 12)]
bytes.set([1, 2, 3, 4, 5, 6, 7, 8])
rest.setInt16(1, -2)
/** To be written to, by one case each: a worker may run cases in any order. */
const written = new ArrayBuffer(16)
const [low, high] = [new Uint8Array(written), new Uint32Array(written, 4, 2)]
const bits = new DataView(new ArrayBuffer(16), 12)
const spoilt = Buffer.from('häuser', 'utf8')
const spoiltPart = spoilt.subarray(1, 3)
const window = new Uint8Array([1, 2, 3, 4, 5, 6]).subarray(2, 4)
const buffer = Buffer.from('häuser', 'utf8')
const pooled = Buffer.from('a little one of the pool')
const none = [new Uint8Array(0), new ArrayBuffer(0), Buffer.alloc(0)]
const labelled = Object.assign(new Uint8Array([1, 2]), { label: 'two bytes' })
const inMap = new Map<string, ArrayBufferView>([['a', Buffer.from([1])], ['b', new Uint8Array([1])]])
const large = new Float64Array(100_000).map((_, i) => i)

class Samples extends Float32Array {
  mean() {
    return this.reduce((a, b) => a + b, 0) / this.length
  }
}
const samples = Samples.from([1, 2, 6]) as Samples

/** Two functions that write to and read from one memory. */
function register() {
  const cells = new Uint16Array(4)
  const write = (at: number, value: number) => void (cells[at] = value)
  const read = () => Array.from(cells)
  return { write, read }
}
const { write, read } = register()

export const cases: Case[] = [
  { title: 'typed arrays of every kind', run: () => numbers },
  { title: 'typed arrays are of their classes', run: () => numbers.map((list, i) => list instanceof kinds[i]!) },
  { title: 'arrays of long integers', run: () => [...longs, typeof longs[0]![0]] },
  { title: 'floating point oddities', run: () => floats },
  { title: 'a memory and its views', run: () => [memory, bytes, words, rest.getInt16(1), rest.byteOffset] },
  {
    title: 'views of one memory stay so',
    run: () => {
      high[0] = 0x01020304
      return [[...low.subarray(4, 8)].sort(), high.buffer === written, high.buffer === low.buffer]
    },
  },
  { title: 'a part of a memory', run: () => [window, window.byteOffset, window.buffer.byteLength] },
  {
    title: 'a buffer',
    run: () => [buffer, buffer.toString('base64'), Buffer.isBuffer(buffer), buffer.readUInt16BE(1)],
  },
  { title: 'a part of a buffer', run: () => { spoiltPart[0] = 33; return [spoiltPart, spoilt[1], Buffer.isBuffer(spoiltPart)] } },
  { title: 'a buffer of the pool', run: () => [pooled.toString(), pooled.equals(Buffer.from(String(pooled)))] },
  { title: 'nothing in a memory', run: () => none },
  { title: 'a typed array with a property', run: () => [labelled.label, labelled.length, Object.keys(labelled)] },
  { title: 'a buffer and a plain array of bytes are told apart', run: () => inMap },
  {
    title: 'a typed array of a class of the user',
    run: () => [samples.mean(), samples instanceof Samples, samples.map(Math.sqrt)],
  },
  { title: 'two functions at one memory', run: () => { write(1, 70_000); write(3, 5); return read() } },
  { title: 'a large array', run: () => [large.length, large.at(-1), large.reduce((a, b) => a + b, 0)] },
  {
    title: 'bits of a number',
    run: () => {
      bits.setFloat32(0, -0)
      return [bits.getUint8(0), Object.is(bits.getFloat32(0), -0)]
    },
  },
]
