import { types } from 'node:util'
import type { Deserializer, Serializer } from 'node:v8'
import type { Placed, ResultToken, Token } from '../model/tokens.js'
import { isResizable, kindOfView, makeView, ownBytes, seesLittle } from '../model/views.js'

/** A value of which some memory travels in a way of its own. */
export interface Apart<T extends object> {
  /** The value without that memory. */
  readonly bytes: Uint8Array
  /** Tokens that stand for the memory, and SharedArrayBuffers, which only the transport itself can clone. */
  readonly live: readonly (T | SharedArrayBuffer)[]
}

export interface TakeApartOptions<T extends object> {
  /** Returns where a view's memory is; undefined for views that are copied with the rest. */
  readonly placeOf: (view: ArrayBufferView) => Placed<T> | undefined
  /** Whether a buffer is copied as a whole, for a view that sees more of it: small views of it stay views of that. */
  readonly isWhole?: (buffer: ArrayBufferLike) => boolean
  /** Whether SharedArrayBuffers arrive as the same memory. */
  readonly sharesMemory: boolean
}

export interface Together {
  readonly value: unknown
  /** What stands in `value` for views whose memory can't be had, and why. */
  readonly lost: ReadonlyMap<unknown, unknown>
}

/** The position of memory that travels with the rest; others are positions in `live`. */
const INLINE = 0xffff_ffff

/** The kind that a view which stands for its buffer travels as. */
const SHARED_MEMORY = 'SharedArrayBuffer'
/** Kinds of views, which travel as their places in this list. Not every Node has all of them. */
const KINDS = [
  SHARED_MEMORY, 'DataView', 'Buffer', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array',
  'Uint32Array', 'Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array',
]

/** Views that stand for their buffers. */
const bare = new WeakSet<ArrayBufferView>()

/** Returns a view that stands for a SharedArrayBuffer, which by itself can't be taken apart; any other value as it is. */
export function bareAsView(value: unknown): unknown {
  if (!types.isSharedArrayBuffer(value)) return value
  const view = new Uint8Array(value, 0, 0)
  bare.add(view)
  return view
}

/** Part of a value can be cloned by the transport only, so that the value has to travel in one piece. */
export class InOnePieceError extends Error {}

/** What was taken apart is nested deeper than Node can read it here. */
export class TooDeepError extends Error {}

/**
 * Serializes a value without the memory that travels in a way of its own.
 *
 * @throws InOnePieceError, and what the serializer throws: then the transport can't clone the value either
 */
export function takeApart<T extends object>(value: unknown, { placeOf, isWhole, sharesMemory }: TakeApartOptions<T>): Apart<T> {
  const live = new Map<T | SharedArrayBuffer, number>()
  const writer = newWriter()
  const place = (view: ArrayBufferView) => placeOf(view) ?? (sharesMemory ? sharedPlace(view) : undefined)
  writer._writeHostObject = (object) => {
    if (!ArrayBuffer.isView(object)) throw new InOnePieceError('an object of the host')
    const found = place(object)
    if (!found) return writeInline(writer, object, isWhole?.(object.buffer))
    const { token, byteOffset } = found
    if (!live.has(token)) live.set(token, live.size)
    writeView(writer, object, byteOffset, live.get(token)!)
  }
  writer.writeValue(value)
  return { bytes: writer.releaseBuffer(), live: [...live.keys()] }
}

/**
 * Makes a value again that was taken apart.
 *
 * @param memoryOf is asked once about each token; what it throws is noted as the reason why views are lost
 * @throws TooDeepError
 */
