interface ViewClass {
  /** Undefined for a DataView. */
  readonly BYTES_PER_ELEMENT?: number
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): ArrayBufferView
}

const classNameOfArray = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)!.get!

/** The name of the built-in class of a view, also where the view is of a subclass: `Float64Array`, `DataView`. */
export function viewClassOf(view: ArrayBufferView): string {
  return (Reflect.apply(classNameOfArray, view, []) as string | undefined) ?? 'DataView'
}

/** The kind of a view: `Buffer`, or the name of its class. */
export function kindOfView(view: ArrayBufferView): string {
  return Buffer.isBuffer(view) ? 'Buffer' : viewClassOf(view)
}

/** Makes a view of memory, of the kind that {@link kindOfView} has told. */
export function makeView(kind: string, buffer: ArrayBufferLike, byteOffset: number, byteLength: number): ArrayBufferView {
  if (kind === 'Buffer') return Buffer.from(buffer, byteOffset, byteLength)
  const View = (globalThis as unknown as Record<string, ViewClass>)[kind]! // looked up late: not every Node has all of them
  return new View(buffer, byteOffset, byteLength / (View.BYTES_PER_ELEMENT ?? 1))
}

/** A copy of what a view sees, in memory of its own. */
export function ownBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): ArrayBuffer {
  return new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength)).buffer
}

/** Whether a view sees so little of its buffer that the rest should stay where it is. */
export function seesLittle({ buffer, byteLength }: ArrayBufferView): boolean {
  return byteLength < buffer.byteLength / 4
}

/** Whether a buffer was made so that it can become larger or smaller. */
export function isResizable(buffer: ArrayBufferLike): boolean {
  const { resizable, growable } = buffer as { readonly resizable?: boolean; readonly growable?: boolean }
  return resizable === true || growable === true
}
