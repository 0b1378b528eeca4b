import type { Access, FileToken } from '../../model/lending.js'
import { sourceOf } from '../borrow/borrow.js'

/** Passes memory on to processes that is in a file already: that was lent to us, or mapped. */
export function passOn(access: Access): (buffer: ArrayBufferLike) => FileToken | undefined {
  const tokens = new WeakMap<FileToken, FileToken>()
  const withAccess = (source: FileToken) => {
    const token = tokens.get(source) ?? { ...source, access }
    tokens.set(source, token)
    return token
  }
  return (buffer) => {
    const source = sourceOf(buffer)
    if (!source || source.access === 'write' || source.access === access) return source
    return access === 'write' ? undefined : withAccess(source)
  }
}
