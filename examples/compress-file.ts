import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { brotliCompressSync, constants } from 'node:zlib'

export interface CompressedFile {
  readonly path: string
  readonly bytes: number
  readonly compressedBytes: number
  /** Of the compressed bytes, so that two runs with the same digest did the same work. */
  readonly sha256: string
}

/** Files are small: the default window of 4 MB would have the cores wait for memory rather than compress. */
const SETTINGS = { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 17 } }

/** In a module of its own, because it has imports: workers import the module, and find the function by its name. */
export function compressFile(path: string): CompressedFile {
  const content = readFileSync(path)
  const compressed = brotliCompressSync(content, SETTINGS)
  const sha256 = createHash('sha256').update(compressed).digest('hex')
  return { path, bytes: content.length, compressedBytes: compressed.length, sha256 }
}
