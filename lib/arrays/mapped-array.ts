export interface MappedArrayOptions {
  readonly tempFolder?: string | undefined
}

export interface TypedArrayClass<A> {
  readonly BYTES_PER_ELEMENT: number
  readonly name: string
  new (buffer: ArrayBuffer): A
}

export declare function mappedArray<A extends { readonly [index: number]: number | bigint }>(
  type: TypedArrayClass<A>,
  lengthOrValues: number | Iterable<A[number]> | ArrayLike<A[number]>,
  options?: MappedArrayOptions,
): A