export function putTogether<T extends object>({ bytes, live }: Apart<T>, memoryOf: (token: T) => ArrayBufferLike): Together {
  const memories = live.map((entry) => attempt(() => (types.isSharedArrayBuffer(entry) ? entry : memoryOf(entry))))
  const lost = new Map<unknown, unknown>()
  const reader = newReader(bytes)
  reader._readHostObject = () => {
    const [kind, position, byteOffset, byteLength] = readView(reader)
    const found = position === INLINE ? { value: reader.readValue() as ArrayBuffer } : memories[position]!
    const view = 'error' in found ? found : attempt(() => make(kind, found.value, byteOffset, byteLength))
    if (!('error' in view)) return view.value
    const standIn = {}
    lost.set(standIn, view.error)
    return standIn
  }
  return { value: readAll(reader), lost }
}

function readAll(reader: Reader): unknown {
  try {
    return reader.readValue()
  } catch (error) {
    if (error instanceof RangeError) throw new TooDeepError('nested too deep', { cause: error }) // the stack is full
    throw error
  }
}

/** Returns the buffers that can be moved to a thread instead of copied. */
export function movables({ bytes, live }: Apart<Token | ResultToken>): ArrayBuffer[] {
  const moved = live.flatMap((entry) => ('lent' in entry && entry.lent === 'moved' ? [entry.buffer] : []))
  const { buffer } = bytes
  return buffer.byteLength === bytes.byteLength ? [buffer as ArrayBuffer, ...moved] : moved
}

function sharedPlace({ buffer, byteOffset }: ArrayBufferView): Placed<SharedArrayBuffer> | undefined {
  return types.isSharedArrayBuffer(buffer) ? { token: buffer, byteOffset } : undefined
}

function writeInline(writer: Writer, view: ArrayBufferView, isAmongMore = false): void {
  const { buffer, byteOffset } = view
  const isWhole = (isAmongMore || !seesLittle(view)) && !types.isSharedArrayBuffer(buffer)
  writeView(writer, view, isWhole ? byteOffset : 0, INLINE)
  writer.writeValue(isWhole ? buffer : ownBytes(view))
}

function writeView(writer: Writer, view: ArrayBufferView, byteOffset: number, position: number): void {
  if (isResizable(view.buffer)) throw new InOnePieceError('memory that can be resized')
  writer.writeUint32(KINDS.indexOf(bare.has(view) ? SHARED_MEMORY : kindOfView(view)))
  writer.writeUint32(position)
  writer.writeDouble(byteOffset)
  writer.writeDouble(view.byteLength)
}

function readView(reader: Reader): [kind: string, position: number, byteOffset: number, byteLength: number] {
  return [KINDS[reader.readUint32()]!, reader.readUint32(), reader.readDouble(), reader.readDouble()]
}

function make(kind: string, buffer: ArrayBufferLike, byteOffset: number, byteLength: number): ArrayBufferView | ArrayBufferLike {
  return kind === SHARED_MEMORY ? buffer : makeView(kind, buffer, byteOffset, byteLength)
}

function attempt<T>(get: () => T): { readonly value: T } | { readonly error: unknown } {
  try {
    return { value: get() }
  } catch (error) {
    return { error }
  }
}

/**
 * What V8 asks about what it can't write itself. The answer is set on each writer, not by a subclass: to declare one, `node:v8`
 * would have to be loaded along with this file, which takes a ms at the start of each worker.
 */
interface Writer extends Serializer {
  _writeHostObject(object: object): void
  _getSharedArrayBufferId(buffer: SharedArrayBuffer): number
  _setTreatArrayBufferViewsAsHostObjects(yes: boolean): void
}

interface Reader extends Deserializer {
  _readHostObject(): unknown
}

function newWriter(): Writer {
  const writer = new (process.getBuiltinModule('node:v8').Serializer)() as Writer
  writer._setTreatArrayBufferViewsAsHostObjects(true)
  writer._getSharedArrayBufferId = () => {
    throw new InOnePieceError('a SharedArrayBuffer without a view')
  }
  writer.writeHeader()
  return writer
}

function newReader(bytes: Uint8Array): Reader {
  const reader = new (process.getBuiltinModule('node:v8').Deserializer)(bytes) as Reader
  reader.readHeader()
  return reader
}
