import { types } from 'node:util'
import v8 from 'node:v8'

/**
 * Node 20 sends errors that hold themselves, as in `error.cause = error`, but can't read them again: whoever receives
 * one loses the whole message. Found out by trying, because a version says nothing of patches.
 */
const losesCyclicErrors = (() => {
  const cyclic = new Error('', {})
  cyclic.cause = cyclic
  try {
    v8.deserialize(v8.serialize(cyclic))
    return false
  } catch {
    return true
  }
})()

/** Whether a value had better be tried before it is sent: it is an error, or holds one right at its surface. */
export function isFragile(value: unknown): boolean {
  if (!losesCyclicErrors || typeof value !== 'object' || value === null) return false
  return types.isNativeError(value) || (isSmall(value) && Object.values(value).some((part) => types.isNativeError(part)))
}

/** Reading the surface of something large costs more than this is worth. */
function isSmall(value: object): boolean {
  return !ArrayBuffer.isView(value) && !(Array.isArray(value) && value.length > 100)
}
