type Made = ArrayBufferView | SharedArrayBuffer
type Make = (buffer: ArrayBufferLike, byteOffset: number, byteLength: number) => Made
interface TypedArrayClass {
  readonly BYTES_PER_ELEMENT: number
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): ArrayBufferView
}

const TYPED_ARRAYS = [
  'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float16Array',
  'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array',
]

/** How to make a view again, by the name of what it is. A `SharedArrayBuffer` is not one, but may stand in for itself. */
const makers: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['SharedArrayBuffer', (buffer) => buffer as SharedArrayBuffer],
  ['DataView', (buffer, byteOffset, byteLength) => new DataView(buffer, byteOffset, byteLength)],
  ['Buffer', (buffer, byteOffset, byteLength) => Buffer.from(buffer, byteOffset, byteLength)],
  ...TYPED_ARRAYS.map((name) => [name, typedArrayMaker(name)] as const),
])
const NAMES = [...makers.keys()]
const typedArrayName = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)!.get!

/** What a view is, whatever its class: the name of its kind. */
export function kindOfView(view: ArrayBufferView): string {
  if (Buffer.isBuffer(view)) return 'Buffer'
  return (typedArrayName.call(view) as string | undefined) ?? 'DataView'
}

export function numberOfKind(name: string): number {
  return NAMES.indexOf(name)
}

export function makeView(kind: number, buffer: ArrayBufferLike, byteOffset: number, byteLength: number): Made {
  return makers.get(NAMES[kind]!)!(buffer, byteOffset, byteLength)
}

/** Not every Node has all of them. */
function typedArrayMaker(name: string): Make {
  return (buffer, byteOffset, byteLength) => {
    const TypedArray = (globalThis as unknown as Record<string, TypedArrayClass>)[name]!
    return new TypedArray(buffer, byteOffset, byteLength / TypedArray.BYTES_PER_ELEMENT)
  }
}
